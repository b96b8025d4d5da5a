#ifndef FERRY_SHELL_CONSOLE_H_
#define FERRY_SHELL_CONSOLE_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// console and print, and the environment's Inspect. They are written in
// JavaScript: inspect.js.
void InstallConsole(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_CONSOLE_H_
