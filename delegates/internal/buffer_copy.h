#ifndef FERRY_DELEGATES_INTERNAL_BUFFER_COPY_H_
#define FERRY_DELEGATES_INTERNAL_BUFFER_COPY_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-local-handle.h>

#include <memory>

#include "ferry/agent/agent.h"

namespace ferry::internal {

// A new buffer with a copy of `store`, resizable where that is, from the
// isolate's allocator. When there is no memory or address space for it, the
// result is empty and no exception is pending.
v8::MaybeLocal<v8::ArrayBuffer> NewBufferLike(Agent& agent,
                                              v8::Local<v8::Context> context,
                                              const v8::BackingStore& store);

// Memory with a copy of what the buffer has. The result is null when there is
// no memory, and when V8's serializer has to copy it: detached and immutable
// buffers, WebAssembly's memory, and resizable buffers, for which V8's API ends
// the process when there is no address space.
std::unique_ptr<v8::BackingStore> CopyBuffer(Agent& agent,
                                             v8::Local<v8::ArrayBuffer> buffer);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_BUFFER_COPY_H_
