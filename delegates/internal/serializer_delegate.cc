#include "ferry/delegates/internal/serializer_delegate.h"

#include <optional>

#include "absl/types/span.h"
#include "ferry/agent/strings.h"
#include "ferry/delegates/internal/refusal.h"
#include "ferry/delegates/internal/view_record.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::internal {

void SerializerDelegate::CopyIfLarge(v8::Local<v8::ArrayBuffer> buffer) {
  if (std::optional<uint32_t> id = builder_.CopyIfLarge(buffer)) {
    serializer_.TransferArrayBuffer(*id, buffer);
  }
}

void SerializerDelegate::WriteHeader() {
  uint32_t id = 0;
  for (const TransferList::Buffer& buffer : builder_.transferred_buffers()) {
    serializer_.TransferArrayBuffer(id++, buffer.object);
  }
  serializer_.WriteHeader();
}

v8::Maybe<void> SerializerDelegate::WriteValue(v8::Local<v8::Value> value) {
  return serializer_.WriteValue(builder_.context(), value).IsJust()
             ? v8::JustVoid()
             : v8::Nothing<void>();
}

v8::Maybe<void> SerializerDelegate::Finish() {
  auto write = [this](v8::Local<v8::Value> data) { return WriteValue(data); };
  if (!builder_.is_plain() && builder_.Prepare(write).IsNothing()) {
    return v8::Nothing<void>();
  }
  return builder_.Seal(serializer_.Release().second);
}

void SerializerDelegate::ThrowDataCloneError(v8::Local<v8::String> message) {
  v8::Isolate* isolate = builder_.agent().isolate();
  if (builder_.bytes().is_too_large()) {
    return builder_.Throw(builder_.bytes().RefusalOfSize());
  }
  builder_.Throw({.message = ToUtf8(isolate, message), .words = message});
}

v8::Maybe<bool> SerializerDelegate::WriteHostObject(
    v8::Isolate* isolate, v8::Local<v8::Object> object) {
  if (object->IsArrayBufferView()) {
    return WriteView(object.As<v8::ArrayBufferView>());
  }
  uint32_t index;
  if (!builder_.AddHostObject(object).To(&index)) return v8::Nothing<bool>();
  serializer_.WriteUint32(wire::kHostRecordObject);
  serializer_.WriteUint32(index);
  return v8::Just(true);
}

// The buffer is a value of its own, which keeps its identity.
v8::Maybe<bool> SerializerDelegate::WriteView(
    v8::Local<v8::ArrayBufferView> view) {
  builder_.AddViewRecord();
  // Of shared memory, a SharedArrayBuffer in disguise.
  v8::Local<v8::Object> buffer = view->Buffer();
  if (buffer->IsArrayBuffer()) CopyIfLarge(buffer.As<v8::ArrayBuffer>());
  serializer_.WriteUint32(wire::kHostRecordView);
  ViewRecord record;
  if (WriteValue(buffer).IsNothing() ||
      record
          .Write(builder_.context(), view, buffer,
                 [&] { builder_.Refuse(view, RefusalReason(view)); })
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  absl::Span<const uint8_t> bytes = record.bytes();
  serializer_.WriteUint32(static_cast<uint32_t>(bytes.size()));
  serializer_.WriteRawBytes(bytes.data(), bytes.size());
  return v8::Just(true);
}

}  // namespace ferry::internal
