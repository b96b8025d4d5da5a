#ifndef FERRY_FUZZ_V8_REALM_H_
#define FERRY_FUZZ_V8_REALM_H_

#include <v8-context.h>
#include <v8-local-handle.h>

#include "absl/functional/function_ref.h"

namespace ferry::fuzz {

// Calls `function` in a realm that is made once for the process, and collects
// garbage now and then.
void WithRealm(absl::FunctionRef<void(v8::Local<v8::Context>)> function);

}  // namespace ferry::fuzz

#endif  // FERRY_FUZZ_V8_REALM_H_
