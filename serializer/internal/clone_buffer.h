#ifndef FERRY_SERIALIZER_INTERNAL_CLONE_BUFFER_H_
#define FERRY_SERIALIZER_INTERNAL_CLONE_BUFFER_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-value.h>

namespace ferry::internal {

// Clones an ArrayBuffer, typed array or DataView with one copy of its memory
// instead of V8's two. When `value` is none of these, or needs the
// serializer, the result is empty and no exception is pending: shared,
// resizable, detached or not detachable memory, or memory that cannot be
// allocated (the serializer then throws).
v8::MaybeLocal<v8::Value> CloneBuffer(v8::Isolate* isolate,
                                      v8::Local<v8::Context> context,
                                      v8::Local<v8::Value> value);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_CLONE_BUFFER_H_
