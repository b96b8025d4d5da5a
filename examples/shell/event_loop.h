#ifndef FERRY_EXAMPLES_SHELL_EVENT_LOOP_H_
#define FERRY_EXAMPLES_SHELL_EVENT_LOOP_H_

#include "absl/functional/function_ref.h"
#include "ferry/examples/shell/environment.h"

namespace ferry::shell {

// Runs V8's tasks, the environment's and its timers until the environment is
// stopped, `done` says so, or nothing is left to wait for. On the isolate's
// thread.
void RunEventLoop(Environment& environment, absl::FunctionRef<bool()> done);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_EVENT_LOOP_H_
