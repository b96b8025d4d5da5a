#ifndef FERRY_SERIALIZER_INTERNAL_CHECK_PARTS_H_
#define FERRY_SERIALIZER_INTERNAL_CHECK_PARTS_H_

#include "absl/status/status.h"
#include "ferry/delegates/message_parts.h"

namespace ferry::internal {

// Whether native code put parts together that a message can have: everything is
// there, memory lies in the list of its kind and in one buffer only, and what
// can only be transferred is. InvalidArgument that names the entry. Any thread.
absl::Status CheckParts(const MessageParts& parts);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_CHECK_PARTS_H_
