#ifndef FERRY_SHELL_SYSTEM_ERROR_H_
#define FERRY_SHELL_SYSTEM_ERROR_H_

#include <v8-context.h>
#include <v8-local-handle.h>

#include <string>

#include "absl/strings/string_view.h"

namespace ferry::shell {

// Throws an Error for `error`, an errno: `what` begins its message, and its
// properties are code ('ENOENT') and path.
void ThrowSystemError(v8::Local<v8::Context> context, int error,
                      absl::string_view what, const std::string& path);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_SYSTEM_ERROR_H_
