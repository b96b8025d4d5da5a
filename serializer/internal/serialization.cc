#include "ferry/serializer/internal/serialization.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/internal/check_message.h"
#include "ferry/serializer/internal/large_buffers.h"
#include "ferry/serializer/internal/message_fault.h"

namespace ferry::internal {
namespace {

// Up to here a message gets a block of its own size and the growth block is
// kept for the next one; a larger message keeps the growth block.
constexpr size_t kMaxCopied = 32 << 10;

}  // namespace

Serialization::Serialization(Agent& agent, v8::Local<v8::Context> context,
                             const SerializeOptions& options,
                             ForStorage for_storage,
                             const PortSteps& port_steps)
    : agent_(agent),
      context_(context),
      options_(options),
      for_storage_(for_storage),
      port_steps_(port_steps),
      delegate_(agent, context, for_storage, options.limits,
                options.error_policy),
      serializer_(agent.isolate(), &delegate_) {
  delegate_.set_serializer(&serializer_);
}

v8::Maybe<void> Serialization::Run(
    v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list) {
  if (!transfer_list.empty()) {
    return Transfer(value, transfer_list, [] { return v8::JustVoid(); });
  }
  serializer_.WriteHeader();
  if (Write(value).IsNothing() || CheckLimits().IsNothing() ||
      Accept().IsNothing()) {
    return v8::Nothing<void>();
  }
  if (!delegate_.host_objects().empty()) {
    delegate_.host_objects().Commit(delegate_.parts());
  }
  return v8::JustVoid();
}

void Serialization::LookForLargeBuffers(v8::Local<v8::Value> value) {
  // Stored bytes are V8's alone.
  if (for_storage_ == ForStorage::kYes || !value->IsObject()) return;
  LargeBufferHints& hints = MessageMemory::Of(agent_).large_buffers;
  if (hints.views.pays() || (value->IsArrayBufferView() &&
                             value.As<v8::ArrayBufferView>()->ByteLength() >=
                                 LargeBufferHint::kLarge)) {
    delegate_.ShowViews();
  }
  if (!hints.buffers.pays() && !value->IsArrayBuffer()) return;
  bool found = false;
  auto is_host_object = [&](v8::Local<v8::Object> object) {
    return delegate_.WritesAsHostObject(object);
  };
  auto copy = [&](v8::Local<v8::ArrayBuffer> buffer) {
    if (buffer->ByteLength() < LargeBufferHint::kLarge) return;
    found = true;
    delegate_.buffers_beside().CopyIfLarge(buffer);
  };
  FindArrayBuffers(context_, value, is_host_object, copy);
  found ? hints.buffers.Found() : hints.buffers.FoundNone();
}

v8::Maybe<void> Serialization::Write(v8::Local<v8::Value> value) {
  delegate_.set_value(value);
  LookForLargeBuffers(value);
  if (serializer_.WriteValue(context_, value).IsNothing()) {
    return v8::Nothing<void>();
  }
  if (!delegate_.is_plain() && (delegate_.PrepareHostObjects().IsNothing() ||
                                delegate_.Validate().IsNothing())) {
    return v8::Nothing<void>();
  }
  std::pair<uint8_t*, size_t> released = serializer_.Release();
  bytes_ = {released.first, released.second};
  delegate_.TakeBuffersBeside();
  return v8::JustVoid();
}

v8::Maybe<void> Serialization::CheckLimits() {
  const wire::Limits& limits = options_.limits;
  const MessageParts* parts = delegate_.parts_if_any();
  uint64_t buffers = parts == nullptr ? 0 : parts->BufferBytes();
  bool may_exceed =
      for_storage_ == ForStorage::kYes || bytes_.size() > limits.bytes ||
      bytes_.size() + buffers > limits.buffer_bytes || limits != wire::Limits();
  return may_exceed ? CheckLimitsSlow() : v8::JustVoid();
}

v8::Maybe<void> Serialization::CheckLimitsSlow() {
  HostObjectTable& table = delegate_.host_objects();
  // Also of buffers that the value never mentions.
  if (delegate_.parts().BufferBytes() > options_.limits.buffer_bytes) {
    ThrowDataCloneError(agent_, context_,
                        absl::StrCat("The value's buffers have more than ",
                                     options_.limits.buffer_bytes,
                                     " bytes (Limits::buffer_bytes)."));
    return v8::Nothing<void>();
  }
  const HostObjectCounts counts{.objects = table.size(),
                                .data_values = table.data_values()};
  absl::Status status =
      CheckMessage(bytes_, delegate_.parts(), counts, options_.limits);
  // Better now than when the stored bytes are needed.
  if (for_storage_ == ForStorage::kYes && absl::IsDataLoss(status)) {
    ThrowMessageFault(
        agent_, context_,
        FindMessageFault(context_, bytes_, delegate_.parts(), counts));
    return v8::Nothing<void>();
  }
  // Of what else the reader does not follow (WebAssembly's memory) V8 knows
  // better.
  if (!absl::IsResourceExhausted(status)) return v8::JustVoid();
  ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("The value could not be serialized. ", status.message()));
  return v8::Nothing<void>();
}

v8::Maybe<void> Serialization::Accept() {
  if (!port_steps_.accept.has_value()) return v8::JustVoid();
  const MessageParts* parts = delegate_.parts_if_any();
  return (*port_steps_.accept)(
      bytes_.size() + (parts == nullptr ? 0 : parts->ArrayBufferBytes()));
}

v8::Maybe<void> Serialization::Transfer(
    v8::Local<v8::Value> value, absl::Span<const v8::Local<v8::Object>> list,
    LastStep last_step) {
  serializer_.WriteHeader();
  TransferList transfer_list(agent_, context_, options_.detach_key_for,
                             port_steps_.source_port);
  if (transfer_list.Collect(list).IsNothing()) return v8::Nothing<void>();
  delegate_.host_objects().AddListed(transfer_list);
  v8::TryCatch try_catch(agent_.isolate());
  if (WriteAndCommit(transfer_list, value, last_step).IsJust()) {
    return v8::JustVoid();
  }
  if (try_catch.HasTerminated()) {
    delegate_.host_objects().Abort(HostObjectTable::AbortSteps::kNativeOnly);
  } else {
    // User code can run only while no exception is pending.
    v8::Local<v8::Value> error = try_catch.Exception();
    try_catch.Reset();
    delegate_.host_objects().Abort(HostObjectTable::AbortSteps::kAll);
    if (!try_catch.HasCaught()) agent_.isolate()->ThrowException(error);
  }
  try_catch.ReThrow();
  return v8::Nothing<void>();
}

v8::Maybe<void> Serialization::WriteAndCommit(TransferList& list,
                                              v8::Local<v8::Value> value,
                                              LastStep last_step) {
  for (const TransferList::Buffer& buffer : list.buffers()) {
    delegate_.buffers_beside().AddTransferred(buffer.object);
  }
  if (Write(value).IsNothing() || list.ValidateAgain().IsNothing()) {
    return v8::Nothing<void>();
  }
  MessageParts& parts = delegate_.parts();
  parts.transferred_array_buffers = list.buffers().size();
  parts.nested_array_buffers = list.nested_buffers();
  parts.nested_host_objects = list.nested_host_objects();
  for (size_t i = 0; i < list.buffers().size(); ++i) {
    parts.array_buffers[i] = list.buffers()[i].object->GetBackingStore();
  }
  if (CheckLimits().IsNothing() || Accept().IsNothing() ||
      last_step().IsNothing() || list.DetachBuffers().IsNothing()) {
    return v8::Nothing<void>();
  }
  delegate_.host_objects().Commit(delegate_.parts());
  return v8::JustVoid();
}

SerializedValue Serialization::Release() {
  Block block;
  if (bytes_.size() <= kMaxCopied)
    block = MessageMemory::Of(agent_).small_blocks.Copy(bytes_);
  if (block.data == nullptr) block = delegate_.ReleaseBlock();
  return SerializedValue(agent_.cluster(), std::move(block), bytes_.size(),
                         delegate_.ReleaseParts());
}

v8::Maybe<SerializedValue> Serialize(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    const SerializeOptions& options, ForStorage for_storage,
    const PortSteps& port_steps) {
  v8::HandleScope handles(agent.isolate());
  Serialization serialization(agent, context, options, for_storage, port_steps);
  if (serialization.Run(value, transfer_list).IsNothing()) {
    return v8::Nothing<SerializedValue>();
  }
  return v8::Just(serialization.Release());
}

}  // namespace ferry::internal
