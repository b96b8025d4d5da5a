#include "ferry/tests/support/pipe.h"

#include <v8-function.h>
#include <v8-template.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::testing_support {
namespace {

class PipeHolder final : public DataHolder {
 public:
  PipeHolder(std::shared_ptr<PipeLog> log, std::string name, TransferMode mode,
             absl::string_view interface)
      : log_(std::move(log)),
        name_(std::move(name)),
        mode_(mode),
        interface_(interface) {
    ++log_->holders_made;
  }
  ~PipeHolder() override { ++log_->holders_destroyed; }

  absl::string_view type_name() const override { return interface_; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    v8::Local<v8::Value> constructor;
    if (!context->Global()
             ->Get(context, NewString(agent.isolate(), interface_))
             .ToLocal(&constructor)) {
      return {};
    }
    if (!constructor->IsFunction()) {
      ThrowDataCloneError(
          agent, context,
          absl::StrCat(interface_, " is not an interface of this realm."));
      return {};
    }
    return NewPipe(agent, context,
                   std::make_unique<Pipe>(log_, name_, mode_, contents));
  }

  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> object,
                                  v8::Local<v8::Value> data) override {
    log_->events.push_back("finalize " + name_);
    PipeOf(agent, object).data.Reset(agent.isolate(), data);
    return v8::JustVoid();
  }

  int contents = Pipe::kGone;

 private:
  const std::shared_ptr<PipeLog> log_;
  const std::string name_;
  const TransferMode mode_;
  const absl::string_view interface_;
};

}  // namespace

Pipe::Pipe(std::shared_ptr<PipeLog> log, std::string name, TransferMode mode,
           int contents)
    : log_(std::move(log)),
      name_(std::move(name)),
      mode_(mode),
      contents_(contents) {
  ++log_->pipes_alive;
}

Pipe::~Pipe() { --log_->pipes_alive; }

v8::Maybe<void> Pipe::CheckOpen(Agent& agent, v8::Local<v8::Context> context) {
  if (contents_ != kGone) return v8::JustVoid();
  ThrowDataCloneError(agent, context,
                      absl::StrCat("Pipe ", name_, " is closed."));
  return v8::Nothing<void>();
}

HostObjectData Pipe::NewData(int contents) {
  auto holder = std::make_unique<PipeHolder>(log_, name_, mode_, interface);
  holder->contents = contents;
  HostObjectData result;
  result.holder = std::move(holder);
  if (!data.IsEmpty()) result.data = data.Get(v8::Isolate::GetCurrent());
  return result;
}

HostObjectData Pipe::Serialize(Agent& agent, v8::Local<v8::Context> context,
                               v8::Local<v8::Object> object) {
  log_->events.push_back("clone " + name_);
  if (CheckOpen(agent, context).IsNothing()) return {};
  return NewData(contents_);
}

HostObjectData Pipe::PrepareTransfer(Agent& agent,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> object) {
  if (CheckOpen(agent, context).IsNothing()) return {};
  if (fails_to_prepare) {
    ThrowDOMException(agent, context, "InvalidStateError",
                      absl::StrCat("Pipe ", name_, " fails to prepare."));
    return {};
  }
  log_->events.push_back("prepare " + name_);
  return NewData(kGone);
}

v8::Maybe<void> Pipe::ValidateTransfer(Agent& agent,
                                       v8::Local<v8::Context> context,
                                       v8::Local<v8::Object> object) {
  return CheckOpen(agent, context);
}

void Pipe::CommitTransfer(DataHolder& holder) noexcept {
  log_->events.push_back("commit " + name_);
  static_cast<PipeHolder&>(holder).contents =
      std::exchange(contents_, int{kGone});
}

void Pipe::AbortTransfer(Agent& agent, v8::Local<v8::Context> context,
                         v8::Local<v8::Object> object,
                         v8::Local<v8::Value> data) {
  log_->events.push_back("abort " + name_);
}

v8::Maybe<void> Pipe::NestedTransferables(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    std::vector<v8::Local<v8::Object>>& result) {
  for (v8::Global<v8::Object>& inner : nested) {
    result.push_back(inner.Get(agent.isolate()));
  }
  return v8::JustVoid();
}

void InstallPipe(Agent& agent, v8::Local<v8::Context> context) {
  v8::Local<v8::FunctionTemplate> pipe =
      WrapperRegistry::Of(agent).NewTemplate("Pipe");
  context->Global()
      ->Set(context, NewString(agent.isolate(), "Pipe"),
            pipe->GetFunction(context).ToLocalChecked())
      .Check();
}

v8::Local<v8::Object> NewPipe(Agent& agent, v8::Local<v8::Context> context,
                              std::unique_ptr<Pipe> pipe) {
  v8::Local<v8::Value> constructor =
      context->Global()
          ->Get(context, NewString(agent.isolate(), "Pipe"))
          .ToLocalChecked();
  v8::Local<v8::Object> wrapper =
      constructor.As<v8::Function>()->NewInstance(context).ToLocalChecked();
  WrapperRegistry::Of(agent).Wrap(wrapper, std::move(pipe));
  return wrapper;
}

Pipe& PipeOf(Agent& agent, v8::Local<v8::Value> value) {
  PlatformObject* native =
      value->IsObject()
          ? WrapperRegistry::Of(agent).Unwrap(value.As<v8::Object>())
          : nullptr;
  ABSL_CHECK(native != nullptr) << "no Pipe";
  return static_cast<Pipe&>(*native);
}

}  // namespace ferry::testing_support
