#include "ferry/delegates/internal/array_buffer_view.h"

#include <v8-typed-array.h>

#include "ferry/agent/internal/v8_compat.h"

namespace ferry::internal {
namespace {

#define FERRY_TYPED_ARRAYS(V)         \
  V(Uint8Array, kUint8)               \
  V(Float32Array, kFloat32)           \
  V(Float64Array, kFloat64)           \
  V(Int32Array, kInt32)               \
  V(Uint32Array, kUint32)             \
  V(Uint16Array, kUint16)             \
  V(Int16Array, kInt16)               \
  V(Int8Array, kInt8)                 \
  V(Uint8ClampedArray, kUint8Clamped) \
  V(BigInt64Array, kBigInt64)         \
  V(BigUint64Array, kBigUint64)       \
  FERRY_FLOAT16_ARRAY(V)

template <typename Buffer>
v8::MaybeLocal<v8::ArrayBufferView> NewViewOn(wire::ViewType type,
                                              v8::Local<Buffer> buffer,
                                              size_t byte_offset,
                                              size_t byte_length) {
  size_t length = byte_length / wire::ElementSize(type);
  switch (type) {
#define FERRY_NEW(Type, kType)             \
  case wire::ViewType::kType:              \
    return v8::Local<v8::ArrayBufferView>( \
        v8::Type::New(buffer, byte_offset, length));
    FERRY_TYPED_ARRAYS(FERRY_NEW)
#undef FERRY_NEW
    case wire::ViewType::kDataView:
      return v8::Local<v8::ArrayBufferView>(
          v8::DataView::New(buffer, byte_offset, byte_length));
    default:
      return {};
  }
}

}  // namespace

std::optional<wire::ViewType> ViewTypeOf(v8::Local<v8::ArrayBufferView> view) {
#define FERRY_TYPE_OF(Type, kType) \
  if (view->Is##Type()) return wire::ViewType::kType;
  FERRY_TYPED_ARRAYS(FERRY_TYPE_OF)
#undef FERRY_TYPE_OF
  if (view->IsDataView()) return wire::ViewType::kDataView;
  return std::nullopt;
}

v8::MaybeLocal<v8::ArrayBufferView> NewView(wire::ViewType type,
                                            v8::Local<v8::Object> buffer,
                                            size_t byte_offset,
                                            size_t byte_length) {
  if (buffer->IsArrayBuffer()) {
    return NewViewOn(type, buffer.As<v8::ArrayBuffer>(), byte_offset,
                     byte_length);
  }
  return NewViewOn(type, buffer.As<v8::SharedArrayBuffer>(), byte_offset,
                   byte_length);
}

}  // namespace ferry::internal
