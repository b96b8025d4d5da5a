#ifndef FERRY_MESSAGING_QUEUE_LIMITS_H_
#define FERRY_MESSAGING_QUEUE_LIMITS_H_

#include <cstddef>
#include <limits>

namespace ferry {

// How much may wait in the queue of one port. A message that would be too much
// is refused with a QuotaExceededError, and its sender gives nothing up.
struct QueueLimits {
  static constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

  size_t max_queued_messages = kUnlimited;
  // Serialized bytes and ArrayBuffers beside them.
  size_t max_queued_bytes = kUnlimited;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_QUEUE_LIMITS_H_
