#ifndef FERRY_SHELL_INSPECT_SOURCE_H_
#define FERRY_SHELL_INSPECT_SOURCE_H_

namespace ferry::shell {

// The text of inspect.js; the build makes it a string.
extern const char kInspectSource[];

}  // namespace ferry::shell

#endif  // FERRY_SHELL_INSPECT_SOURCE_H_
