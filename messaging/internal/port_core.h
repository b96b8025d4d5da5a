#ifndef FERRY_MESSAGING_INTERNAL_PORT_CORE_H_
#define FERRY_MESSAGING_INTERNAL_PORT_CORE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/inbox.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/receiver.h"

namespace ferry::internal {

// What the two ends of a channel share.
struct Channel {
  // Of one end, what both look at.
  struct End {
    Arrivals arrivals;
    // Emptied messages for whoever sends to this end.
    MessageList spent;
    bool closed = false;
    // Whether the receiver is told of messages.
    bool started = false;
  };

  explicit Channel(const ChannelOptions& options) : options(options) {}

  const ChannelOptions options;
  Mutex mutex;
  End ends[2] ABSL_GUARDED_BY(mutex);
};

// One end of a channel: its queue and what is known of the other end. Whoever
// has it reads it, and is known to it as a Receiver; it outlives an isolate
// that has it, and moves to another reader.
//
// Thread-safe. The two ends lie in one block with one lock, so that nothing
// ever locks two; a call that has to wake a receiver up, or that destroys
// messages, does it after it has unlocked.
class PortCore final {
 public:
  using Pair = std::pair<std::shared_ptr<PortCore>, std::shared_ptr<PortCore>>;

  // Two entangled ends, which keep each other alive.
  static Pair NewPair(const ChannelOptions& options);

  PortCore(const PortCore&) = delete;
  PortCore& operator=(const PortCore&) = delete;

  // --- Any thread.

  // Of the channel: both ends say the same, always.
  const ChannelOptions& options() const { return channel_.options; }

  const PortCore& peer() const { return peer_; }

  // Sends to the other end. Destroys the message where one of the ends is
  // closed.
  void Post(std::unique_ptr<Message> message);

  // Messages that the other end has read and that can be sent again.
  MessageList TakeSpent();

  // Whether the other end's queue is limited at all.
  bool PeerHasLimits() const {
    return peer_.max_queued_messages_ != QueueLimits::kUnlimited ||
           peer_.max_queued_bytes_ != QueueLimits::kUnlimited;
  }

  // Whether the other end may get one message of so many bytes more.
  bool PeerHasRoomFor(size_t bytes) const;

  // Ends the channel: drops what waits here; the other end is told, if it is
  // started when it has read what was sent.
  void Close();

  void SetLimits(const QueueLimits& limits) {
    max_queued_messages_ = limits.max_queued_messages;
    max_queued_bytes_ = limits.max_queued_bytes;
  }
  size_t queued_messages() const { return inbox_.queued_messages(); }
  size_t queued_bytes() const { return inbox_.queued_bytes(); }
  size_t queued_serialized_bytes() const {
    return inbox_.queued_serialized_bytes();
  }

  // --- For whoever has this end, on its thread.

  // `receiver` is told from now on: of messages once the end is started, and
  // that the other end is closed.
  void Attach(std::shared_ptr<Receiver> receiver);
  // Nobody is told. What waits stays.
  void Detach();
  void Start();

  // The next message; null where none waits.
  std::unique_ptr<Message> Take();

  // Messages that were read here: the other end may send them again. Destroys
  // them where it has enough.
  void GiveBack(MessageList spent);

  // Nothing waits that can be read, which is so too while the end is not
  // started: whoever changes that has to call RunAgain. kMore where something
  // has arrived meanwhile; kPeerClosed, once, where nothing more will.
  enum class Idle { kMore, kOpen, kPeerClosed };
  Idle BecomeIdle();

  // Wakes the receiver again where there is something to do.
  void RunAgain();

  // The port of the agent with this list that has the other end; null where
  // that agent has it not. On its thread.
  AttachedPort* PeerIn(const ReadyList& list) const;

  // Whether the receiver was told, and has not become idle yet.
  bool is_scheduled() const { return inbox_.is_scheduled(); }

  // Whether BecomeIdle has said kPeerClosed.
  bool told_of_close() const { return told_of_close_; }

 private:
  struct Block;

  PortCore(Channel& channel, int side, PortCore& peer)
      : channel_(channel), side_(side), peer_(peer) {}

  Channel::End& here() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(channel_.mutex) {
    return channel_.ends[side_];
  }
  Channel::End& there() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(channel_.mutex) {
    return channel_.ends[1 - side_];
  }
  bool HasWorkLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(channel_.mutex);
  // Whom to wake, once unlocked, where there is something to do.
  std::shared_ptr<Receiver> ScheduleLocked()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(channel_.mutex);

  Channel& channel_;
  const int side_;
  PortCore& peer_;
  // Its arrivals are those of here().
  Inbox inbox_;
  std::atomic<size_t> max_queued_messages_{QueueLimits::kUnlimited};
  std::atomic<size_t> max_queued_bytes_{QueueLimits::kUnlimited};
  // Whether here().spent has some, to look at without the lock.
  std::atomic<bool> has_spent_{false};
  // For whoever has this end.
  bool told_of_close_ = false;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_PORT_CORE_H_
