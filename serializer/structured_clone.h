#ifndef FERRY_SERIALIZER_STRUCTURED_CLONE_H_
#define FERRY_SERIALIZER_STRUCTURED_CLONE_H_

// The algorithms of HTML 2.7, "Safe passing of structured data".

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <vector>

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

// HTML 2.7.6 StructuredDeserialize: makes the value in `context`. Any number of
// times, in any isolate of the value's agent cluster.
//
// Throws a DataCloneError for damaged bytes, for a class or type that the realm
// does not have, and for a value with transfers, which is received only once,
// by StructuredDeserializeWithTransfer, or what user code threw; the result is
// empty then, and where execution is terminating. Isolate-bound.
v8::MaybeLocal<v8::Value> StructuredDeserialize(Agent& agent,
                                                v8::Local<v8::Context> context,
                                                const SerializedValue& value);

struct DeserializedValue {
  v8::Local<v8::Value> value;
  // HTML's [[TransferredValues]], in the order of the transfer list: first the
  // ArrayBuffers, then the host objects. What travelled nested in these is not
  // among them.
  std::vector<v8::Local<v8::Object>> transferred;
};

// HTML 2.7.8 StructuredDeserializeWithTransfer: receives `value`, which is
// consumed, also where reading fails: what was sent is not taken back, and what
// nobody received is released. A second try is a DataCloneError. A value that
// is refused unread, because it shares memory with another agent cluster, is
// kept.
v8::Maybe<DeserializedValue> StructuredDeserializeWithTransfer(
    Agent& agent, v8::Local<v8::Context> context, SerializedValue&& value);

struct CloneOptions : SerializeOptions {
  // What moves into the clone. The span must outlive the call.
  absl::Span<const v8::Local<v8::Object>> transfer;
};

// HTML 2.7.10 structuredClone: a deep copy of `value` in `context`, of the same
// isolate. Equal to StructuredSerializeWithTransfer followed by
// StructuredDeserializeWithTransfer, and faster.
//
//   v8::Local<v8::Value> copy;
//   if (!ferry::StructuredClone(agent, context, value).ToLocal(&copy)) {
//     return;  // an exception is pending
//   }
//
// Throws a DataCloneError, or what user code threw; the result is empty then,
// and where execution is terminating. Isolate-bound.
v8::MaybeLocal<v8::Value> StructuredClone(Agent& agent,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Value> value,
                                          const CloneOptions& options = {});

}  // namespace ferry

#endif  // FERRY_SERIALIZER_STRUCTURED_CLONE_H_
