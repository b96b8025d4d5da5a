#ifndef FERRY_SERIALIZER_INTERNAL_CHECK_MESSAGE_H_
#define FERRY_SERIALIZER_INTERNAL_CHECK_MESSAGE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/wire/limits.h"

namespace ferry::internal {

// Whether the V8 in use may be given `bytes`: they are one value, and as many
// data values as `parts` says, that refers to nothing but `parts` and keeps
// within `limits`. The status is that of wire::Validate. Any thread.
absl::Status CheckMessage(absl::Span<const uint8_t> bytes,
                          const MessageParts& parts,
                          const wire::Limits& limits);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_CHECK_MESSAGE_H_
