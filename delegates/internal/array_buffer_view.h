#ifndef FERRY_DELEGATES_INTERNAL_ARRAY_BUFFER_VIEW_H_
#define FERRY_DELEGATES_INTERNAL_ARRAY_BUFFER_VIEW_H_

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include <cstddef>
#include <optional>

#include "ferry/wire/token.h"

namespace ferry::internal {

// The result is empty when the type is not in V8's public API yet.
std::optional<wire::ViewType> ViewTypeOf(v8::Local<v8::ArrayBufferView> view);

// A view of a fixed length on `buffer`, an ArrayBuffer or SharedArrayBuffer, in
// which it lies. When the type is not in V8's public API, the result is empty
// and no exception is pending. In the current context; runs no JavaScript.
v8::MaybeLocal<v8::ArrayBufferView> NewView(wire::ViewType type,
                                            v8::Local<v8::Object> buffer,
                                            size_t byte_offset,
                                            size_t byte_length);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_ARRAY_BUFFER_VIEW_H_
