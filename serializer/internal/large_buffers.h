#ifndef FERRY_SERIALIZER_INTERNAL_LARGE_BUFFERS_H_
#define FERRY_SERIALIZER_INTERNAL_LARGE_BUFFERS_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include "absl/functional/function_ref.h"

namespace ferry::internal {

// Calls `found` for the ArrayBuffers that `value` is or holds in its first
// properties, in the order in which V8 meets them. Ends at everything that V8
// does not write by its properties (a Map, a host object, which the delegate
// tells by `is_host_object`) and where V8 might run user code (an accessor):
// from there on a buffer may change before V8 meets it, or V8 never does. Runs
// no JavaScript; leaves no exception pending.
void FindArrayBuffers(
    v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object,
    absl::FunctionRef<void(v8::Local<v8::ArrayBuffer>)> found);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_LARGE_BUFFERS_H_
