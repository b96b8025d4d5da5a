#ifndef FERRY_SERIALIZER_STRUCTURED_DESERIALIZE_H_
#define FERRY_SERIALIZER_STRUCTURED_DESERIALIZE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry {

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

}  // namespace ferry

#endif  // FERRY_SERIALIZER_STRUCTURED_DESERIALIZE_H_
