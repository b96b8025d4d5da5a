#include "ferry/shell/file_operation.h"

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-platform.h>
#include <v8-promise.h>

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/shell/environment.h"
#include "ferry/shell/promises.h"

namespace ferry::shell {
namespace {

// Waits in the environment's TaskQueue. One that never gets its turn touches
// nothing: the native handle may be gone then.
class FileOperation final : public v8::Task {
 public:
  FileOperation(v8::Isolate* isolate, v8::Local<v8::Object> wrapper,
                v8::Local<v8::Promise::Resolver> resolver, FileHandle& handle,
                FileWork work)
      : isolate_(isolate),
        wrapper_(isolate, wrapper),
        resolver_(isolate, resolver),
        handle_(handle),
        work_(std::move(work)) {
    handle_.BeginOperation();
  }

  void Run() override {
    v8::Local<v8::Context> context = isolate_->GetCurrentContext();
    // Before the script hears of it: it may transfer the handle at once.
    handle_.EndOperation();
    Settle(context, resolver_.Get(isolate_),
           [&] { return work_(context, handle_.file()); });
  }

 private:
  v8::Isolate* const isolate_;
  // Keeps `handle_` alive.
  const v8::Global<v8::Object> wrapper_;
  const v8::Global<v8::Promise::Resolver> resolver_;
  FileHandle& handle_;
  const FileWork work_;
};

}  // namespace

void StartFileOperation(FileHandle& handle, Agent& agent, const CallInfo& info,
                        absl::string_view method,
                        absl::FunctionRef<FileWork()> take_arguments) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  // The arguments first: their conversion may close the file.
  FileWork work = take_arguments();
  if (work == nullptr) return;
  if (!handle.problem().empty()) {
    return ThrowDOMException(
        agent, context, "InvalidStateError",
        absl::StrCat(method, ": the file handle of \"", handle.file().path,
                     "\" ", handle.problem(), "."));
  }
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return;
  info.GetReturnValue().Set(resolver->GetPromise());
  Environment::From(isolate).tasks().Post(std::make_unique<FileOperation>(
      isolate, info.This(), resolver, handle, std::move(work)));
}

}  // namespace ferry::shell
