#include "ferry/serializer/internal/clone_buffer.h"

#include <v8-array-buffer.h>

#include <memory>
#include <optional>
#include <utility>

#include "ferry/delegates/internal/array_buffer_view.h"
#include "ferry/delegates/internal/buffer_copy.h"

namespace ferry::internal {
namespace {

v8::MaybeLocal<v8::ArrayBuffer> CopyArrayBuffer(
    v8::Isolate* isolate, v8::Local<v8::ArrayBuffer> buffer) {
  std::unique_ptr<v8::BackingStore> store = CopyBuffer(isolate, buffer);
  if (store == nullptr) return {};
  return v8::ArrayBuffer::New(isolate, std::move(store));
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
  std::optional<wire::ViewType> type = ViewTypeOf(view);
  if (!type || !buffer->IsArrayBuffer() ||
      !CopyArrayBuffer(isolate, buffer.As<v8::ArrayBuffer>()).ToLocal(&copy)) {
    return {};
  }
  v8::Local<v8::ArrayBufferView> clone;
  if (!NewView(*type, copy, view->ByteOffset(), view->ByteLength())
           .ToLocal(&clone)) {
    return {};
  }
  return clone;
}

}  // namespace ferry::internal
