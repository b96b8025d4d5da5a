#ifndef FERRY_DELEGATES_DESERIALIZER_DELEGATE_H_
#define FERRY_DELEGATES_DESERIALIZER_DELEGATE_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-wasm.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/data_holder.h"

namespace ferry {

// What V8's deserializer asks while it reads. V8 forbids JavaScript then, so
// the host objects are made before and completed after:
//
//   DeserializerDelegate delegate(agent, context, parts);
//   v8::ValueDeserializer deserializer(isolate, data, size, &delegate);
//   delegate.set_deserializer(&deserializer);
//   delegate.MakeHostObjects();      // runs their constructors
//   deserializer.ReadHeader(context);
//   deserializer.ReadValue(context);
//   delegate.ReadHostObjectData();
//   delegate.FinalizeHostObjects();  // runs their [kDeserialize]()
//
// Where a step fails, DiscardHostObjects. Most embedders call
// StructuredDeserialize instead.
//
// Stack only, in one HandleScope; outlives the deserializer; isolate-bound.
class DeserializerDelegate final : public v8::ValueDeserializer::Delegate {
 public:
  DeserializerDelegate(Agent& agent, v8::Local<v8::Context> context,
                       const MessageParts& parts)
      : agent_(agent), context_(context), parts_(parts) {}

  DeserializerDelegate(const DeserializerDelegate&) = delete;
  DeserializerDelegate& operator=(const DeserializerDelegate&) = delete;

  void set_deserializer(v8::ValueDeserializer* deserializer) {
    deserializer_ = deserializer;
  }

  // Makes every object of the host table, also those that the value never
  // mentions. Nothing if and only if an exception is pending.
  v8::Maybe<bool> MakeHostObjects();

  // Reads the data values that follow the main value. Empty as V8 is.
  v8::Maybe<bool> ReadHostObjectData();

  // Instead of that, where another reader than V8's has read them: the data
  // values, in their order.
  void SetHostObjectData(absl::Span<const v8::Local<v8::Value>> values);

  // Completes the objects with their data, the last first, so that a parent
  // meets finished children. Runs [kDeserialize]().
  v8::Maybe<bool> FinalizeHostObjects();

  // The message failed: releases what the wrappers among the objects hold, now
  // and not at some garbage collection. Only what user code cannot have: once a
  // FinalizeRead was called, which gets a value that may lead to all others,
  // they stay as they are, and end as other objects do, and so does the object
  // of a class in JavaScript, whose constructor ran.
  void DiscardHostObjects();

  // By host table index; filled by MakeHostObjects.
  absl::Span<const v8::Local<v8::Object>> host_objects() const {
    return host_objects_;
  }

  // What a hook found wrong with the bytes; empty for nothing.
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
  v8::MaybeLocal<v8::Object> MakeHostObject(DataHolder& holder);
  v8::Maybe<void> FinalizeHostObject(size_t i);
  // Throws the DataCloneError that a holder broke its contract.
  void ThrowBroken(const DataHolder& holder, absl::string_view what);
  v8::MaybeLocal<v8::Object> ReadIndex();
  v8::MaybeLocal<v8::Object> ReadView(v8::Isolate* isolate);
  v8::MaybeLocal<v8::Object> DataEnds();

  Agent& agent_;
  const v8::Local<v8::Context> context_;
  const MessageParts& parts_;
  v8::ValueDeserializer* deserializer_ = nullptr;
  std::vector<v8::Local<v8::Object>> host_objects_;
  // By the same index; empty handles where there is no data.
  std::vector<v8::Local<v8::Value>> data_;
  // Whether a FinalizeRead was called.
  bool shown_to_user_code_ = false;
  std::string error_;
};

}  // namespace ferry

#endif  // FERRY_DELEGATES_DESERIALIZER_DELEGATE_H_
