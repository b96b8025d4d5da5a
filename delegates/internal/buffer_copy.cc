#include "ferry/delegates/internal/buffer_copy.h"

#include <v8-exception.h>
#include <v8-value-serializer.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/wire/writer.h"

namespace ferry::internal {
namespace {

std::unique_ptr<v8::BackingStore> CopyMemory(Agent& agent, const void* data,
                                             size_t size) {
  std::unique_ptr<v8::BackingStore> copy =
      MessageMemory::Of(agent).buffer_pool.NewBackingStore(agent.isolate(),
                                                           size);
  if (copy != nullptr && size > 0) std::memcpy(copy->Data(), data, size);
  return copy;
}

// V8's deserializer makes it, which alone can say that there is no address
// space.
v8::MaybeLocal<v8::ArrayBuffer> NewResizable(v8::Local<v8::Context> context,
                                             const v8::BackingStore& store) {
  wire::Writer writer({.readable_by = kV8Release,
                       .bytes = std::numeric_limits<uint64_t>::max()});
  writer.ResizableArrayBuffer(
      {static_cast<const uint8_t*>(store.Data()), store.ByteLength()},
      store.MaxByteLength());
  absl::StatusOr<std::vector<uint8_t>> bytes = std::move(writer).Finish();
  if (!bytes.ok()) return {};
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::TryCatch try_catch(isolate);
  v8::ValueDeserializer deserializer(isolate, bytes->data(), bytes->size());
  v8::Local<v8::Value> copy;
  if (deserializer.ReadHeader(context).IsNothing() ||
      !deserializer.ReadValue(context).ToLocal(&copy)) {
    return {};
  }
  return copy.As<v8::ArrayBuffer>();
}

}  // namespace

v8::MaybeLocal<v8::ArrayBuffer> NewBufferLike(Agent& agent,
                                              v8::Local<v8::Context> context,
                                              const v8::BackingStore& store) {
  if (store.IsResizableByUserJavaScript()) return NewResizable(context, store);
  std::unique_ptr<v8::BackingStore> copy =
      CopyMemory(agent, store.Data(), store.ByteLength());
  if (copy == nullptr) return {};
  return v8::ArrayBuffer::New(agent.isolate(), std::move(copy));
}

std::unique_ptr<v8::BackingStore> CopyBuffer(
    Agent& agent, v8::Local<v8::ArrayBuffer> buffer) {
  // V8 says of immutable buffers and WebAssembly memory that they are not
  // detachable.
  if (buffer->WasDetached() || !buffer->IsDetachable() ||
      buffer->IsResizableByUserJavaScript()) {
    return nullptr;
  }
  return CopyMemory(agent, buffer->Data(), buffer->ByteLength());
}

}  // namespace ferry::internal
