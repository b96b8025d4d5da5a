#ifndef FERRY_SHELL_PROMISES_H_
#define FERRY_SHELL_PROMISES_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-promise.h>
#include <v8-value.h>

#include "absl/functional/function_ref.h"

namespace ferry::shell {

// What `work` returns resolves the promise, what it throws rejects it. Neither
// happens, and the promise stays pending, where execution terminates.
void Settle(v8::Local<v8::Context> context,
            v8::Local<v8::Promise::Resolver> resolver,
            absl::FunctionRef<v8::MaybeLocal<v8::Value>()> work);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_PROMISES_H_
