#include "ferry/transfer/internal/buffer_copy.h"

#include <cstddef>
#include <cstring>

#include "ferry/transfer/v8_compat.h"

namespace ferry::internal {
namespace {

constexpr size_t kMaxReserved = size_t{1} << 30;

std::unique_ptr<v8::BackingStore> CopyMemory(v8::Isolate* isolate,
                                             const void* data, size_t size) {
  std::unique_ptr<v8::BackingStore> copy =
      NewUninitializedBackingStore(isolate, size);
  if (copy != nullptr && size > 0) std::memcpy(copy->Data(), data, size);
  return copy;
}

std::unique_ptr<v8::BackingStore> CopyResizable(const void* data, size_t size,
                                                size_t max_size) {
  std::unique_ptr<v8::BackingStore> copy =
      v8::ArrayBuffer::NewResizableBackingStore(size, max_size);
  if (size > 0) std::memcpy(copy->Data(), data, size);
  return copy;
}

}  // namespace

std::unique_ptr<v8::BackingStore> CopyStore(v8::Isolate* isolate,
                                            const v8::BackingStore& store) {
  return store.IsResizableByUserJavaScript()
             ? CopyResizable(store.Data(), store.ByteLength(),
                             store.MaxByteLength())
             : CopyMemory(isolate, store.Data(), store.ByteLength());
}

std::unique_ptr<v8::BackingStore> CopyBuffer(
    v8::Isolate* isolate, v8::Local<v8::ArrayBuffer> buffer) {
  // V8 says of immutable buffers and WebAssembly memory that they are not
  // detachable.
  if (buffer->WasDetached() || !buffer->IsDetachable()) return nullptr;
  if (!buffer->IsResizableByUserJavaScript()) {
    return CopyMemory(isolate, buffer->Data(), buffer->ByteLength());
  }
  if (buffer->MaxByteLength() > kMaxReserved) return nullptr;
  return CopyResizable(buffer->Data(), buffer->ByteLength(),
                       buffer->MaxByteLength());
}

}  // namespace ferry::internal
