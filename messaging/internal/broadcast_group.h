#ifndef FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_
#define FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "ferry/messaging/internal/inbox.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/mutex.h"
#include "ferry/messaging/internal/ready_list.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry {

class BroadcastChannel;

namespace internal {

class BroadcastMember;

// The broadcast channels of one name. One lock for all of them, so that all
// hear messages in the same order. Thread-safe.
class BroadcastGroup {
 public:
  // `channel` reads in the isolate of `reader`.
  static std::shared_ptr<BroadcastMember> Join(
      std::shared_ptr<BroadcastGroup> group, BroadcastChannel* channel,
      std::shared_ptr<ReadyList> reader);

 private:
  friend class BroadcastMember;

  Mutex mutex_;
  std::vector<BroadcastMember*> members_ ABSL_GUARDED_BY(mutex_);
};

// One channel's place in its group. What is said of threads in PortCore counts
// here too: a call that has to wake isolates up does it after it has unlocked.
class BroadcastMember final
    : public Receiver,
      public std::enable_shared_from_this<BroadcastMember> {
 public:
  BroadcastMember(std::shared_ptr<BroadcastGroup> group,
                  BroadcastChannel* channel)
      : group_(std::move(group)), channel_(channel) {}

  // Sends to all others. On the channel's thread.
  void Post(std::shared_ptr<const SerializedValue> value);

  // Hears nothing from now on. On the channel's thread.
  void Leave();

  // The next message; null where none waits: whoever sends the next one wakes
  // the isolate up. On the channel's thread.
  std::unique_ptr<Message> TakeOrBecomeIdle();

  // Asks for another run. On the channel's thread.
  void RunAgain();

  size_t queued_messages() const { return inbox_.queued_messages(); }
  size_t queued_bytes() const { return inbox_.queued_bytes(); }
  size_t queued_serialized_bytes() const {
    return inbox_.queued_serialized_bytes();
  }

  // Receiver.
  size_t Run(ReadyList& list, size_t budget) override;

 private:
  friend class BroadcastGroup;

  const std::shared_ptr<BroadcastGroup> group_;
  // Under the group's lock, as Inbox says.
  Inbox inbox_;
  // Null after Leave.
  BroadcastChannel* channel_;
};

}  // namespace internal
}  // namespace ferry

#endif  // FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_
