#ifndef FERRY_MESSAGING_INTERNAL_INBOX_H_
#define FERRY_MESSAGING_INTERNAL_INBOX_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <utility>

#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/ready_list.h"

namespace ferry::internal {

// The queue of one receiver, and whether its isolate was told.
//
// Senders and the reader share a mutex, which belongs to whatever connects
// them; "Locked" calls need it. The reader takes all that waits at once, so
// that it locks once for many messages; what it took is its own, and moves with
// the inbox to another reader.
class Inbox {
 public:
  // --- Locked.

  void PushLocked(std::unique_ptr<Message> message) {
    Increase(pushed_messages_, 1);
    Increase(pushed_bytes_, message->bytes);
    incoming_.PushBack(std::move(message));
  }

  // There is something to do. Returns the list to which the receiver must be
  // added, once unlocked; null where its isolate knows already, or there is
  // none.
  std::shared_ptr<ReadyList> ScheduleLocked() {
    if (scheduled_ || reader_ == nullptr) return nullptr;
    scheduled_ = true;
    return reader_;
  }

  // Makes what arrived the reader's. False where nothing had arrived.
  bool TakeLocked() {
    if (incoming_.empty()) return false;
    taken_.Append(std::move(incoming_));
    return true;
  }

  // The isolate that reads, and then gets to know of messages; null for none.
  void SetReaderLocked(std::shared_ptr<ReadyList> reader) {
    reader_ = std::move(reader);
    scheduled_ = false;
  }
  bool IsReaderLocked(const ReadyList& list) const {
    return reader_.get() == &list;
  }
  void SetUnscheduledLocked() { scheduled_ = false; }

  // Everything, for the caller to destroy, once unlocked.
  MessageList DropLocked() {
    TakeLocked();
    Increase(read_messages_, queued_messages());
    Increase(read_bytes_, queued_bytes());
    return std::move(taken_);
  }

  // --- The reader's.

  // Null where nothing was taken.
  std::unique_ptr<Message> Pop() {
    std::unique_ptr<Message> message = taken_.PopFront();
    if (message != nullptr) {
      Increase(read_messages_, 1);
      Increase(read_bytes_, message->bytes);
    }
    return message;
  }
  bool HasTaken() const { return !taken_.empty(); }

  // --- Any thread.

  size_t queued_messages() const {
    return Difference(pushed_messages_, read_messages_);
  }
  size_t queued_bytes() const { return Difference(pushed_bytes_, read_bytes_); }

 private:
  static constexpr auto kRelaxed = std::memory_order_relaxed;

  // Two threads write the two, each its own, without waiting for each other.
  // What was read by now was pushed before: hence the order.
  static size_t Difference(const std::atomic<size_t>& pushed,
                           const std::atomic<size_t>& read) {
    size_t so_far = read.load(std::memory_order_acquire);
    return pushed.load(kRelaxed) - so_far;
  }
  static void Increase(std::atomic<size_t>& counter, size_t by) {
    counter.store(counter.load(kRelaxed) + by, std::memory_order_release);
  }

  MessageList incoming_;
  std::shared_ptr<ReadyList> reader_;
  bool scheduled_ = false;
  std::atomic<size_t> pushed_messages_{0};
  std::atomic<size_t> pushed_bytes_{0};

  MessageList taken_;
  std::atomic<size_t> read_messages_{0};
  std::atomic<size_t> read_bytes_{0};
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_INBOX_H_
