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

// The broadcast channels of one name, in the order in which they were made. One
// lock for all of them, so that all hear messages in the same order.
// Thread-safe.
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

// One channel's place in its group. Each message is one entry in the ready list
// of the channel's isolate, which is HTML's "queue a task" for each
// destination: so all channels of an isolate hear the first message before any
// hears the second. The entries are added under the group's lock, as their
// order counts.
class BroadcastMember final
    : public Receiver,
      public std::enable_shared_from_this<BroadcastMember> {
 public:
  BroadcastMember(std::shared_ptr<BroadcastGroup> group,
                  BroadcastChannel* channel, std::shared_ptr<ReadyList> reader)
      : group_(std::move(group)),
        reader_(std::move(reader)),
        channel_(channel) {}

  // Sends to all others. On the channel's thread.
  void Post(std::shared_ptr<const SerializedValue> value);

  // Hears nothing from now on. On the channel's thread.
  void Leave();

  // The next message; null where none waits. On the channel's thread.
  std::unique_ptr<Message> Take();

  size_t queued_messages() const { return inbox_.queued_messages(); }
  size_t queued_bytes() const { return inbox_.queued_bytes(); }
  size_t queued_serialized_bytes() const {
    return inbox_.queued_serialized_bytes();
  }

  // Receiver: one message, whatever the budget. The next one has its own entry.
  size_t Run(ReadyList& list, size_t budget) override;

 private:
  friend class BroadcastGroup;

  const std::shared_ptr<BroadcastGroup> group_;
  // Of the channel's isolate.
  const std::shared_ptr<ReadyList> reader_;
  // Under the group's lock, as Inbox says.
  Inbox inbox_;
  // Null after Leave.
  BroadcastChannel* channel_;
};

}  // namespace internal
}  // namespace ferry

#endif  // FERRY_MESSAGING_INTERNAL_BROADCAST_GROUP_H_
