#ifndef FERRY_EXAMPLES_SHELL_ATOMICS_H_
#define FERRY_EXAMPLES_SHELL_ATOMICS_H_

#include "ferry/examples/shell/environment.h"

namespace ferry::shell {

// Lets the event loop know who waits with Atomics.waitAsync, which V8 tells
// nobody.
void InstallAtomics(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_EXAMPLES_SHELL_ATOMICS_H_
