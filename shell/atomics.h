#ifndef FERRY_SHELL_ATOMICS_H_
#define FERRY_SHELL_ATOMICS_H_

#include "ferry/shell/environment.h"

namespace ferry::shell {

// Lets the event loop know who waits with Atomics.waitAsync, which V8 tells
// nobody.
void InstallAtomics(Environment& environment);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_ATOMICS_H_
