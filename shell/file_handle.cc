#include "ferry/shell/file_handle.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::shell {
namespace {

// What travels. Its descriptor is empty until the transfer is committed, and
// closed with the holder where nobody receives it.
class FileHolder final : public DataHolder {
 public:
  explicit FileHolder(std::string path)
      : file_{.descriptor = {}, .path = std::move(path)} {}

  void Take(FileDescriptor descriptor) {
    file_.descriptor = std::move(descriptor);
  }

  absl::string_view type_name() const override { return "FileHandle"; }

  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return NewFileHandle(agent, context, std::move(file_));
  }

 private:
  OpenFile file_;
};

}  // namespace

absl::string_view FileHandle::problem() const {
  switch (state_) {
    case State::kOpen:
      return "";
    case State::kClosed:
      return "is closed";
    case State::kTransferred:
      break;
  }
  return "was transferred";
}

v8::Maybe<void> FileHandle::CheckTransferable(
    Agent& agent, v8::Local<v8::Context> context) const {
  std::string why(problem());
  if (why.empty() && pending_ > 0) {
    why = absl::StrCat(
        "is in use by ", pending_,
        pending_ == 1 ? " pending operation" : " pending operations");
  }
  if (why.empty()) return v8::JustVoid();
  ThrowDataCloneError(agent, context,
                      absl::StrCat("The file handle of \"", file_.path,
                                   "\" cannot be transferred: it ", why, "."));
  return v8::Nothing<void>();
}

HostObjectData FileHandle::PrepareTransfer(Agent& agent,
                                           v8::Local<v8::Context> context,
                                           v8::Local<v8::Object> object) {
  if (CheckTransferable(agent, context).IsNothing()) return {};
  return {.holder = std::make_unique<FileHolder>(file_.path)};
}

v8::Maybe<void> FileHandle::ValidateTransfer(Agent& agent,
                                             v8::Local<v8::Context> context,
                                             v8::Local<v8::Object> object) {
  return CheckTransferable(agent, context);
}

void FileHandle::CommitTransfer(DataHolder& holder) noexcept {
  static_cast<FileHolder&>(holder).Take(std::move(file_.descriptor));
  state_ = State::kTransferred;
}

v8::MaybeLocal<v8::Object> NewFileHandle(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         OpenFile file) {
  return NativeClass<FileHandle>::Of(agent).New(
      context, std::make_unique<FileHandle>(std::move(file)));
}

}  // namespace ferry::shell
