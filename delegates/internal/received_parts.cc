#include "ferry/delegates/internal/received_parts.h"

#include <memory>

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/delegates/internal/buffer_copy.h"
#include "ferry/delegates/internal/read_error.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::internal {

v8::Maybe<void> ReceivedParts::Make() {
  host_objects_.reserve(parts_.host_objects.size());
  for (const MessageParts::HostTableEntry& record : parts_.host_objects) {
    v8::Local<v8::Object> object;
    if (!MakeHostObject(*record.holder).ToLocal(&object)) {
      return v8::Nothing<void>();
    }
    host_objects_.push_back(object);
  }
  return MakeArrayBuffers();
}

v8::MaybeLocal<v8::Object> ReceivedParts::MakeHostObject(DataHolder& holder) {
  // Ours keep the contract.
  if (holder.builtin_tag() != 0) return holder.Deserialize(agent_, context_);
  v8::Local<v8::Object> object;
  bool made;
  {
    EmbedderCall call(agent_.isolate());
    made = holder.Deserialize(agent_, context_).ToLocal(&object);
    if (call.Threw()) return {};
  }
  if (made) return object;
  ThrowBroken(holder, "Deserialize gave no object");
  return {};
}

void ReceivedParts::ThrowBroken(const DataHolder& holder,
                                absl::string_view what) {
  ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("Host object type \"", holder.type_name(),
                   "\" could not be read: its ", what, " and threw nothing."));
}

v8::Maybe<void> ReceivedParts::MakeArrayBuffers() {
  array_buffers_.reserve(parts_.array_buffers.size());
  for (size_t i = 0; i < parts_.array_buffers.size(); ++i) {
    const bool is_transferred = i < parts_.transferred_array_buffers;
    const std::shared_ptr<v8::BackingStore>& store = parts_.array_buffers[i];
    v8::Local<v8::ArrayBuffer> buffer;
    if (is_transferred || reads_ == Reads::kOnce) {
      buffer = v8::ArrayBuffer::New(agent_.isolate(), store);
    } else if (!NewBufferLike(agent_, context_, *store).ToLocal(&buffer)) {
      ThrowNoMemory(agent_.isolate());
      return v8::Nothing<void>();
    }
    array_buffers_.push_back(buffer);
  }
  return v8::JustVoid();
}

v8::Maybe<void> ReceivedParts::SetData(
    absl::FunctionRef<v8::MaybeLocal<v8::Value>()> read) {
  data_.resize(host_objects_.size());
  for (size_t i = 0; i < data_.size(); ++i) {
    if (parts_.host_objects[i].has_data && !read().ToLocal(&data_[i])) {
      return v8::Nothing<void>();
    }
  }
  return v8::JustVoid();
}

v8::Maybe<void> ReceivedParts::Complete() {
  for (size_t i = data_.size(); i-- > 0;) {
    if (!data_[i].IsEmpty() && CompleteHostObject(i).IsNothing()) {
      return v8::Nothing<void>();
    }
  }
  is_complete_ = true;
  return v8::JustVoid();
}

v8::Maybe<void> ReceivedParts::CompleteHostObject(size_t i) {
  DataHolder& holder = *parts_.host_objects[i].holder;
  // Our own native types run no user code.
  shown_to_user_code_ |=
      holder.builtin_tag() == 0 || holder.builtin_tag() == kScriptTag;
  auto complete = [&] {
    return holder.DeserializeData(agent_, context_, host_objects_[i], data_[i]);
  };
  if (holder.builtin_tag() != 0) return complete();
  bool completed;
  {
    EmbedderCall call(agent_.isolate());
    completed = complete().IsJust();
    if (call.Threw()) return v8::Nothing<void>();
  }
  if (completed) return v8::JustVoid();
  ThrowBroken(holder, "DeserializeData gave nothing");
  return v8::Nothing<void>();
}

void ReceivedParts::Discard() {
  if (shown_to_user_code_) return;
  for (size_t i = 0; i < host_objects_.size(); ++i) {
    // A class's constructor had its `this`.
    if (parts_.host_objects[i].holder->builtin_tag() == kScriptTag) continue;
    WrapperRegistry::Of(agent_).Discard(host_objects_[i]);
  }
}

std::vector<v8::Local<v8::Object>> ReceivedParts::Transferred() const {
  const size_t buffers =
      parts_.transferred_array_buffers - parts_.nested_array_buffers;
  absl::Span<const v8::Local<v8::Object>> objects = host_objects().first(
      parts_.transferred_host_objects - parts_.nested_host_objects);
  std::vector<v8::Local<v8::Object>> transferred(
      array_buffers_.begin(), array_buffers_.begin() + buffers);
  transferred.insert(transferred.end(), objects.begin(), objects.end());
  return transferred;
}

}  // namespace ferry::internal
