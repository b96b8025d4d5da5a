#include "ferry/delegates/deserializer_delegate.h"

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/delegates/internal/view_record.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/wrapper_registry.h"
#include "ferry/wire/tag.h"

namespace ferry {

v8::Maybe<bool> DeserializerDelegate::MakeHostObjects() {
  host_objects_.reserve(parts_.host_objects.size());
  for (const MessageParts::HostObject& record : parts_.host_objects) {
    v8::Local<v8::Object> object;
    if (!MakeHostObject(*record.holder).ToLocal(&object)) {
      return v8::Nothing<bool>();
    }
    host_objects_.push_back(object);
  }
  return v8::Just(true);
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::MakeHostObject(
    DataHolder& holder) {
  // Ours keep the contract.
  if (holder.builtin_tag() != 0) return holder.Deserialize(agent_, context_);
  v8::Local<v8::Object> object;
  internal::EmbedderCall call(agent_.isolate());
  const bool made = holder.Deserialize(agent_, context_).ToLocal(&object);
  if (!call.Succeeded(
          made, [&] { ThrowBroken(holder, "Deserialize gave no object"); })) {
    return {};
  }
  return object;
}

void DeserializerDelegate::ThrowBroken(const DataHolder& holder,
                                       absl::string_view what) {
  ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("Host object type \"", holder.type_name(),
                   "\" could not be read: its ", what, " and threw nothing."));
}

v8::Maybe<bool> DeserializerDelegate::ReadHostObjectData() {
  data_.resize(host_objects_.size());
  for (size_t i = 0; i < data_.size(); ++i) {
    if (parts_.host_objects[i].has_data &&
        !deserializer_->ReadValue(context_).ToLocal(&data_[i])) {
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
}

void DeserializerDelegate::SetHostObjectData(
    absl::Span<const v8::Local<v8::Value>> values) {
  data_.resize(host_objects_.size());
  size_t next = 0;
  for (size_t i = 0; i < data_.size(); ++i) {
    if (parts_.host_objects[i].has_data) data_[i] = values[next++];
  }
}

v8::Maybe<bool> DeserializerDelegate::FinalizeHostObjects() {
  for (size_t i = data_.size(); i-- > 0;) {
    if (!data_[i].IsEmpty() && FinalizeHostObject(i).IsNothing()) {
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
}

v8::Maybe<void> DeserializerDelegate::FinalizeHostObject(size_t i) {
  DataHolder& holder = *parts_.host_objects[i].holder;
  // Our own native types run no user code.
  shown_to_user_code_ |=
      holder.builtin_tag() == 0 || holder.builtin_tag() == kScriptTag;
  auto finalize = [&] {
    return holder.FinalizeRead(agent_, context_, host_objects_[i], data_[i]);
  };
  if (holder.builtin_tag() != 0) return finalize();
  internal::EmbedderCall call(agent_.isolate());
  if (!call.Succeeded(finalize().IsJust(), [&] {
        ThrowBroken(holder, "FinalizeRead gave nothing");
      })) {
    return v8::Nothing<void>();
  }
  return v8::JustVoid();
}

void DeserializerDelegate::DiscardHostObjects() {
  if (shown_to_user_code_) return;
  for (size_t i = 0; i < host_objects_.size(); ++i) {
    // A class's constructor had its `this`.
    if (parts_.host_objects[i].holder->builtin_tag() == kScriptTag) continue;
    WrapperRegistry::Of(agent_).Discard(host_objects_[i]);
  }
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::ReadHostObject(
    v8::Isolate* isolate) {
  uint32_t kind;
  if (!deserializer_->ReadUint32(&kind)) return DataEnds();
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
  if (!deserializer_->ReadUint32(&index)) return DataEnds();
  if (index >= host_objects_.size()) {
    error_ =
        absl::StrCat("The data refers to host object ", index,
                     ", but the message has only ", host_objects_.size(), ".");
    return {};
  }
  return host_objects_[index];
}

v8::MaybeLocal<v8::Object> DeserializerDelegate::ReadView(
    v8::Isolate* isolate) {
  v8::Local<v8::Value> buffer;
  if (!deserializer_->ReadValue(context_).ToLocal(&buffer)) return {};
  uint32_t size;
  const void* record;
  if (!deserializer_->ReadUint32(&size) ||
      !deserializer_->ReadRawBytes(size, &record)) {
    return DataEnds();
  }
  v8::Local<v8::Object> view;
  if ((buffer->IsArrayBuffer() || buffer->IsSharedArrayBuffer()) &&
      internal::ReadViewRecord(isolate, context_, buffer.As<v8::Object>(),
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
  if (transfer_id >= parts_.wasm_modules.size()) {
    error_ = absl::StrCat("The data refers to WebAssembly.Module ", transfer_id,
                          ", but the message has only ",
                          parts_.wasm_modules.size(), ".");
    return {};
  }
  return v8::WasmModuleObject::FromCompiledModule(
      isolate, parts_.wasm_modules[transfer_id]);
}

v8::MaybeLocal<v8::SharedArrayBuffer>
DeserializerDelegate::GetSharedArrayBufferFromId(v8::Isolate* isolate,
                                                 uint32_t clone_id) {
  if (clone_id >= parts_.shared_array_buffers.size()) {
    error_ = absl::StrCat("The data refers to SharedArrayBuffer ", clone_id,
                          ", but the message has only ",
                          parts_.shared_array_buffers.size(), ".");
    return {};
  }
  return v8::SharedArrayBuffer::New(isolate,
                                    parts_.shared_array_buffers[clone_id]);
}

const v8::SharedValueConveyor* DeserializerDelegate::GetSharedValueConveyor(
    v8::Isolate* isolate) {
  return parts_.conveyor.has_value() ? &*parts_.conveyor : nullptr;
}

}  // namespace ferry
