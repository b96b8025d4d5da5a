#ifndef FERRY_MESSAGING_INTERNAL_MESSAGE_H_
#define FERRY_MESSAGING_INTERNAL_MESSAGE_H_

#include <cstddef>
#include <memory>
#include <utility>

#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry::internal {

// A message as it waits in a queue. Any thread.
struct Message {
  // What one receiver gets.
  SerializedValue value;
  // What many receivers share; `value` is a consumed one then.
  std::shared_ptr<const SerializedValue> broadcast;
  // Of one that was read and goes back to who sends: a block for the next.
  Block spare;
  Message* next = nullptr;

  // What it holds in memory, until it is read: serialized bytes, and those and
  // its ArrayBuffers.
  size_t serialized_bytes() const { return content().bytes().size(); }
  size_t bytes() const {
    return serialized_bytes() + content().parts().ArrayBufferBytes();
  }

 private:
  const SerializedValue& content() const {
    return broadcast == nullptr ? value : *broadcast;
  }
};

// A message for one receiver.
std::unique_ptr<Message> NewMessage(SerializedValue value);

// Messages, first in, first out. Any thread, one at a time.
class MessageList {
 public:
  MessageList() = default;
  ~MessageList() { Clear(); }

  MessageList(MessageList&& other) noexcept { Append(std::move(other)); }
  MessageList(const MessageList&) = delete;
  MessageList& operator=(const MessageList&) = delete;

  bool empty() const { return first_ == nullptr; }

  void PushBack(std::unique_ptr<Message> message);

  // Null where there is none.
  std::unique_ptr<Message> PopFront();

  // Moves all of `other` behind these.
  void Append(MessageList&& other);

  // Destroys the messages. One of them may hold a port whose queue holds a
  // message with a port, and so on: the depth of the stack does not grow.
  void Clear();

 private:
  Message* first_ = nullptr;
  Message* last_ = nullptr;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_MESSAGE_H_
