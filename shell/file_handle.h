#ifndef FERRY_SHELL_FILE_HANDLE_H_
#define FERRY_SHELL_FILE_HANDLE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/native_class.h"
#include "ferry/shell/file_descriptor.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::shell {

struct OpenFile {
  FileDescriptor descriptor;
  // For error messages.
  std::string path;
};

// The native side of a FileHandle: an open file that can be transferred but not
// cloned, because two handles would share one position and one fate.
//
// Operations wait in the event loop for their turn. While one does, the handle
// is in use and cannot be transferred.
class FileHandle final : public PlatformObject {
 public:
  static constexpr char kClassName[] = "FileHandle";
  // In file_handle_class.cc.
  static void DefineClass(ClassDefinition<FileHandle>& handle);

  explicit FileHandle(OpenFile file) : file_(std::move(file)) {}

  // Why the file cannot be used; empty where it can: "is closed".
  absl::string_view problem() const;

  OpenFile& file() { return file_; }
  // -1 where the file cannot be used.
  int fd() const { return problem().empty() ? file_.descriptor.get() : -1; }

  void BeginOperation() { ++pending_; }
  void EndOperation() { --pending_; }
  // No operation may begin any more; those that wait still have the file.
  void MarkAsClosed() { state_ = State::kClosed; }

  TransferMode GetTransferMode() const override {
    return TransferMode::kTransferable;
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override;
  v8::Maybe<void> ValidateTransfer(Agent& agent, v8::Local<v8::Context> context,
                                   v8::Local<v8::Object> object) override;
  void CommitTransfer(DataHolder& holder) noexcept override;

 private:
  enum class State { kOpen, kClosed, kTransferred };

  // Nothing, with a DataCloneError pending, where it cannot be transferred now.
  v8::Maybe<void> CheckTransferable(Agent& agent,
                                    v8::Local<v8::Context> context) const;

  OpenFile file_;
  State state_ = State::kOpen;
  int pending_ = 0;
};

// Makes the JavaScript object. When it throws, the result is empty, and the
// file is closed.
v8::MaybeLocal<v8::Object> NewFileHandle(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         OpenFile file);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_FILE_HANDLE_H_
