#ifndef FERRY_SERIALIZER_STRUCTURED_SERIALIZE_H_
#define FERRY_SERIALIZER_STRUCTURED_SERIALIZE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry {

// HTML 2.7.4 StructuredSerialize. Getters of `value` run.
//
// Throws a DataCloneError, or what user code threw; the result is empty then,
// and where execution is terminating. Isolate-bound.
v8::Maybe<SerializedValue> StructuredSerialize(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    const SerializeOptions& options = {});

// HTML 2.7.7 StructuredSerializeWithTransfer: what `transfer_list` names moves
// into the result, also what `value` never mentions.
//
//   v8::Local<v8::Object> list[] = {array_buffer};
//   ferry::StructuredSerializeWithTransfer(agent, context, value, list);
//
// A serialization that fails gives nothing up: every listed object is as it was
// before. Two exceptions, both the embedder's or the user's to avoid: user code
// that runs (getters, [kTransfer]()) may change things itself, and a buffer
// with a detach key that the options do not give costs the buffers before it.
v8::Maybe<SerializedValue> StructuredSerializeWithTransfer(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    const SerializeOptions& options = {});

// HTML 2.7.5 StructuredSerializeForStorage: for bytes that leave the process
// (SerializedValue::ToBytes). Shared memory and what has no byte form is a
// DataCloneError.
v8::Maybe<SerializedValue> StructuredSerializeForStorage(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    const SerializeOptions& options = {});

}  // namespace ferry

#endif  // FERRY_SERIALIZER_STRUCTURED_SERIALIZE_H_
