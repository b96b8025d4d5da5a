#include "ferry/delegates/buffers_beside.h"

#include <cstdint>
#include <utility>

#include "ferry/delegates/internal/buffer_copy.h"
#include "ferry/delegates/internal/large_buffer_hint.h"

namespace ferry {

void BuffersBeside::AddTransferred(v8::Local<v8::ArrayBuffer> buffer) {
  serializer_.TransferArrayBuffer(static_cast<uint32_t>(stores_.size()),
                                  buffer);
  stores_.push_back(nullptr);
  known_.insert(buffer->Data());
}

void BuffersBeside::CopyIfLarge(v8::Local<v8::ArrayBuffer> buffer) {
  size_t size = buffer->ByteLength();
  // Lengths on the wire have 32 bits.
  if (size < internal::LargeBufferHint::kLarge || size > UINT32_MAX) return;
  found_large_ = true;
  if (known_.contains(buffer->Data())) return;
  std::unique_ptr<v8::BackingStore> copy =
      internal::CopyBuffer(isolate_, buffer);
  if (copy == nullptr) return;
  serializer_.TransferArrayBuffer(static_cast<uint32_t>(stores_.size()),
                                  buffer);
  stores_.push_back(std::move(copy));
  known_.insert(buffer->Data());
}

}  // namespace ferry
