#include "ferry/delegates/internal/serializer_probe.h"

#include <v8-exception.h>

namespace ferry::internal {

SerializerProbe::Answer SerializerProbe::Ask(v8::Local<v8::Value> value) {
  if (value->IsArrayBufferView()) {
    // A transferred buffer is an id instead of bytes.
    v8::Local<v8::ArrayBuffer> buffer =
        value.As<v8::ArrayBufferView>()->Buffer();
    if (v8::Local<v8::Value>(buffer)->IsArrayBuffer()) {
      serializer_.TransferArrayBuffer(next_buffer_id_++, buffer);
    }
  }
  v8::TryCatch try_catch(isolate_);
  is_ordinary_ = false;
  is_expected_ = false;
  if (serializer_.WriteValue(context_, value).IsNothing()) {
    if (try_catch.HasTerminated()) try_catch.ReThrow();
    return is_expected_ ? Answer::kRefused : Answer::kUnknown;
  }
  return is_ordinary_ ? Answer::kOrdinary : Answer::kLeaf;
}

void SerializerProbe::ThrowDataCloneError(v8::Local<v8::String> message) {
  // Compared here, as V8 closes the scope of the handle that it passes.
  is_expected_ = !expected_.IsEmpty() && expected_->StringEquals(message);
  isolate_->ThrowException(message);
}

v8::Maybe<bool> SerializerProbe::IsHostObject(v8::Isolate* isolate,
                                              v8::Local<v8::Object> object) {
  is_ordinary_ = true;
  // So that V8 leaves its properties alone.
  return v8::Just(true);
}

v8::Maybe<bool> SerializerProbe::WriteHostObject(v8::Isolate* isolate,
                                                 v8::Local<v8::Object> object) {
  return v8::Just(true);
}

v8::Maybe<uint32_t> SerializerProbe::GetSharedArrayBufferId(
    v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) {
  return v8::Just(0u);
}

v8::Maybe<uint32_t> SerializerProbe::GetWasmModuleTransferId(
    v8::Isolate* isolate, v8::Local<v8::WasmModuleObject> module) {
  return v8::Just(0u);
}

}  // namespace ferry::internal
