#ifndef FERRY_MESSAGING_INTERNAL_INBOX_H_
#define FERRY_MESSAGING_INTERNAL_INBOX_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/receiver.h"

namespace ferry::internal {

// What has come for a receiver and was not taken yet. A lock of whatever
// connects it with those who send guards it.
struct Arrivals {
  MessageList messages;
  // Null for nobody.
  std::shared_ptr<Receiver> receiver;
};

// The queue of one receiver, and whether it was told.
//
// Senders and the reader share a mutex, which guards the Arrivals; an inbox is
// always given the same ones. The reader takes all that has arrived at once, so
// that it locks once for many messages; what it took is its own, and moves with
// the inbox to another reader.
class Inbox {
 public:
  // --- Under the lock that guards the arrivals.

  void Push(Arrivals& arrivals, std::unique_ptr<Message> message) {
    pushed_.Add(*message);
    arrivals.messages.PushBack(std::move(message));
  }

  // There is something to do. Returns whom to wake, once unlocked; null for
  // nobody, also where it was told already.
  std::shared_ptr<Receiver> Schedule(const Arrivals& arrivals) {
    if (is_scheduled() || arrivals.receiver == nullptr) return nullptr;
    SetScheduled(true);
    return arrivals.receiver;
  }
  void SetUnscheduled() { SetScheduled(false); }

  // Makes what has arrived the reader's. False where nothing had.
  bool Take(Arrivals& arrivals) {
    if (arrivals.messages.empty()) return false;
    taken_.Append(std::move(arrivals.messages));
    return true;
  }

  // Who gets to know of messages from now on; null for nobody.
  void SetReceiver(Arrivals& arrivals, std::shared_ptr<Receiver> receiver) {
    arrivals.receiver = std::move(receiver);
    SetScheduled(false);
  }

  // Everything, for the caller to destroy, once unlocked. Nothing is pushed
  // after that.
  MessageList Drop(Arrivals& arrivals) {
    Take(arrivals);
    read_.Set(pushed_);
    return std::move(taken_);
  }

  // --- The reader's.

  // Null where nothing was taken.
  std::unique_ptr<Message> Pop() {
    std::unique_ptr<Message> message = taken_.PopFront();
    if (message != nullptr) {
      read_.Add(*message);
    }
    return message;
  }

  // --- Any thread.

  // Whether the receiver was told and has not come back yet.
  bool is_scheduled() const { return scheduled_.load(kRelaxed); }
  size_t queued_messages() const {
    return Difference(pushed_.messages, read_.messages);
  }
  size_t queued_bytes() const { return Difference(pushed_.bytes, read_.bytes); }
  // Without ArrayBuffers, of which V8 keeps account itself.
  size_t queued_serialized_bytes() const {
    return Difference(pushed_.serialized_bytes, read_.serialized_bytes);
  }

 private:
  static constexpr auto kRelaxed = std::memory_order_relaxed;

  using Counter = std::atomic<size_t>;

  // What one thread has counted; others look at it.
  struct Total {
    void Add(const Message& message) {
      Increase(messages, 1);
      Increase(bytes, message.bytes());
      Increase(serialized_bytes, message.serialized_bytes());
    }
    void Set(const Total& other) {
      messages.store(other.messages.load(kRelaxed), kRelaxed);
      bytes.store(other.bytes.load(kRelaxed), kRelaxed);
      serialized_bytes.store(other.serialized_bytes.load(kRelaxed), kRelaxed);
    }
    static void Increase(Counter& counter, size_t by) {
      counter.store(counter.load(kRelaxed) + by, std::memory_order_release);
    }

    Counter messages{0};
    Counter bytes{0};
    Counter serialized_bytes{0};
  };

  // Sender and reader write one each, and do not wait for each other. What was
  // read by now was pushed before: hence the order.
  static size_t Difference(const Counter& pushed, const Counter& read) {
    size_t so_far = read.load(std::memory_order_acquire);
    return pushed.load(kRelaxed) - so_far;
  }

  void SetScheduled(bool scheduled) { scheduled_.store(scheduled, kRelaxed); }

  // Changed under the lock; the reader looks at it without.
  std::atomic<bool> scheduled_{false};
  Total pushed_;

  MessageList taken_;
  Total read_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_INBOX_H_
