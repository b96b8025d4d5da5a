#ifndef FERRY_SERIALIZER_STRUCTURED_CLONE_H_
#define FERRY_SERIALIZER_STRUCTURED_CLONE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/serialize_options.h"

namespace ferry {

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
