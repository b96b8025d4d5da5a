#include "ferry/serializer/structured_clone.h"

#include "ferry/serializer/internal/clone_buffer.h"
#include "ferry/serializer/internal/deserialization.h"
#include "ferry/serializer/internal/serialization.h"

namespace ferry {

v8::MaybeLocal<v8::Value> StructuredClone(Agent& agent,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Value> value,
                                          const CloneOptions& options) {
  agent.CheckCurrent("StructuredClone");
  v8::Isolate* isolate = agent.isolate();
  if (options.transfer.empty()) {
    // Primitives are immutable and belong to no realm.
    if (!value->IsObject() && !value->IsSymbol()) return value;
    if (value->IsArrayBuffer() || value->IsArrayBufferView()) {
      v8::Local<v8::Value> copy;
      if (internal::CloneBuffer(isolate, context, value).ToLocal(&copy)) {
        return copy;
      }
    }
  }
  v8::EscapableHandleScope handles(isolate);
  internal::Serialization serialization(agent, context, options,
                                        ForStorage::kNo);
  if (serialization.Run(value, options.transfer).IsNothing()) return {};
  internal::Deserialization deserialization(
      agent, context, serialization.bytes(), serialization.parts());
  v8::Local<v8::Value> result;
  if (!deserialization.Run().ToLocal(&result)) return {};
  return handles.Escape(result);
}

}  // namespace ferry
