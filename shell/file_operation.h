#ifndef FERRY_SHELL_FILE_OPERATION_H_
#define FERRY_SHELL_FILE_OPERATION_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <functional>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/bindings/arguments.h"
#include "ferry/shell/file_handle.h"

namespace ferry::shell {

// What an operation does with its file once it has its turn. When it throws,
// the result is empty.
using FileWork =
    std::function<v8::MaybeLocal<v8::Value>(v8::Local<v8::Context>, OpenFile&)>;

// Begins an operation on `handle`, whose method `info` is a call of, and
// returns to the script a promise for what it gives, or throws, for a
// ClassDefinition::PromiseMethod. `take_arguments` makes the work from the
// method's arguments, or throws. `method` begins the messages of errors.
void StartFileOperation(FileHandle& handle, Agent& agent, const CallInfo& info,
                        absl::string_view method,
                        absl::FunctionRef<FileWork()> take_arguments);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_FILE_OPERATION_H_
