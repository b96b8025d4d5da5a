#include "ferry/serializer/internal/direct/leaves.h"

#include <v8-date.h>
#include <v8-exception.h>
#include <v8-primitive-object.h>
#include <v8-regexp.h>
#include <v8-typed-array.h>

#include <memory>
#include <optional>
#include <utility>

#include "ferry/delegates/internal/array_buffer_view.h"
#include "ferry/delegates/internal/buffer_copy.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::internal {

namespace {

v8::MaybeLocal<v8::Object> NewLeaf(v8::Isolate* isolate,
                                   v8::Local<v8::Context> context,
                                   v8::Local<v8::Object> leaf) {
  v8::Local<v8::Value> copy;
  if (leaf->IsDate()) {
    if (!v8::Date::New(context, leaf.As<v8::Date>()->ValueOf()).ToLocal(&copy))
      return {};
  } else if (leaf->IsRegExp()) {
    v8::Local<v8::RegExp> regexp = leaf.As<v8::RegExp>();
    v8::Local<v8::RegExp> made;
    if (!v8::RegExp::New(context, regexp->GetSource(), regexp->GetFlags())
             .ToLocal(&made)) {
      return {};
    }
    copy = made;
  } else if (leaf->IsNumberObject()) {
    copy =
        v8::NumberObject::New(isolate, leaf.As<v8::NumberObject>()->ValueOf());
  } else if (leaf->IsStringObject()) {
    copy =
        v8::StringObject::New(isolate, leaf.As<v8::StringObject>()->ValueOf());
  } else if (leaf->IsBooleanObject()) {
    copy = v8::BooleanObject::New(isolate,
                                  leaf.As<v8::BooleanObject>()->ValueOf());
  } else if (leaf->IsBigIntObject()) {
    v8::Local<v8::Object> made;
    if (!leaf.As<v8::BigIntObject>()->ValueOf()->ToObject(context).ToLocal(
            &made)) {
      return {};
    }
    copy = made;
  } else {
    return {};
  }
  return copy.As<v8::Object>();
}

}  // namespace

v8::MaybeLocal<v8::Object> CloneLeaf(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> leaf) {
  v8::TryCatch try_catch(isolate);
  v8::MaybeLocal<v8::Object> copy = NewLeaf(isolate, context, leaf);
  if (try_catch.HasTerminated()) try_catch.ReThrow();
  return copy;
}

v8::MaybeLocal<v8::ArrayBuffer> CloneBuffer(Agent& agent,
                                            v8::Local<v8::ArrayBuffer> buffer) {
  std::unique_ptr<v8::BackingStore> store = CopyBuffer(agent, buffer);
  if (store == nullptr) return {};
  return v8::ArrayBuffer::New(agent.isolate(), std::move(store));
}

v8::MaybeLocal<v8::ArrayBuffer> BufferOfFixedView(
    v8::Local<v8::ArrayBufferView> view) {
  // Buffer() of a view over shared memory is a SharedArrayBuffer in disguise.
  v8::Local<v8::Value> buffer = view->Buffer();
  if (!buffer->IsArrayBuffer() ||
      buffer.As<v8::ArrayBuffer>()->IsResizableByUserJavaScript()) {
    return {};
  }
  return buffer.As<v8::ArrayBuffer>();
}

v8::MaybeLocal<v8::Object> CloneView(v8::Local<v8::ArrayBufferView> view,
                                     v8::Local<v8::ArrayBuffer> buffer_copy) {
  std::optional<wire::ViewType> type = ViewTypeOf(view);
  v8::Local<v8::ArrayBufferView> copy;
  if (!type ||
      !NewView(*type, buffer_copy, view->ByteOffset(), view->ByteLength())
           .ToLocal(&copy)) {
    return {};
  }
  return copy;
}

v8::MaybeLocal<v8::Object> CloneBufferOrView(Agent& agent,
                                             v8::Local<v8::Object> object) {
  v8::Local<v8::ArrayBuffer> buffer;
  v8::Local<v8::ArrayBuffer> copy;
  if (object->IsArrayBuffer()) {
    buffer = object.As<v8::ArrayBuffer>();
  } else if (!BufferOfFixedView(object.As<v8::ArrayBufferView>())
                  .ToLocal(&buffer)) {
    return {};
  }
  if (!CloneBuffer(agent, buffer).ToLocal(&copy)) return {};
  if (object->IsArrayBuffer()) return copy;
  return CloneView(object.As<v8::ArrayBufferView>(), copy);
}

v8::MaybeLocal<v8::ArrayBuffer> MoveBuffer(Agent& agent,
                                           v8::Local<v8::Context> context,
                                           v8::Local<v8::ArrayBuffer> buffer) {
  if (buffer->WasDetached() || !buffer->IsDetachable() ||
      TransferModeRegistry::Of(agent)
          .IsMarkedAsUntransferable(context, buffer)
          .FromMaybe(true)) {
    return {};
  }
  std::shared_ptr<v8::BackingStore> memory = buffer->GetBackingStore();
  {
    // It may have a detach key.
    v8::TryCatch try_catch(agent.isolate());
    const bool detached =
        buffer->Detach(v8::Local<v8::Value>()).FromMaybe(false);
    if (try_catch.HasTerminated()) try_catch.ReThrow();
    if (!detached) return {};
  }
  return v8::ArrayBuffer::New(agent.isolate(), std::move(memory));
}

}  // namespace ferry::internal
