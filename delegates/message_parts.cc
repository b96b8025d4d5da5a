#include "ferry/delegates/message_parts.h"

#include "absl/base/no_destructor.h"

namespace ferry {

const MessageParts& MessageParts::None() {
  static const absl::NoDestructor<MessageParts> kNone;
  return *kNone;
}

uint64_t MessageParts::ArrayBufferBytes() const {
  uint64_t sum = 0;
  for (const auto& store : array_buffers) sum += store->ByteLength();
  return sum;
}

uint64_t MessageParts::BufferBytes() const {
  uint64_t sum = ArrayBufferBytes();
  for (const auto& store : shared_array_buffers) sum += store->ByteLength();
  return sum;
}

}  // namespace ferry
