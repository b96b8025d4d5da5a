#ifndef FERRY_MESSAGING_INTERNAL_MESSAGE_POOL_H_
#define FERRY_MESSAGING_INTERNAL_MESSAGE_POOL_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/messaging/internal/message.h"

namespace ferry::internal {

// Messages that an isolate has read, for those that it will send: with two
// threads malloc takes as long as the queue. What it has too many of goes back
// to who sends, a batch at a time. Isolate-bound.
class MessagePool {
 public:
  // `blocks` are of the same isolate, and outlive the pool.
  explicit MessagePool(SmallBlocks& blocks) : blocks_(blocks) {}

  // A message for one receiver. Where none is kept, `take` gives a list of
  // those that came back.
  template <typename Take>
  std::unique_ptr<Message> NewMessage(SerializedValue value, Take take) {
    if (kept_.empty()) Keep(take());
    if (kept_.empty()) return internal::NewMessage(std::move(value));
    std::unique_ptr<Message> message = std::move(kept_.back());
    kept_.pop_back();
    message->value = std::move(value);
    return message;
  }

  // Also one that nobody has read: it is emptied. `give` takes a list of those
  // that are too many.
  template <typename Give>
  void GiveBack(std::unique_ptr<Message> message, Give give) {
    message->value = SerializedValue();
    message->broadcast.reset();
    if (kept_.size() < kMaxKept) return kept_.push_back(std::move(message));
    message->spare = blocks_.TakeSurplus();
    surplus_.PushBack(std::move(message));
    if (++surplus_size_ < kBatch) return;
    surplus_size_ = 0;
    give(std::move(surplus_));
  }

  // What is kept, in bytes.
  size_t bytes() const {
    return (kept_.size() + surplus_size_) * sizeof(Message) +
           kept_.capacity() * sizeof(kept_[0]);
  }

 private:
  // A run of the ready list; about 100 KiB.
  static constexpr size_t kMaxKept = 1024;
  static constexpr size_t kBatch = 64;

  void Keep(MessageList messages) {
    while (std::unique_ptr<Message> message = messages.PopFront()) {
      blocks_.GiveBack(std::move(message->spare));
      kept_.push_back(std::move(message));
    }
  }

  SmallBlocks& blocks_;
  std::vector<std::unique_ptr<Message>> kept_;
  MessageList surplus_;
  size_t surplus_size_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_MESSAGE_POOL_H_
