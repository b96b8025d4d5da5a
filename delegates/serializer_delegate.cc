#include "ferry/delegates/serializer_delegate.h"

#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/path_finder.h"
#include "ferry/delegates/internal/path_text.h"
#include "ferry/delegates/internal/refusal_reason.h"
#include "ferry/delegates/internal/view_record.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/host_object_delegate.h"
#include "ferry/transfer/internal/builtins.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/wire/tag.h"

namespace ferry {
SerializerDelegate::SerializerDelegate(Agent& agent,
                                       v8::Local<v8::Context> context,
                                       ForStorage for_storage,
                                       const wire::Limits& limits,
                                       ErrorPolicy error_policy)
    : agent_(agent),
      context_(context),
      for_storage_(for_storage),
      error_policy_(error_policy),
      max_bytes_(limits.bytes),
      has_hook_(NeedsHook()),
      host_objects_(agent, context, for_storage, error_policy,
                    limits.host_objects) {
  if (has_hook_ && TransferModeRegistry::Of(agent).has_class_marks()) {
    object_prototype_ = internal::GetObjectPrototype(context);
  }
}

SerializerDelegate::~SerializerDelegate() {
  internal::MessageMemory::Of(agent_).scratch_buffer.GiveBack(
      std::move(block_));
}

v8::Maybe<bool> SerializerDelegate::PrepareHostObjects() {
  return host_objects_.Prepare(
      [this](v8::Local<v8::Value> data) {
        return serializer_->WriteValue(context_, data);
      },
      std::bind_front(&SerializerDelegate::Refuse, this));
}

v8::Maybe<bool> SerializerDelegate::Validate() {
  if (has_hook_ == NeedsHook()) {
    return host_objects_.Validate(
        std::bind_front(&SerializerDelegate::Refuse, this));
  }
  // V8 asks HasCustomHostObject once. An object that a getter marked may have
  // been written as an ordinary one before its mark could be seen.
  ferry::ThrowDataCloneError(
      agent_, context_,
      "The first object of this isolate was marked while a value was "
      "serialized, too late to be noticed. Mark it before.");
  return v8::Nothing<bool>();
}

void SerializerDelegate::ThrowDataCloneError(v8::Local<v8::String> message) {
  if (too_large_) return ThrowTooLarge();
  Throw({}, ToUtf8(agent_.isolate(), message), message);
}

void SerializerDelegate::Throw(v8::Local<v8::Object> object,
                               absl::string_view message,
                               v8::Local<v8::String> refusal) {
  v8::HandleScope handles(agent_.isolate());
  std::optional<internal::FoundPlace> place = FindPlace(object, refusal);
  // The search may have noticed it, and no error may take its place.
  if (agent_.isolate()->IsExecutionTerminating()) return;
  if (!place) return ferry::ThrowDataCloneError(agent_, context_, message);
  if (!place->message.empty()) message = place->message;
  // The path "$" says nothing that a reader does not know.
  std::string start =
      place->path == "$"
          ? ""
          : absl::StrCat(internal::ShortenPath(place->path), ": ");
  ferry::ThrowDataCloneError(agent_, context_, absl::StrCat(start, message),
                             "path", NewString(agent_.isolate(), place->path));
}

std::optional<internal::FoundPlace> SerializerDelegate::FindPlace(
    v8::Local<v8::Object> object, v8::Local<v8::String> refusal) {
  if (value_.IsEmpty() || (object.IsEmpty() && refusal.IsEmpty())) {
    return std::nullopt;
  }
  std::vector<internal::WrittenData> data = host_objects_.GetWrittenData();
  return internal::FindPlace(
      context_,
      {.value = value_, .data = data, .object = object, .refusal = refusal},
      [this](v8::Local<v8::Object> other) {
        return WritesAsHostObject(other);
      });
}

void SerializerDelegate::Refuse(v8::Local<v8::Object> object,
                                absl::string_view why) {
  Throw(object, internal::RefusalOf(agent_.isolate(), object, why));
}

void SerializerDelegate::ThrowTooLarge() {
  ferry::ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("The value takes more than ", max_bytes_,
                   " bytes (Limits::bytes)."));
}

bool SerializerDelegate::WritesAsHostObject(v8::Local<v8::Object> object) {
  return has_hook_ ? IsHostObject(agent_.isolate(), object).FromMaybe(true)
                   : object->InternalFieldCount() > 0;
}

bool SerializerDelegate::HasCustomHostObject(v8::Isolate* isolate) {
  return has_hook_;
}

v8::Maybe<bool> SerializerDelegate::IsHostObject(v8::Isolate* isolate,
                                                 v8::Local<v8::Object> object) {
  if (error_policy_ == ErrorPolicy::kFull && object->IsNativeError()) {
    return v8::Just(true);
  }
  // The hook replaces V8's own test of internal fields, which only API objects
  // have.
  if (internal::IsApiWrapper(object)) {
    HostObjectDelegate* delegate = agent_.host_object_delegate();
    if (object->InternalFieldCount() > 0 || delegate == nullptr) {
      return v8::Just(true);
    }
    internal::EmbedderCall call(isolate);
    const bool is_host_object = delegate->IsHostObject(isolate, object);
    if (!call.Succeeded(true, [] {})) return v8::Nothing<bool>();
    if (is_host_object) return v8::Just(true);
  }
  return TransferModeRegistry::Of(agent_).IsMarked(context_, object,
                                                   object_prototype_);
}

v8::Maybe<bool> SerializerDelegate::WriteHostObject(
    v8::Isolate* isolate, v8::Local<v8::Object> object) {
  if (object->IsArrayBufferView()) {
    return WriteView(object.As<v8::ArrayBufferView>());
  }
  uint32_t index;
  if (!host_objects_
           .GetIndex(object, std::bind_front(&SerializerDelegate::Refuse, this))
           .To(&index)) {
    return v8::Nothing<bool>();
  }
  serializer_->WriteUint32(wire::kHostRecordObject);
  serializer_->WriteUint32(index);
  return v8::Just(true);
}

void SerializerDelegate::ShowViews() {
  shows_views_ = true;
  serializer_->SetTreatArrayBufferViewsAsHostObjects(true);
}

// The buffer is a value of its own, which keeps its identity.
v8::Maybe<bool> SerializerDelegate::WriteView(
    v8::Local<v8::ArrayBufferView> view) {
  parts().has_view_records = true;
  // Of shared memory, a SharedArrayBuffer in disguise.
  v8::Local<v8::Object> buffer = view->Buffer();
  if (buffer->IsArrayBuffer()) {
    buffers_beside().CopyIfLarge(buffer.As<v8::ArrayBuffer>());
  }
  serializer_->WriteUint32(wire::kHostRecordView);
  internal::ViewRecord record;
  if (serializer_->WriteValue(context_, buffer).IsNothing() ||
      record
          .Write(context_, view, buffer,
                 [&] { Refuse(view, internal::RefusalReason(view)); })
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  absl::Span<const uint8_t> bytes = record.bytes();
  serializer_->WriteUint32(static_cast<uint32_t>(bytes.size()));
  serializer_->WriteRawBytes(bytes.data(), bytes.size());
  return v8::Just(true);
}

void SerializerDelegate::TakeBuffersBeside() {
  bool found = buffers_beside_ != nullptr && buffers_beside_->found_large();
  if (buffers_beside_ != nullptr) {
    parts().array_buffers = std::move(buffers_beside_->stores());
  }
  if (!shows_views_ || parts_ == nullptr || !parts_->has_view_records) return;
  internal::LargeBufferHint& hint =
      internal::MessageMemory::Of(agent_).large_buffers.views;
  found ? hint.Found() : hint.FoundNone();
}

bool SerializerDelegate::RefusesSharing(v8::Local<v8::Object> object,
                                        absl::string_view what) {
  if (for_storage_ == ForStorage::kNo) return false;
  Throw(object, absl::StrCat(what,
                             " could not be stored: it is shared inside one "
                             "agent cluster only."));
  return true;
}

v8::Maybe<uint32_t> SerializerDelegate::GetSharedArrayBufferId(
    v8::Isolate* isolate, v8::Local<v8::SharedArrayBuffer> buffer) {
  if (RefusesSharing(buffer, "SharedArrayBuffer"))
    return v8::Nothing<uint32_t>();
  parts().shared_array_buffers.push_back(buffer->GetBackingStore());
  return v8::Just(
      static_cast<uint32_t>(parts().shared_array_buffers.size() - 1));
}

v8::Maybe<uint32_t> SerializerDelegate::GetWasmModuleTransferId(
    v8::Isolate* isolate, v8::Local<v8::WasmModuleObject> module) {
  if (RefusesSharing(module, "WebAssembly.Module"))
    return v8::Nothing<uint32_t>();
  parts().wasm_modules.push_back(module->GetCompiledModule());
  return v8::Just(static_cast<uint32_t>(parts().wasm_modules.size() - 1));
}

bool SerializerDelegate::AdoptSharedValueConveyor(
    v8::Isolate* isolate, v8::SharedValueConveyor&& conveyor) {
  if (RefusesSharing({}, "Shared struct")) return false;
  parts().conveyor.emplace(std::move(conveyor));
  return true;
}

void* SerializerDelegate::ReallocateBufferMemory(void* old_buffer, size_t size,
                                                 size_t* actual_size) {
  if (old_buffer == nullptr)
    block_ = internal::MessageMemory::Of(agent_).scratch_buffer.Take();
  if (size > block_.capacity) {
    too_large_ = ExceedsLimit(size);
    if (too_large_) return nullptr;
    if (IsLargeStep(size))
      internal::MessageMemory::Of(agent_).large_buffers.Found();
    void* grown = std::realloc(block_.data.get(), size);
    if (grown == nullptr) return nullptr;
    (void)block_.data.release();
    block_.data.reset(static_cast<uint8_t*>(grown));
    block_.capacity = size;
  }
  *actual_size = block_.capacity;
  return block_.data.get();
}

// The block belongs to the delegate, which frees it or gives it back.
void SerializerDelegate::FreeBufferMemory(void* buffer) {}

}  // namespace ferry
