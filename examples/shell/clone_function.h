#ifndef FERRY_EXAMPLES_SHELL_CLONE_FUNCTION_H_
#define FERRY_EXAMPLES_SHELL_CLONE_FUNCTION_H_

#include "ferry/examples/shell/environment.h"

namespace ferry::shell {

// structuredClone and DOMException.
void InstallCloneFunction(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_CLONE_FUNCTION_H_
