#ifndef FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_
#define FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/internal/inbox.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/receiver.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry::internal {

class BroadcastMember;

// The broadcast channels of one name. One lock for all of them, so that all
// hear messages in the same order. Thread-safe.
class BroadcastGroup {
 public:
  // `receiver` is woken for each message.
  static std::shared_ptr<BroadcastMember> Join(
      std::shared_ptr<BroadcastGroup> group,
      std::shared_ptr<Receiver> receiver);

 private:
  friend class BroadcastMember;

  struct Place {
    BroadcastMember* member;
    Arrivals arrivals;
  };

  Mutex mutex_;
  // Their numbers are the order in which they were made.
  uint64_t next_number_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<uint64_t, Place> places_ ABSL_GUARDED_BY(mutex_);
};

// One channel in its group. It is woken once for each message, which is HTML's
// "queue a task" for each destination: so all channels of an isolate hear the
// first message before any hears the second. That is under the group's lock, as
// the order counts.
class BroadcastMember {
 public:
  BroadcastMember(const BroadcastMember&) = delete;
  BroadcastMember& operator=(const BroadcastMember&) = delete;

  // --- On the channel's thread.

  // Sends to all others, also after Leave.
  void Post(std::shared_ptr<const SerializedValue> value);

  // Hears nothing from now on.
  void Leave();

  // The next message; null where none waits.
  std::unique_ptr<Message> Take();

  size_t queued_messages() const { return inbox_.queued_messages(); }
  size_t queued_bytes() const { return inbox_.queued_bytes(); }
  size_t queued_serialized_bytes() const {
    return inbox_.queued_serialized_bytes();
  }

 private:
  friend class BroadcastGroup;

  BroadcastMember(std::shared_ptr<BroadcastGroup> group, uint64_t number)
      : group_(std::move(group)), number_(number) {}

  const std::shared_ptr<BroadcastGroup> group_;
  const uint64_t number_;
  // Its arrivals are those of its place.
  Inbox inbox_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_
