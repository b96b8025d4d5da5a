#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_LEAVES_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_LEAVES_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include "ferry/agent/agent.h"

namespace ferry::internal {

// Copies of what has no children, in the current context, `context`. They run
// no user code. Empty where V8's serializer has to do it, or to say why it
// cannot be done; nothing is pending then but a termination.

// Of a Date, RegExp, or object of a primitive.
v8::MaybeLocal<v8::Object> CloneLeaf(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> leaf);

v8::MaybeLocal<v8::ArrayBuffer> CloneBuffer(Agent& agent,
                                            v8::Local<v8::ArrayBuffer> buffer);

// The buffer under a view. Empty where it is shared, and where the view changes
// its length with the buffer's.
v8::MaybeLocal<v8::ArrayBuffer> BufferOfFixedView(
    v8::Local<v8::ArrayBufferView> view);

// Such a view, on the copy of its buffer.
v8::MaybeLocal<v8::Object> CloneView(v8::Local<v8::ArrayBufferView> view,
                                     v8::Local<v8::ArrayBuffer> buffer_copy);

// A buffer, or a view with a buffer of its own.
v8::MaybeLocal<v8::Object> CloneBufferOrView(Agent& agent,
                                             v8::Local<v8::Object> object);

// The buffer with its memory, which `buffer` loses: a clone of it that
// transfers it and nothing else.
v8::MaybeLocal<v8::ArrayBuffer> MoveBuffer(Agent& agent,
                                           v8::Local<v8::Context> context,
                                           v8::Local<v8::ArrayBuffer> buffer);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_LEAVES_H_
