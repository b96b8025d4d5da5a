#ifndef FERRY_DELEGATES_INTERNAL_MESSAGE_BYTES_H_
#define FERRY_DELEGATES_INTERNAL_MESSAGE_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/types/span.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/refusal.h"
#include "ferry/delegates/internal/scratch_buffer.h"

namespace ferry::internal {

// The bytes of a message, in a block that grows while they are written: that of
// the agent's ScratchBuffer, to which it goes back. Stack only.
class MessageBytes {
 public:
  // `memory` outlives it.
  MessageBytes(MessageMemory& memory, uint64_t max_bytes)
      : memory_(memory), max_bytes_(max_bytes) {}
  ~MessageBytes() { memory_.scratch_buffer.GiveBack(std::move(block_)); }

  MessageBytes(const MessageBytes&) = delete;
  MessageBytes& operator=(const MessageBytes&) = delete;

  // As v8::ValueSerializer::Delegate::ReallocateBufferMemory: the block with
  // room for `size` bytes and more, and what was written before. The result is
  // null when no memory is left, or the message becomes too large. The block
  // stays this one's.
  void* Reallocate(void* old_block, size_t size, size_t* capacity);

  // Whether that was why, and what is said of it.
  bool is_too_large() const { return is_too_large_; }
  Refusal RefusalOfSize() const;

  // That the bytes are written, and lie where the block begins.
  void set_size(size_t size) { size_ = size; }
  absl::Span<const uint8_t> written() const {
    return {block_.data.get(), size_};
  }

  Block Release() { return std::move(block_); }

 private:
  bool ExceedsLimit(size_t size) const {
    // V8 asks for up to twice as much as it needs, and a little more.
    return size / 2 > 64 && size / 2 - 64 > max_bytes_;
  }
  // Whether V8 asks for more because it copies something large at once: else it
  // asks for twice as much as it has, and a little more.
  bool IsLargeStep(size_t size) const {
    return size > 2 * block_.capacity + 64 &&
           size > 2 * LargeBufferHint::kLarge;
  }

  MessageMemory& memory_;
  const uint64_t max_bytes_;
  bool is_too_large_ = false;
  Block block_;
  size_t size_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_MESSAGE_BYTES_H_
