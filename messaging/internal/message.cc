#include "ferry/messaging/internal/message.h"

#include <utility>

namespace ferry::internal {
namespace {

// The list that this thread is clearing; null where it clears none.
thread_local MessageList* clearing = nullptr;

}  // namespace

std::unique_ptr<Message> NewMessage(SerializedValue value) {
  auto message = std::make_unique<Message>();
  message->value = std::move(value);
  return message;
}

void MessageList::PushBack(std::unique_ptr<Message> message) {
  Message* added = message.release();
  (empty() ? first_ : last_->next) = added;
  last_ = added;
}

std::unique_ptr<Message> MessageList::PopFront() {
  std::unique_ptr<Message> message(first_);
  if (message != nullptr) first_ = std::exchange(message->next, nullptr);
  return message;
}

void MessageList::Append(MessageList&& other) {
  if (other.empty()) return;
  (empty() ? first_ : last_->next) = std::exchange(other.first_, nullptr);
  last_ = other.last_;
}

void MessageList::Clear() {
  if (empty()) return;
  if (clearing != nullptr) return clearing->Append(std::move(*this));
  clearing = this;
  while (!empty()) PopFront().reset();
  clearing = nullptr;
}

}  // namespace ferry::internal
