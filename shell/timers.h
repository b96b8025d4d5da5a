#ifndef FERRY_SHELL_TIMERS_H_
#define FERRY_SHELL_TIMERS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// setTimeout, setInterval, clearTimeout, clearInterval, queueMicrotask and
// performance.now.
void InstallTimers(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_TIMERS_H_
