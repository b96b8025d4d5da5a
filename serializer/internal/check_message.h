#ifndef FERRY_SERIALIZER_INTERNAL_CHECK_MESSAGE_H_
#define FERRY_SERIALIZER_INTERNAL_CHECK_MESSAGE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/serializer/internal/message_tables.h"
#include "ferry/wire/limits.h"

namespace ferry::internal {

// Whether the V8 in use may be given `bytes`: they are one value and its data
// values, refer to nothing but `parts` and the host table, and keep within
// `limits`. The status is that of wire::Validate. Any thread.
absl::Status CheckMessage(absl::Span<const uint8_t> bytes,
                          const MessageParts& parts,
                          const HostObjectCounts& host_objects,
                          const wire::Limits& limits);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_CHECK_MESSAGE_H_
