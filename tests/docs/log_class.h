#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "ferry/ferry.h"

class LogHolder final : public ferry::DataHolder {
 public:
  std::ofstream file;
  absl::string_view type_name() const override { return "Log"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      ferry::Agent& agent, v8::Local<v8::Context> context) override;
};

class Log final : public ferry::PlatformObject {
 public:
  static constexpr char kClassName[] = "Log";
  static void DefineClass(ferry::ClassDefinition<Log>& log) {
    log.Constructor<Open>(1);
    log.Getter<&Log::IsOpen>("isOpen");
    log.Method<&Log::Write>("write", 1);
    log.Method<&Log::Close>("close");
  }
  explicit Log(std::ofstream file) : file_(std::move(file)) {}
  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kTransferable;
  }
  ferry::HostObjectData PrepareTransfer(ferry::Agent& agent,
                                        v8::Local<v8::Context> context,
                                        v8::Local<v8::Object>) override {
    if (file_.is_open()) return {.holder = std::make_unique<LogHolder>()};
    ferry::ThrowDataCloneError(agent, context, "The log is closed.");
    return {};
  }
  void CommitTransfer(ferry::DataHolder& holder) noexcept override {
    static_cast<LogHolder&>(holder).file = std::move(file_);
  }

 private:
  static std::unique_ptr<Log> Open(ferry::Agent& agent,
                                   const ferry::CallInfo& info) {
    const std::string path = ferry::ToUtf8(agent.isolate(), info[0]);
    return std::make_unique<Log>(std::ofstream(path, std::ios::app));
  }
  void Write(ferry::Agent& agent, const ferry::CallInfo& info) {
    file_ << ferry::ToUtf8(agent.isolate(), info[0]);
  }
  void IsOpen(ferry::Agent&, const ferry::CallInfo& info) {
    info.GetReturnValue().Set(file_.is_open());
  }
  void Close(ferry::Agent&, const ferry::CallInfo&) { file_.close(); }
  std::ofstream file_;
};

inline v8::MaybeLocal<v8::Object> LogHolder::Deserialize(
    ferry::Agent& agent, v8::Local<v8::Context> context) {
  return ferry::NativeClass<Log>::Of(agent).New(
      context, std::make_unique<Log>(std::move(file)));
}
