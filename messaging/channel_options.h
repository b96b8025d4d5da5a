#ifndef FERRY_MESSAGING_CHANNEL_OPTIONS_H_
#define FERRY_MESSAGING_CHANNEL_OPTIONS_H_

#include <cstddef>
#include <limits>

#include "ferry/exceptions/error_policy.h"
#include "ferry/wire/limits.h"

namespace ferry {

// How the messages of one channel are serialized, whichever end they are posted
// to. It stays with the ports where they are transferred.
//
//   auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel(
//       {.limits = {.bytes = 1 << 20}});
//
// What a native thread posts is serialized already, and is not asked.
struct ChannelOptions {
  // A message that exceeds them is a DataCloneError that names the limit, and
  // nothing is given up; see SerializeOptions::limits.
  wire::Limits limits = {};
  // What is kept of errors.
  ErrorPolicy error_policy = ErrorPolicy::kAsV8;
};

// How much may wait in the queue of one port. A message that would be too much
// is refused with a QuotaExceededError, and its sender gives nothing up.
struct QueueLimits {
  static constexpr size_t kUnlimited = std::numeric_limits<size_t>::max();

  size_t max_queued_messages = kUnlimited;
  // Serialized bytes and ArrayBuffers beside them.
  size_t max_queued_bytes = kUnlimited;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_CHANNEL_OPTIONS_H_
