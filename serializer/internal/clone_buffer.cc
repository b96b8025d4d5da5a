#include "ferry/serializer/internal/clone_buffer.h"

#include <v8-array-buffer.h>
#include <v8-typed-array.h>

#include <cstddef>
#include <memory>
#include <utility>

#include "ferry/transfer/v8_compat.h"

namespace ferry::internal {
namespace {

v8::MaybeLocal<v8::ArrayBuffer> CopyArrayBuffer(
    v8::Isolate* isolate, v8::Local<v8::ArrayBuffer> buffer) {
  // V8 says of immutable buffers and WebAssembly memory that they are not
  // detachable.
  if (buffer->WasDetached() || !buffer->IsDetachable() ||
      buffer->IsResizableByUserJavaScript()) {
    return {};
  }
  std::unique_ptr<v8::BackingStore> store =
      CopyToBackingStore(isolate, buffer->Data(), buffer->ByteLength());
  if (store == nullptr) return {};
  return v8::ArrayBuffer::New(isolate, std::move(store));
}

// A view of the same kind and place over `copy`.
v8::MaybeLocal<v8::Value> CopyView(v8::Local<v8::ArrayBufferView> view,
                                   v8::Local<v8::ArrayBuffer> copy) {
  size_t offset = view->ByteOffset();
  if (view->IsDataView()) {
    return v8::DataView::New(copy, offset, view->ByteLength());
  }
  size_t length = view.As<v8::TypedArray>()->Length();
#define FERRY_COPY_VIEW(Type) \
  if (view->Is##Type()) return v8::Type::New(copy, offset, length);
  FERRY_COPY_VIEW(Uint8Array)
  FERRY_COPY_VIEW(Uint8ClampedArray)
  FERRY_COPY_VIEW(Int8Array)
  FERRY_COPY_VIEW(Uint16Array)
  FERRY_COPY_VIEW(Int16Array)
  FERRY_COPY_VIEW(Uint32Array)
  FERRY_COPY_VIEW(Int32Array)
  FERRY_COPY_VIEW(Float32Array)
  FERRY_COPY_VIEW(Float64Array)
  FERRY_COPY_VIEW(BigInt64Array)
  FERRY_COPY_VIEW(BigUint64Array)
#undef FERRY_COPY_VIEW
  // A kind that only newer versions of V8 have.
  return {};
}

}  // namespace

v8::MaybeLocal<v8::Value> CloneBuffer(v8::Isolate* isolate,
                                      v8::Local<v8::Context> context,
                                      v8::Local<v8::Value> value) {
  v8::Context::Scope scope(context);
  if (value->IsArrayBuffer()) {
    v8::Local<v8::ArrayBuffer> copy;
    if (!CopyArrayBuffer(isolate, value.As<v8::ArrayBuffer>()).ToLocal(&copy)) {
      return {};
    }
    return copy;
  }
  if (!value->IsArrayBufferView()) return {};
  v8::Local<v8::ArrayBufferView> view = value.As<v8::ArrayBufferView>();
  // Buffer() of a view over shared memory is a SharedArrayBuffer in disguise.
  v8::Local<v8::Value> buffer = view->Buffer();
  v8::Local<v8::ArrayBuffer> copy;
  if (!buffer->IsArrayBuffer() ||
      !CopyArrayBuffer(isolate, buffer.As<v8::ArrayBuffer>()).ToLocal(&copy)) {
    return {};
  }
  return CopyView(view, copy);
}

}  // namespace ferry::internal
