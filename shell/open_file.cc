#include "ferry/shell/open_file.h"

#include <fcntl.h>
#include <v8-function-callback.h>
#include <v8-object.h>

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/file_handle.h"
#include "ferry/shell/system_error.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

std::optional<int> FlagsOf(absl::string_view mode) {
  if (mode == "r") return O_RDONLY;
  if (mode == "w") return O_WRONLY | O_CREAT | O_TRUNC;
  if (mode == "r+") return O_RDWR;
  if (mode == "a") return O_WRONLY | O_CREAT | O_APPEND;
  return std::nullopt;
}

bool TakeMode(const Info& info, int& flags) {
  std::string mode = "r";
  if (!info[1]->IsUndefined() && !ToText(info.GetIsolate(), info[1], mode)) {
    return false;
  }
  const std::optional<int> found = FlagsOf(mode);
  if (!found.has_value()) {
    ThrowTypeError(info.GetIsolate(),
                   absl::StrCat("openFile: the mode \"", mode,
                                "\" is none of \"r\", \"w\", \"r+\", \"a\"."));
    return false;
  }
  flags = *found;
  return true;
}

void OpenFileFunction(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (!info[0]->IsString()) {
    return ThrowTypeError(isolate, "openFile: the path must be a string.");
  }
  OpenFile file;
  int flags;
  if (!ToText(isolate, info[0], file.path) || !TakeMode(info, flags)) return;
  if (file.path.find('\0') != std::string::npos) {
    return ThrowTypeError(isolate, "openFile: the path has a NUL in it.");
  }
  if (int error = file.descriptor.Open(file.path, flags); error != 0) {
    return ThrowSystemError(context, error, "openFile: cannot open", file.path);
  }
  v8::Local<v8::Object> handle;
  if (NewFileHandle(Environment::From(isolate).agent(), context,
                    std::move(file))
          .ToLocal(&handle)) {
    info.GetReturnValue().Set(handle);
  }
}

}  // namespace

void InstallOpenFile(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  SetFunction(context, context->Global(), "openFile", OpenFileFunction);
}

}  // namespace ferry::shell
