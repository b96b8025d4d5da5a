#ifndef FERRY_EXAMPLES_SHELL_RUN_IN_ISOLATE_H_
#define FERRY_EXAMPLES_SHELL_RUN_IN_ISOLATE_H_

#include <v8-local-handle.h>
#include <v8-object.h>

#include "ferry/examples/shell/environment.h"

namespace ferry::shell {

// Puts two functions on `object`:
//
// runInIsolate(functionOrSource, value, transferList) calls a function with a
// clone of `value` in a new isolate on a new thread, waits, and returns a clone
// of what it returns (or what its promise gives) or throws what it throws. The
// function travels as its source, so it sees no variables around it.
//
// transfer(value, transferList) is what such a function returns to transfer.
void InstallRunInIsolate(Environment& environment,
                         v8::Local<v8::Object> object);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_RUN_IN_ISOLATE_H_
