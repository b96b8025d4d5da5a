#ifndef FERRY_DELEGATES_INTERNAL_SERIALIZER_DELEGATE_H_
#define FERRY_DELEGATES_INTERNAL_SERIALIZER_DELEGATE_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>
#include <v8-value.h>
#include <v8-wasm.h>

#include <cstddef>
#include <cstdint>
#include <utility>

#include "ferry/delegates/internal/message_builder.h"

namespace ferry::internal {

// V8's serializer as the producer of a message: what it asks, the builder
// answers. Stack only; isolate-bound.
class SerializerDelegate final : public v8::ValueSerializer::Delegate {
 public:
  // `builder` outlives it.
  explicit SerializerDelegate(MessageBuilder& builder)
      : builder_(builder), serializer_(builder.agent().isolate(), this) {}

  SerializerDelegate(const SerializerDelegate&) = delete;
  SerializerDelegate& operator=(const SerializerDelegate&) = delete;

  v8::ValueSerializer& serializer() { return serializer_; }

  // Before any value: lets V8 show every view, so that large buffers are copied
  // once, beside the bytes. Views are slower then.
  void ShowViews() { serializer_.SetTreatArrayBufferViewsAsHostObjects(true); }
  // Copies the buffer, which V8 meets next, beside the bytes if it is large.
  void CopyIfLarge(v8::Local<v8::ArrayBuffer> buffer);

  // After the builder has its transfer list.
  void WriteHeader();
  v8::Maybe<void> WriteValue(v8::Local<v8::Value> value);
  // After the values: the builder's Prepare and Seal.
  v8::Maybe<void> Finish();

  // v8::ValueSerializer::Delegate.
  void ThrowDataCloneError(v8::Local<v8::String> message) override;
  bool HasCustomHostObject(v8::Isolate* isolate) override {
    return builder_.hook().is_needed();
  }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate,
                               v8::Local<v8::Object> object) override {
    return builder_.hook().IsHostObject(object);
  }
  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate,
                                  v8::Local<v8::Object> object) override;
  v8::Maybe<uint32_t> GetSharedArrayBufferId(
      v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) override {
    return builder_.AddSharedArrayBuffer(buffer);
  }
  v8::Maybe<uint32_t> GetWasmModuleTransferId(
      v8::Isolate* isolate, v8::Local<v8::WasmModuleObject> module) override {
    return builder_.AddWasmModule(module);
  }
  bool AdoptSharedValueConveyor(v8::Isolate* isolate,
                                v8::SharedValueConveyor&& conveyor) override {
    return builder_.AddSharedValueConveyor(std::move(conveyor)).IsJust();
  }
  void* ReallocateBufferMemory(void* old_buffer, size_t size,
                               size_t* actual_size) override {
    return builder_.bytes().Reallocate(old_buffer, size, actual_size);
  }
  // The block is the builder's, also after V8 has released it.
  void FreeBufferMemory(void* buffer) override {}

 private:
  v8::Maybe<bool> WriteView(v8::Local<v8::ArrayBufferView> view);

  MessageBuilder& builder_;
  // Last: its constructor calls this.
  v8::ValueSerializer serializer_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_SERIALIZER_DELEGATE_H_
