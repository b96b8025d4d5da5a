#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/internal/trace_scope.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/internal/deserialization.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry {
namespace {

// What is wrong with receiving `value` here; empty for nothing.
absl::string_view FindProblem(const Agent& agent,
                              const SerializedValue& value) {
  if (value.consumed()) {
    return "The serialized value was received already.";
  }
  if (!value.MayEnter(agent.cluster().get())) {
    return "The serialized value shares memory and cannot leave its agent "
           "cluster.";
  }
  return {};
}

}  // namespace

v8::MaybeLocal<v8::Value> StructuredDeserialize(Agent& agent,
                                                v8::Local<v8::Context> context,
                                                const SerializedValue& value) {
  agent.CheckCurrent("StructuredDeserialize");
  internal::TraceScope trace(agent, TraceEvent::kDeserialize);
  v8::EscapableHandleScope handles(agent.isolate());
  absl::string_view problem = FindProblem(agent, value);
  if (problem.empty() && value.has_transfers()) {
    problem =
        "The serialized value has transfers and can be received only once, by "
        "StructuredDeserializeWithTransfer.";
  }
  if (!problem.empty()) {
    ThrowDataCloneError(agent, context, problem);
    return {};
  }
  internal::Deserialization deserialization(
      agent, context, value.bytes(), value.parts(), internal::Reads::kOften);
  v8::Local<v8::Value> result;
  if (!deserialization.Run().ToLocal(&result)) return {};
  return handles.Escape(result);
}

v8::Maybe<DeserializedValue> StructuredDeserializeWithTransfer(
    Agent& agent, v8::Local<v8::Context> context, SerializedValue&& value) {
  agent.CheckCurrent("StructuredDeserializeWithTransfer");
  internal::TraceScope trace(agent, TraceEvent::kDeserialize);
  absl::string_view problem = FindProblem(agent, value);
  if (!problem.empty()) {
    ThrowDataCloneError(agent, context, problem);
    return v8::Nothing<DeserializedValue>();
  }
  SerializedValue received = std::move(value);
  internal::Deserialization deserialization(agent, context, received.bytes(),
                                            received.parts(),
                                            internal::Reads::kOnce);
  DeserializedValue result;
  if (!deserialization.Run().ToLocal(&result.value)) {
    return v8::Nothing<DeserializedValue>();
  }
  result.transferred = deserialization.Transferred();
  internal::MessageMemory::Of(agent).small_blocks.GiveBack(
      std::move(received).ReleaseBlock());
  return v8::Just(std::move(result));
}

}  // namespace ferry
