#ifndef FERRY_DELEGATES_INTERNAL_DESERIALIZER_DELEGATE_H_
#define FERRY_DELEGATES_INTERNAL_DESERIALIZER_DELEGATE_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>
#include <v8-wasm.h>

#include <cstdint>
#include <string>

#include "absl/types/span.h"
#include "ferry/delegates/internal/received_parts.h"

namespace ferry::internal {

// V8's deserializer as the reader of a message: what it asks, the received
// parts answer. Stack only; isolate-bound.
class DeserializerDelegate final : public v8::ValueDeserializer::Delegate {
 public:
  // `bytes` and `received` outlive it.
  DeserializerDelegate(ReceivedParts& received, absl::Span<const uint8_t> bytes)
      : received_(received),
        deserializer_(received.agent().isolate(), bytes.data(), bytes.size(),
                      this) {}

  DeserializerDelegate(const DeserializerDelegate&) = delete;
  DeserializerDelegate& operator=(const DeserializerDelegate&) = delete;

  v8::ValueDeserializer& deserializer() { return deserializer_; }

  // After the parts were made. These are empty where V8 has thrown, or
  // error() says what is wrong.
  v8::Maybe<void> ReadHeader();
  v8::MaybeLocal<v8::Value> ReadValue();
  // After the values: the data of the host objects.
  v8::Maybe<void> ReadData();

  // What was found wrong with the bytes; empty for nothing.
  const std::string& error() const { return error_; }

  // v8::ValueDeserializer::Delegate.
  v8::MaybeLocal<v8::Object> ReadHostObject(v8::Isolate* isolate) override;
  v8::MaybeLocal<v8::WasmModuleObject> GetWasmModuleFromId(
      v8::Isolate* isolate, uint32_t transfer_id) override;
  v8::MaybeLocal<v8::SharedArrayBuffer> GetSharedArrayBufferFromId(
      v8::Isolate* isolate, uint32_t clone_id) override;
  const v8::SharedValueConveyor* GetSharedValueConveyor(
      v8::Isolate* isolate) override;

 private:
  v8::MaybeLocal<v8::Object> ReadIndex();
  v8::MaybeLocal<v8::Object> ReadView(v8::Isolate* isolate);
  v8::MaybeLocal<v8::Object> DataEnds();

  ReceivedParts& received_;
  std::string error_;
  // Last: its constructor gets this.
  v8::ValueDeserializer deserializer_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_DESERIALIZER_DELEGATE_H_
