#ifndef FERRY_MESSAGING_INTERNAL_PORT_CORE_H_
#define FERRY_MESSAGING_INTERNAL_PORT_CORE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "ferry/messaging/internal/inbox.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/ready_list.h"
#include "ferry/messaging/queue_limits.h"

namespace ferry {

class MessagePort;

namespace internal {

struct Channel;

// One end of a channel: its queue and what is known of the other end. Outlives
// the MessagePort that shows it to an isolate, and moves to another isolate's.
//
// Thread-safe. The two ends lie in one block with one lock, so that nothing
// ever locks two; a call that has to wake an isolate up, or that destroys
// messages, does it after it has unlocked.
class PortCore final : public Receiver {
 public:
  using Pair = std::pair<std::shared_ptr<PortCore>, std::shared_ptr<PortCore>>;

  // Two entangled ends, which keep each other alive.
  static Pair NewPair();

  // For NewPair.
  PortCore(Channel& channel, PortCore& peer) : channel_(channel), peer_(peer) {}

  // --- Any thread.

  // Sends to the other end. Destroys the message where one of the ends is
  // closed.
  void Post(std::unique_ptr<Message> message);

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

  // Whether `value` carries the other end.
  bool IsPeerIn(const SerializedValue& value) const;
  void SetLimits(const QueueLimits& limits) {
    max_queued_messages_ = limits.max_queued_messages;
    max_queued_bytes_ = limits.max_queued_bytes;
  }
  size_t queued_messages() const { return inbox_.queued_messages(); }
  size_t queued_bytes() const { return inbox_.queued_bytes(); }
  size_t queued_serialized_bytes() const {
    return inbox_.queued_serialized_bytes();
  }

  // --- For the port that has this core, on its thread.

  // `port` has the core from now on; null for one of no isolate, whose reader
  // never calls Run. Returns the port of the other end where `reader` reads
  // that too, null otherwise.
  MessagePort* Attach(MessagePort* port, std::shared_ptr<InboxReader> reader);
  // Nobody has it. What waits stays.
  void Detach();
  // Messages are for Run from now on.
  void Start();

  // The next message; null where none waits.
  std::unique_ptr<Message> Take();

  // Nothing waits that can be read, which is so too while the port is not
  // started: whoever changes that has to ask for another run. kMore where
  // something has arrived meanwhile; kPeerClosed, once, where nothing more
  // will.
  enum class Idle { kMore, kOpen, kPeerClosed };
  Idle BecomeIdle();

  // Asks for another run where there is something to do.
  void RunAgain();

  // Whether a run is due, or going on.
  bool is_scheduled() const { return inbox_.is_scheduled(); }

  // The port of the other end where `here` reads that; null otherwise. On the
  // thread of `here`, also of a core that another port has meanwhile.
  MessagePort* PeerIn(const InboxReader& here) const;

  // Whether BecomeIdle has said kPeerClosed.
  bool told_of_close() const { return told_of_close_; }

  // Receiver.
  size_t Run(ReadyList& list, size_t budget) override;

 private:
  bool HasWorkLocked() const;
  MessagePort* PeerInLocked(const InboxReader& here) const;
  std::shared_ptr<PortCore> Share();

  Channel& channel_;
  PortCore& peer_;
  // Under the channel's lock, as Inbox says.
  Inbox inbox_;
  // Under the channel's lock.
  bool closed_ = false;
  bool started_ = false;
  std::atomic<size_t> max_queued_messages_{QueueLimits::kUnlimited};
  std::atomic<size_t> max_queued_bytes_{QueueLimits::kUnlimited};
  // The rest is for whoever has the port.
  bool told_of_close_ = false;
  MessagePort* port_ = nullptr;
};

}  // namespace internal
}  // namespace ferry

#endif  // FERRY_MESSAGING_INTERNAL_PORT_CORE_H_
