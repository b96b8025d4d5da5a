#ifndef FERRY_MESSAGING_INTERNAL_MESSAGE_POOL_H_
#define FERRY_MESSAGING_INTERNAL_MESSAGE_POOL_H_

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "ferry/messaging/internal/message.h"

namespace ferry::internal {

// Messages that an isolate has read, for those that it will send: with two
// threads malloc takes as long as the queue. Isolate-bound.
class MessagePool {
 public:
  // A message for one receiver.
  std::unique_ptr<Message> NewMessage(SerializedValue value) {
    if (kept_.empty()) return internal::NewMessage(std::move(value));
    std::unique_ptr<Message> message = std::move(kept_.back());
    kept_.pop_back();
    message->value = std::move(value);
    return message;
  }

  // Also one that nobody has read: it is emptied.
  void GiveBack(std::unique_ptr<Message> message) {
    if (kept_.size() == kMaxKept) return;
    message->value = SerializedValue();
    message->broadcast.reset();
    kept_.push_back(std::move(message));
  }

  // What is kept, in bytes.
  size_t bytes() const {
    return kept_.size() * sizeof(Message) + kept_.capacity() * sizeof(kept_[0]);
  }

 private:
  // A run of the ready list; about 100 KiB.
  static constexpr size_t kMaxKept = 1024;

  std::vector<std::unique_ptr<Message>> kept_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_MESSAGE_POOL_H_
