#ifndef FERRY_DELEGATES_INTERNAL_SERIALIZER_PROBE_H_
#define FERRY_DELEGATES_INTERNAL_SERIALIZER_PROBE_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>
#include <v8-value.h>
#include <v8-wasm.h>

#include <cstdint>

namespace ferry::internal {

// Asks V8's serializer what it does with one value. Its API tells few of the
// kinds that it refuses (there are Intl objects, iterators, arguments, ...).
// Stack only, in one HandleScope.
class SerializerProbe final : public v8::ValueSerializer::Delegate {
 public:
  // `expected`, which may be empty: V8's words for the value that is looked
  // for.
  SerializerProbe(v8::Isolate* isolate, v8::Local<v8::Context> context,
                  v8::Local<v8::String> expected)
      : isolate_(isolate),
        context_(context),
        expected_(expected),
        serializer_(isolate, this) {}

  SerializerProbe(const SerializerProbe&) = delete;
  SerializerProbe& operator=(const SerializerProbe&) = delete;

  enum class Answer {
    // Written as it is; or a host object without being asked about.
    kLeaf,
    // An ordinary object, an API object or an error: its properties come next,
    // unless it is a host object.
    kOrdinary,
    // Refused with the expected words.
    kRefused,
    // Refused with other words, or without any: no stack or memory is left, or
    // execution terminates.
    kUnknown,
  };

  // `value` is no array, Map or Set, and an error only where V8 asks about
  // errors. Each value once. Runs no user code and copies no buffer.
  Answer Ask(v8::Local<v8::Value> value);

 private:
  // v8::ValueSerializer::Delegate.
  void ThrowDataCloneError(v8::Local<v8::String> message) override;
  bool HasCustomHostObject(v8::Isolate* isolate) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate,
                               v8::Local<v8::Object> object) override;
  v8::Maybe<bool> WriteHostObject(v8::Isolate* isolate,
                                  v8::Local<v8::Object> object) override;
  v8::Maybe<uint32_t> GetSharedArrayBufferId(
      v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) override;
  v8::Maybe<uint32_t> GetWasmModuleTransferId(
      v8::Isolate* isolate, v8::Local<v8::WasmModuleObject> module) override;

  v8::Isolate* const isolate_;
  const v8::Local<v8::Context> context_;
  const v8::Local<v8::String> expected_;
  bool is_ordinary_ = false;
  bool is_expected_ = false;
  uint32_t next_buffer_id_ = 0;
  // Last: its constructor calls this.
  v8::ValueSerializer serializer_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_SERIALIZER_PROBE_H_
