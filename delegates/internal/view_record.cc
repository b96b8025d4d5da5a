#include "ferry/delegates/internal/view_record.h"

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/delegates/internal/array_buffer_view.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/internal/varint.h"
#include "ferry/wire/token.h"
#include "ferry/wire/v8_release.h"

namespace ferry::internal {
namespace {

constexpr uint32_t kBufferNumber = 0;

// Whether a view on `buffer` may track its length, which the public API neither
// shows nor makes: then V8 writes and reads the record.
bool IsResizable(v8::Local<v8::Object> buffer) {
  if (buffer->IsArrayBuffer()) {
    return buffer.As<v8::ArrayBuffer>()->IsResizableByUserJavaScript();
  }
  return buffer.As<v8::SharedArrayBuffer>()
      ->GetBackingStore()
      ->IsResizableByUserJavaScript();
}

size_t ByteLength(v8::Local<v8::Object> buffer) {
  return buffer->IsArrayBuffer()
             ? buffer.As<v8::ArrayBuffer>()->ByteLength()
             : buffer.As<v8::SharedArrayBuffer>()->ByteLength();
}

class Writing final : public v8::ValueSerializer::Delegate {
 public:
  explicit Writing(absl::FunctionRef<void()> refuse) : refuse_(refuse) {}

  void ThrowDataCloneError(v8::Local<v8::String> message) override {
    refuse_();
  }
  v8::Maybe<uint32_t> GetSharedArrayBufferId(
      v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) override {
    return v8::Just(kBufferNumber);
  }

 private:
  const absl::FunctionRef<void()> refuse_;
};

class Reading final : public v8::ValueDeserializer::Delegate {
 public:
  explicit Reading(v8::Local<v8::Object> buffer) : buffer_(buffer) {}

  v8::MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(
      v8::Isolate* isolate, uint32_t id) override {
    if (id != kBufferNumber || !buffer_->IsSharedArrayBuffer()) return {};
    return buffer_.As<v8::SharedArrayBuffer>();
  }

 private:
  const v8::Local<v8::Object> buffer_;
};

// What WriteFixed writes. Empty for anything else.
v8::MaybeLocal<v8::ArrayBufferView> ReadFixed(
    v8::Local<v8::Object> buffer, absl::Span<const uint8_t> record) {
  wire::Cursor cursor(record);
  uint8_t start[6];
  uint64_t offset;
  uint64_t length;
  uint8_t flags;
  for (uint8_t& byte : start) {
    if (!cursor.ReadByte(byte)) return {};
  }
  if (start[0] != wire::kTagVersion || start[4] != wire::kTagArrayBufferView ||
      !cursor.ReadVarint(offset) || !cursor.ReadVarint(length) ||
      !cursor.ReadByte(flags) || flags != 0 || !cursor.at_end()) {
    return {};
  }
  auto type = static_cast<wire::ViewType>(start[5]);
  size_t element = wire::ElementSize(type);
  size_t available = ByteLength(buffer);
  if (element == 0 || offset > available || length > available - offset ||
      offset % element != 0 || length % element != 0) {
    return {};
  }
  return NewView(type, buffer, offset, length);
}

}  // namespace

v8::Maybe<void> ViewRecord::Write(v8::Local<v8::Context> context,
                                  v8::Local<v8::ArrayBufferView> view,
                                  v8::Local<v8::Object> buffer,
                                  absl::FunctionRef<void()> refuse) {
  std::optional<wire::ViewType> type = ViewTypeOf(view);
  if (type && !IsResizable(buffer)) {
    WriteFixed(static_cast<uint8_t>(*type), view, buffer);
    return v8::JustVoid();
  }
  Writing writing(refuse);
  v8::ValueSerializer serializer(v8::Isolate::GetCurrent(), &writing);
  if (buffer->IsArrayBuffer()) {
    serializer.TransferArrayBuffer(kBufferNumber, buffer.As<v8::ArrayBuffer>());
  }
  serializer.WriteHeader();
  if (serializer.WriteValue(context, view).IsNothing()) {
    return v8::Nothing<void>();
  }
  std::pair<uint8_t*, size_t> written = serializer.Release();
  std::unique_ptr<uint8_t, decltype(&std::free)> memory(written.first,
                                                        std::free);
  ABSL_CHECK_LT(written.second, size_t{wire::kHostRecordViewLimit});
  bytes_.assign(written.first, written.first + written.second);
  return v8::JustVoid();
}

void ViewRecord::WriteFixed(uint8_t type, v8::Local<v8::ArrayBufferView> view,
                            v8::Local<v8::Object> buffer) {
  bytes_.push_back(wire::kTagVersion);
  bytes_.push_back(wire::kUsualVersion);
  bytes_.push_back(buffer->IsArrayBuffer() ? wire::kTagTransferredArrayBuffer
                                           : wire::kTagSharedArrayBuffer);
  bytes_.push_back(kBufferNumber);
  bytes_.push_back(wire::kTagArrayBufferView);
  bytes_.push_back(type);
  wire::AppendVarint(bytes_, view->ByteOffset());
  wire::AppendVarint(bytes_, view->ByteLength());
  bytes_.push_back(0);  // Flags.
}

v8::MaybeLocal<v8::Object> ReadViewRecord(v8::Isolate* isolate,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Object> buffer,
                                          absl::Span<const uint8_t> record) {
  v8::Local<v8::ArrayBufferView> view;
  if (!IsResizable(buffer) && ReadFixed(buffer, record).ToLocal(&view)) {
    return view;
  }
  Reading reading(buffer);
  v8::ValueDeserializer deserializer(isolate, record.data(), record.size(),
                                     &reading);
  if (buffer->IsArrayBuffer()) {
    deserializer.TransferArrayBuffer(kBufferNumber,
                                     buffer.As<v8::ArrayBuffer>());
  }
  v8::Local<v8::Value> value;
  if (deserializer.ReadHeader(context).IsNothing() ||
      !deserializer.ReadValue(context).ToLocal(&value) ||
      !value->IsArrayBufferView()) {
    return {};
  }
  return value.As<v8::Object>();
}

}  // namespace ferry::internal
