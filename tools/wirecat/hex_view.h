#ifndef FERRY_TOOLS_WIRECAT_HEX_VIEW_H_
#define FERRY_TOOLS_WIRECAT_HEX_VIEW_H_

#include <cstdio>

#include "absl/status/status.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wirecat {

// Prints a line for each token of a message: its offset, its first bytes, and
// what they mean.
absl::Status PrintHexView(const wire::MessageView& message,
                          const wire::ReaderOptions& options, bool color,
                          std::FILE* out);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_HEX_VIEW_H_
