#ifndef FERRY_TRANSFER_INTERNAL_BUFFER_COPY_H_
#define FERRY_TRANSFER_INTERNAL_BUFFER_COPY_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <memory>

namespace ferry::internal {

// Memory from V8's own allocator with a copy of `store`, resizable where that
// is. Null where there is no memory for it.
std::unique_ptr<v8::BackingStore> CopyStore(v8::Isolate* isolate,
                                            const v8::BackingStore& store);

// The same for a buffer. Null also where V8's serializer has to do it: detached
// and immutable buffers, WebAssembly's memory, and resizable ones that reserve
// much address space, for which V8's API ends the process when there is none.
std::unique_ptr<v8::BackingStore> CopyBuffer(v8::Isolate* isolate,
                                             v8::Local<v8::ArrayBuffer> buffer);

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_BUFFER_COPY_H_
