#include "ferry/delegates/internal/buffer_copies.h"

#include "ferry/delegates/internal/buffer_copy.h"
#include "ferry/delegates/internal/large_buffer_hint.h"

namespace ferry::internal {

BufferCopies::BufferCopies(Agent& agent,
                           absl::Span<const TransferList::Buffer> transferred)
    : agent_(agent), transferred_(transferred.size()) {
  for (const TransferList::Buffer& buffer : transferred) {
    known_.insert(buffer.object->Data());
  }
}

std::optional<uint32_t> BufferCopies::AddIfLarge(
    v8::Local<v8::ArrayBuffer> buffer) {
  size_t size = buffer->ByteLength();
  // Lengths on the wire have 32 bits.
  if (size < LargeBufferHint::kLarge || size > UINT32_MAX) return std::nullopt;
  found_large_ = true;
  if (known_.contains(buffer->Data())) return std::nullopt;
  std::unique_ptr<v8::BackingStore> copy = CopyBuffer(agent_, buffer);
  if (copy == nullptr) return std::nullopt;
  copies_.push_back(std::move(copy));
  known_.insert(buffer->Data());
  return static_cast<uint32_t>(transferred_ + copies_.size() - 1);
}

}  // namespace ferry::internal
