#include "ferry/delegates/internal/transfer_list.h"

#include <v8-exception.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/agent/strings.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::internal {

MaybeRefusal TransferList::Collect(
    absl::Span<const v8::Local<v8::Object>> list) {
  for (size_t i = 0; i < list.size(); ++i) {
    if (std::optional<size_t> earlier = seen_.Find(list[i])) {
      return Refuse(
          list[i], i,
          absl::StrCat("is a duplicate of entry ", seen_index_[*earlier], "."));
    }
    if (MaybeRefusal refusal = Add(list[i], i)) return refusal;
  }
  listed_ = list.size();
  listed_buffers_ = buffers_.size();
  listed_host_objects_ = host_objects_.size();
  // host_objects_ grows while it is walked.
  for (size_t i = 0; i < host_objects_.size(); ++i) {
    Item item = host_objects_[i];
    if (MaybeRefusal refusal =
            CollectNested(item.object, item.host, item.index))
      return refusal;
  }
  return std::nullopt;
}

MaybeRefusal TransferList::CollectNested(v8::Local<v8::Object> object,
                                         const FoundHostObject& host,
                                         size_t index) {
  std::vector<v8::Local<v8::Object>> nested;
  v8::Maybe<void> listed = v8::Nothing<void>();
  {
    EmbedderCall call(agent_.isolate());
    listed = host.steps->NestedTransferables(agent_, context_, object, nested);
    if (call.Threw()) return Thrown();
  }
  if (listed.IsNothing()) {
    return Refuse(object, index,
                  "cannot be transferred: its NestedTransferables gave nothing "
                  "and threw nothing.");
  }
  for (v8::Local<v8::Object> inner : nested) {
    if (inner.IsEmpty()) {
      return Refuse(object, index,
                    "cannot be transferred: its NestedTransferables named an "
                    "empty handle.");
    }
    if (MaybeRefusal refusal = AddNested(inner, index)) return refusal;
  }
  return std::nullopt;
}

// Two entries may bring the same nested object. One that is an entry itself
// would be the receiver's twice: of the message, and of what it belongs to.
MaybeRefusal TransferList::AddNested(v8::Local<v8::Object> object,
                                     size_t index) {
  std::optional<size_t> earlier = seen_.Find(object);
  if (!earlier) return Add(object, index);
  if (*earlier >= listed_ || *earlier == index) return std::nullopt;
  return Refuse(object, *earlier,
                absl::StrCat("travels with entry ", index, " already."));
}

MaybeRefusal TransferList::Add(v8::Local<v8::Object> object, size_t index) {
  seen_.Add(object);
  seen_index_.push_back(index);
  if (MaybeRefusal refusal =
          CheckMark(object, index, "is marked as untransferable."))
    return refusal;
  return object->IsArrayBuffer()
             ? AddBuffer(object.As<v8::ArrayBuffer>(), index)
             : AddHostObject(object, index);
}

MaybeRefusal TransferList::AddBuffer(v8::Local<v8::ArrayBuffer> buffer,
                                     size_t index) {
  if (MaybeRefusal refusal = CheckBuffer(buffer, index)) return refusal;
  // An empty buffer that can grow has memory too.
  if (buffer->MaxByteLength() > 0) {
    auto [other, added] = memory_.try_emplace(buffer->Data(), index);
    if (!added) {
      return Refuse(
          buffer, index,
          absl::StrCat("has the same memory as entry ", other->second, "."));
    }
  }
  v8::Local<v8::Value> detach_key;
  if (detach_key_for_) {
    v8::TryCatch try_catch(agent_.isolate());
    detach_key = detach_key_for_(buffer);
    if (try_catch.HasCaught()) {
      try_catch.ReThrow();
      return Thrown();
    }
  }
  buffers_.push_back({buffer, index, buffer->ByteLength(), detach_key});
  return std::nullopt;
}

MaybeRefusal TransferList::CheckBuffer(v8::Local<v8::ArrayBuffer> buffer,
                                       size_t index) {
  if (buffer->WasDetached()) {
    return Refuse(buffer, index, "is already detached.");
  }
  if (!buffer->IsDetachable()) {
    return Refuse(buffer, index,
                  "cannot be transferred: its memory cannot be detached.");
  }
  return std::nullopt;
}

MaybeRefusal TransferList::AddHostObject(v8::Local<v8::Object> object,
                                         size_t index) {
  FoundHostObject host;
  if (!ferry::FindHostObject(agent_, context_, object).To(&host)) {
    return Thrown();
  }
  if (object->IsArrayBufferView()) {
    return Refuse(object, index,
                  "is not transferable. Transfer its buffer instead.");
  }
  if (host.steps == nullptr) {
    return Refuse(object, index, "is not transferable.");
  }
  if (WrapperRegistry::Of(agent_).IsDetached(object)) {
    return Refuse(object, index, "is already detached.");
  }
  if (object == source_port_) {
    return Refuse(object, index, "is the source port.");
  }
  if (!IsTransferable(host.mode)) {
    return Refuse(object, index,
                  "cannot be transferred: its transfer mode forbids it.");
  }
  host_objects_.push_back({object, host, index});
  host_object_index_.Add(object);
  return std::nullopt;
}

MaybeRefusal TransferList::ValidateAgain() {
  for (const Buffer& buffer : buffers_) {
    if (MaybeRefusal refusal = CheckBuffer(buffer.object, buffer.index))
      return refusal;
    if (buffer.object->ByteLength() != buffer.byte_length) {
      return Refuse(buffer.object, buffer.index,
                    "was resized while the value was serialized.");
    }
  }
  constexpr absl::string_view kMarked =
      "was marked as untransferable meanwhile.";
  for (const Buffer& buffer : buffers_) {
    if (MaybeRefusal refusal = CheckMark(buffer.object, buffer.index, kMarked))
      return refusal;
  }
  for (const Item& item : host_objects_) {
    if (MaybeRefusal refusal = CheckMark(item.object, item.index, kMarked))
      return refusal;
  }
  return std::nullopt;
}

MaybeRefusal TransferList::CheckMark(v8::Local<v8::Object> object, size_t index,
                                     absl::string_view problem) {
  bool untransferable;
  if (!TransferModeRegistry::Of(agent_)
           .IsMarkedAsUntransferable(context_, object)
           .To(&untransferable)) {
    return Thrown();
  }
  return untransferable ? Refuse(object, index, problem) : MaybeRefusal();
}

MaybeRefusal TransferList::DetachBuffers() {
  size_t count = 0;
  for (const Buffer& buffer : buffers_) {
    bool detached;
    {
      v8::TryCatch try_catch(agent_.isolate());
      detached = buffer.object->Detach(buffer.detach_key).FromMaybe(false);
    }
    if (!detached) {
      return Refuse(
          buffer.object, buffer.index,
          absl::StrCat("has a detach key that was not given (detach_key_for); "
                       "the ",
                       count, " buffers before it were detached."));
    }
    ++count;
  }
  return std::nullopt;
}

std::optional<size_t> TransferList::FindHostObject(
    v8::Local<v8::Object> object) const {
  return host_object_index_.Find(object);
}

Refusal TransferList::Refuse(v8::Local<v8::Object> object, size_t index,
                             absl::string_view problem) {
  return {.message =
              absl::StrCat("Entry ", index, " of the transfer list (",
                           Describe(agent_.isolate(), object), ") ", problem),
          .entry = index};
}

}  // namespace ferry::internal
