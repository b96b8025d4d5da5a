#ifndef FERRY_WIRE_INTERNAL_LATE_ERROR_PARTS_H_
#define FERRY_WIRE_INTERNAL_LATE_ERROR_PARTS_H_

#include <cstddef>
#include <vector>

#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/text.h"

namespace ferry::wire::internal {

// Message and stack of an error that has them in another order than message,
// stack, cause, as V8 wrote before 12.1. Data is null where there is none.
struct LateErrorParts {
  size_t error;  // The offset of its tag.
  Text message = {};
  Text stack = {};
};

// In the order of the message. Ends where the message cannot be read.
std::vector<LateErrorParts> FindLateErrorParts(const MessageView& message,
                                               const ReaderOptions& options);

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_LATE_ERROR_PARTS_H_
