#include "ferry/serializer/internal/serialization.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry {

v8::Maybe<SerializedValue> StructuredSerialize(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    const SerializeOptions& options) {
  agent.CheckCurrent("StructuredSerialize");
  return internal::Serialize(agent, context, value, {}, options,
                             ForStorage::kNo);
}

v8::Maybe<SerializedValue> StructuredSerializeWithTransfer(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    const SerializeOptions& options) {
  agent.CheckCurrent("StructuredSerializeWithTransfer");
  return internal::Serialize(agent, context, value, transfer_list, options,
                             ForStorage::kNo);
}

v8::Maybe<SerializedValue> StructuredSerializeForStorage(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    const SerializeOptions& options) {
  agent.CheckCurrent("StructuredSerializeForStorage");
  return internal::Serialize(agent, context, value, {}, options,
                             ForStorage::kYes);
}

}  // namespace ferry
