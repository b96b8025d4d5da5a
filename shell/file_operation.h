#ifndef FERRY_SHELL_FILE_OPERATION_H_
#define FERRY_SHELL_FILE_OPERATION_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ferry/shell/file_handle.h"

namespace ferry::shell {

// What an operation does with its file once it has its turn. Empty if and only
// if an exception is pending.
using FileWork =
    std::function<v8::MaybeLocal<v8::Value>(v8::Local<v8::Context>, OpenFile&)>;

// Begins an operation on the FileHandle that a method was called on, and
// returns to the script a promise for what it gives. `take_arguments` makes the
// work from the method's arguments, or throws. `method` begins the messages of
// errors.
void StartFileOperation(const v8::FunctionCallbackInfo<v8::Value>& info,
                        absl::string_view method,
                        absl::FunctionRef<FileWork()> take_arguments);

// The FileHandle that a method was called on: each has a signature, so that V8
// lets nothing else through.
FileHandle& ThisFileHandle(const v8::FunctionCallbackInfo<v8::Value>& info);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_FILE_OPERATION_H_
