#include "ferry/delegates/internal/deserializer_delegate.h"

#include "absl/strings/str_cat.h"
#include "ferry/delegates/internal/view_record.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::internal {

v8::Maybe<void> DeserializerDelegate::ReadHeader() {
  uint32_t id = 0;
  for (v8::Local<v8::ArrayBuffer> buffer : received_.array_buffers()) {
    deserializer_.TransferArrayBuffer(id++, buffer);
  }
  return deserializer_.ReadHeader(received_.context()).IsJust()
             ? v8::JustVoid()
             : v8::Nothing<void>();
}

v8::MaybeLocal<v8::Value> DeserializerDelegate::ReadValue() {
  return deserializer_.ReadValue(received_.context());
}

v8::Maybe<void> DeserializerDelegate::ReadData() {
  return received_.SetData([this] { return ReadValue(); });
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::ReadHostObject(
    v8::Isolate* isolate) {
  uint32_t kind;
  if (!deserializer_.ReadUint32(&kind)) return DataEnds();
  switch (kind) {
    case wire::kHostRecordObject:
      return ReadIndex();
    case wire::kHostRecordView:
      return ReadView(isolate);
    default:
      error_ = absl::StrCat("The data has a host object of unknown kind ", kind,
                            ".");
      return {};
  }
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::ReadIndex() {
  uint32_t index;
  if (!deserializer_.ReadUint32(&index)) return DataEnds();
  if (index >= received_.host_objects().size()) {
    error_ = absl::StrCat("The data refers to host object ", index,
                          ", but the message has only ",
                          received_.host_objects().size(), ".");
    return {};
  }
  return received_.host_objects()[index];
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::ReadView(
    v8::Isolate* isolate) {
  v8::Local<v8::Value> buffer;
  if (!ReadValue().ToLocal(&buffer)) return {};
  uint32_t size;
  const void* record;
  if (!deserializer_.ReadUint32(&size) ||
      !deserializer_.ReadRawBytes(size, &record)) {
    return DataEnds();
  }
  v8::Local<v8::Object> view;
  if ((buffer->IsArrayBuffer() || buffer->IsSharedArrayBuffer()) &&
      ReadViewRecord(isolate, received_.context(), buffer.As<v8::Object>(),
                     {static_cast<const uint8_t*>(record), size})
          .ToLocal(&view)) {
    return view;
  }
  error_ = "The data has a damaged view.";
  return {};
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::DataEnds() {
  error_ = "The data ends inside a host object.";
  return {};
}

v8::MaybeLocal<v8::WasmModuleObject> DeserializerDelegate::GetWasmModuleFromId(
    v8::Isolate* isolate, uint32_t transfer_id) {
  if (transfer_id >= received_.parts().wasm_modules.size()) {
    error_ = absl::StrCat("The data refers to WebAssembly.Module ", transfer_id,
                          ", but the message has only ",
                          received_.parts().wasm_modules.size(), ".");
    return {};
  }
  return v8::WasmModuleObject::FromCompiledModule(
      isolate, received_.parts().wasm_modules[transfer_id]);
}

v8::MaybeLocal<v8::SharedArrayBuffer>
DeserializerDelegate::GetSharedArrayBufferFromId(v8::Isolate* isolate,
                                                 uint32_t clone_id) {
  if (clone_id >= received_.parts().shared_array_buffers.size()) {
    error_ = absl::StrCat("The data refers to SharedArrayBuffer ", clone_id,
                          ", but the message has only ",
                          received_.parts().shared_array_buffers.size(), ".");
    return {};
  }
  return v8::SharedArrayBuffer::New(
      isolate, received_.parts().shared_array_buffers[clone_id]);
}

const v8::SharedValueConveyor* DeserializerDelegate::GetSharedValueConveyor(
    v8::Isolate* isolate) {
  return received_.parts().conveyor.has_value() ? &*received_.parts().conveyor
                                                : nullptr;
}

}  // namespace ferry::internal
