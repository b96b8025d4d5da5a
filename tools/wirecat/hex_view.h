#ifndef FERRY_TOOLS_WIRECAT_HEX_VIEW_H_
#define FERRY_TOOLS_WIRECAT_HEX_VIEW_H_

#include <cstdio>

#include "absl/status/status.h"
#include "tools/wirecat/input.h"

namespace ferry::wirecat {

// Prints what is in a file: a line for the header, each property key, each
// value and each end, with its offset, its first bytes, its tag as the
// character that V8 calls it by, and what they mean.
absl::Status PrintHexView(const Input& input, bool color, std::FILE* out);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_HEX_VIEW_H_
