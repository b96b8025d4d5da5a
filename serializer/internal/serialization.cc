#include "ferry/serializer/internal/serialization.h"

#include <v8-array-buffer.h>

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/trace_scope.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/read_error.h"
#include "ferry/delegates/internal/refusal_counters.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/internal/check_message.h"
#include "ferry/serializer/internal/large_buffers.h"
#include "ferry/serializer/internal/message_fault.h"
#include "ferry/serializer/internal/scripted/scripted_writer.h"

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
      builder_(agent, context, for_storage, options),
      delegate_(builder_) {}

v8::Maybe<void> Serialization::Run(
    v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    std::optional<LastStep> last_step) {
  if (!transfer_list.empty() &&
      builder_.SetTransferList(transfer_list, port_steps_.source_port)
          .IsNothing()) {
    return v8::Nothing<void>();
  }
  delegate_.WriteHeader();
  builder_.set_value(value);
  LookForLargeBuffers(value);
  if (delegate_.WriteValue(value).IsNothing()) return v8::Nothing<void>();
  return builder_.OrAbort([&] { return Finish(last_step); });
}

v8::Maybe<void> Serialization::Finish(
    const std::optional<LastStep>& last_step) {
  if (delegate_.Finish().IsNothing() || CheckLimits().IsNothing() ||
      Accept().IsNothing() ||
      (last_step.has_value() && (*last_step)().IsNothing())) {
    return v8::Nothing<void>();
  }
  return builder_.Commit();
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
    return builder_.hook().IsWrittenAsHostObject(object);
  };
  auto copy = [&](v8::Local<v8::ArrayBuffer> buffer) {
    if (buffer->ByteLength() < LargeBufferHint::kLarge) return;
    found = true;
    delegate_.CopyIfLarge(buffer);
  };
  FindArrayBuffers(context_, value, is_host_object, copy);
  found ? hints.buffers.Found() : hints.buffers.FoundNone();
}

v8::Maybe<void> Serialization::CheckLimits() {
  const wire::Limits& limits = options_.limits;
  const MessageParts* parts = builder_.parts();
  uint64_t buffers = parts == nullptr ? 0 : parts->BufferBytes();
  bool may_exceed = for_storage_ == ForStorage::kYes ||
                    bytes().size() > limits.bytes ||
                    bytes().size() + buffers > limits.buffer_bytes ||
                    limits != wire::Limits();
  return may_exceed ? CheckLimitsSlow() : v8::JustVoid();
}

v8::Maybe<void> Serialization::CheckLimitsSlow() {
  const HostObjectTable& table = builder_.host_objects();
  const HostObjectCounts counts{.objects = table.size(),
                                .data_values = table.data_values()};
  absl::Status status = CheckMessage(bytes(), parts(), counts, options_.limits);
  // Better now than when the stored bytes are needed.
  if (for_storage_ == ForStorage::kYes && absl::IsDataLoss(status)) {
    ThrowMessageFault(agent_, context_,
                      FindMessageFault(context_, bytes(), parts(), counts));
    return v8::Nothing<void>();
  }
  // Of what else the reader does not follow (WebAssembly's memory) V8 knows
  // better.
  if (!absl::IsResourceExhausted(status)) return v8::JustVoid();
  ++RefusalCounters::Of(agent_).over_limits;
  ThrowDataCloneError(
      agent_, context_,
      absl::StrCat("The value could not be serialized. ", status.message()));
  return v8::Nothing<void>();
}

v8::Maybe<void> Serialization::Accept() {
  if (!port_steps_.accept.has_value()) return v8::JustVoid();
  return (*port_steps_.accept)(bytes().size() + parts().ArrayBufferBytes());
}

SerializedValue Serialization::Release() {
  const size_t size = bytes().size();
  Block block;
  if (size <= kMaxCopied)
    block = MessageMemory::Of(agent_).small_blocks.Copy(bytes());
  if (block.data == nullptr) block = builder_.ReleaseBlock();
  return SerializedValue(agent_.cluster(), std::move(block), size,
                         builder_.ReleaseParts());
}

namespace {

// Whether a script may write the message. It knows no limits: all that it can
// write keeps within the default ones.
bool MayBeScripted(v8::Local<v8::Value> value,
                   absl::Span<const v8::Local<v8::Object>> transfer_list,
                   const SerializeOptions& options, ForStorage for_storage) {
  return value->IsObject() && transfer_list.empty() &&
         for_storage == ForStorage::kNo && options.limits == wire::Limits();
}

// The message that the script has written. What is plain data has no parts: of
// a message's steps only the port's is left.
v8::Maybe<SerializedValue> ReleaseScripted(
    Agent& agent, v8::Local<v8::Context> context,
    v8::Maybe<absl::Span<const uint8_t>> written, ScriptedWriter& writer,
    const PortSteps& port_steps) {
  absl::Span<const uint8_t> bytes;
  if (!written.To(&bytes)) return v8::Nothing<SerializedValue>();
  const size_t size = bytes.size();
  Block block = MessageMemory::Of(agent).small_blocks.Copy(bytes);
  writer.Release(context);
  if (block.data == nullptr) {
    ThrowNoMemory(agent.isolate());
    return v8::Nothing<SerializedValue>();
  }
  if (port_steps.accept && (*port_steps.accept)(size).IsNothing()) {
    return v8::Nothing<SerializedValue>();
  }
  return v8::Just(
      SerializedValue(agent.cluster(), std::move(block), size, nullptr));
}

}  // namespace

v8::Maybe<SerializedValue> Serialize(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list,
    const SerializeOptions& options, ForStorage for_storage,
    const PortSteps& port_steps) {
  TraceScope trace(agent, TraceEvent::kSerialize);
  v8::HandleScope handles(agent.isolate());
  ScriptedWriter* writer = nullptr;
  if (MayBeScripted(value, transfer_list, options, for_storage)) {
    writer = &ScriptedWriter::Of(agent);
    if (std::optional<v8::Maybe<absl::Span<const uint8_t>>> written =
            writer->Write(context, value.As<v8::Object>())) {
      return ReleaseScripted(agent, context, *written, *writer, port_steps);
    }
  }
  Serialization serialization(agent, context, options, for_storage, port_steps);
  if (serialization.Run(value, transfer_list).IsNothing()) {
    return v8::Nothing<SerializedValue>();
  }
  if (writer != nullptr) {
    writer->OnNative(serialization.bytes().size());
  }
  return v8::Just(serialization.Release());
}

}  // namespace ferry::internal
