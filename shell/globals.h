#ifndef FERRY_SHELL_GLOBALS_H_
#define FERRY_SHELL_GLOBALS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// Everything that the shell puts on a global object.
void InstallGlobals(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_GLOBALS_H_
