#include "ferry/serializer/serialized_value.h"

#include <v8-array-buffer.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/delegates/internal/scratch_buffer.h"
#include "ferry/serializer/internal/check_message.h"
#include "ferry/serializer/internal/check_parts.h"
#include "ferry/serializer/internal/message_tables.h"
#include "ferry/serializer/internal/stored_host_objects.h"
#include "ferry/wire/internal/envelope.h"
#include "ferry/wire/token.h"

namespace ferry {
namespace {

// Where the value lies in the envelope that the caller knows.
absl::Status InEnvelope(const absl::Status& status, size_t offset) {
  return absl::Status(
      status.code(),
      absl::StrCat("In the envelope's value, which begins at byte ", offset,
                   ": ", status.message()));
}

// Whether all of `bytes` lies in the memory at `data`.
bool Holds(const void* data, size_t size, absl::Span<const uint8_t> bytes) {
  auto begin = reinterpret_cast<uintptr_t>(data);
  auto at = reinterpret_cast<uintptr_t>(bytes.data());
  return at >= begin && at - begin <= size &&
         bytes.size() <= size - (at - begin);
}

}  // namespace

SerializedValue::SerializedValue(
    const std::shared_ptr<const AgentCluster>& cluster, internal::Block block,
    size_t size, std::unique_ptr<MessageParts> parts)
    : block_(block.data.release()),
      capacity_(block.capacity),
      size_(size),
      parts_(std::move(parts)) {
  if (parts_ != nullptr) cluster_ = cluster;
}

internal::Block SerializedValue::ReleaseBlock() && {
  internal::Block block;
  if (consumed()) return block;
  block.data.reset(block_.release());
  block.capacity = capacity_;
  return block;
}

absl::StatusOr<SerializedValue> SerializedValue::FromBytes(
    std::shared_ptr<const AgentCluster> cluster,
    absl::Span<const uint8_t> bytes, const wire::Limits& limits) {
  if (cluster == nullptr) {
    return absl::InvalidArgumentError("FromBytes needs an AgentCluster.");
  }
  if (!wire::IsEnvelope(bytes)) {
    return CopyAndCheck(cluster, bytes, nullptr, limits);
  }
  absl::StatusOr<wire::Envelope> envelope = wire::ReadEnvelope(bytes, limits);
  if (!envelope.ok()) return envelope.status();
  absl::StatusOr<std::vector<MessageParts::HostTableEntry>> host_objects =
      internal::ReadHostObjects(*cluster, *envelope);
  if (!host_objects.ok()) return host_objects.status();
  auto parts = std::make_unique<MessageParts>();
  parts->host_objects = *std::move(host_objects);
  absl::StatusOr<SerializedValue> value =
      CopyAndCheck(cluster, envelope->value, std::move(parts), limits);
  if (value.ok()) return value;
  return InEnvelope(value.status(), envelope->value_offset);
}

absl::StatusOr<SerializedValue> SerializedValue::FromWriter(
    std::shared_ptr<const AgentCluster> cluster, wire::Writer&& writer,
    MessageParts&& parts, const wire::Limits& limits) {
  if (cluster == nullptr) {
    return absl::InvalidArgumentError("FromWriter needs an AgentCluster.");
  }
  absl::StatusOr<std::vector<uint8_t>> bytes = std::move(writer).Finish();
  if (!bytes.ok()) return bytes.status();
  absl::Status status = internal::CheckParts(parts);
  if (!status.ok()) return status;
  std::unique_ptr<MessageParts> kept;
  if (parts.is_bound_to_process() || !parts.host_objects.empty()) {
    kept = std::make_unique<MessageParts>(std::move(parts));
  }
  absl::StatusOr<SerializedValue> value =
      CopyAndCheck(cluster, *bytes, std::move(kept), limits);
  if (!value.ok() && kept != nullptr) parts = std::move(*kept);
  return value;
}

// Checks the copy: whoever wrote the bytes may still be writing to them.
absl::StatusOr<SerializedValue> SerializedValue::CopyAndCheck(
    const std::shared_ptr<const AgentCluster>& cluster,
    absl::Span<const uint8_t> bytes, std::unique_ptr<MessageParts>&& parts,
    const wire::Limits& limits) {
  if (bytes.size() > limits.bytes) {  // Not worth a copy.
    return internal::CheckMessage(bytes, MessageParts::None(), {}, limits);
  }
  internal::Block block = internal::CopyToBlock(bytes);
  if (block.data == nullptr) {
    return absl::ResourceExhaustedError("No memory for a copy of the bytes.");
  }
  const MessageParts& beside = parts == nullptr ? MessageParts::None() : *parts;
  absl::Status status =
      internal::CheckMessage({block.data.get(), bytes.size()}, beside,
                             internal::HostObjectCounts::Of(beside), limits);
  if (!status.ok()) return status;
  return SerializedValue(cluster, std::move(block), bytes.size(),
                         std::move(parts));
}

const internal::MessageTables& SerializedValue::Tables::Get(
    const MessageParts& parts) const {
  const internal::MessageTables* made = made_.load(std::memory_order_acquire);
  if (made != nullptr) return *made;
  auto* tables = new internal::MessageTables(parts);
  if (made_.compare_exchange_strong(made, tables, std::memory_order_acq_rel)) {
    return *tables;
  }
  delete tables;
  return *made;
}

void SerializedValue::Tables::DeleteSlow(const internal::MessageTables* made) {
  delete made;
}

wire::MessageView SerializedValue::view() const {
  if (parts_ == nullptr) return {.bytes = bytes()};
  return tables_.Get(*parts_).View(bytes(),
                                   internal::HostObjectCounts::Of(*parts_));
}

absl::StatusOr<absl::Span<uint8_t>> SerializedValue::WritableBytes(
    const wire::Value& buffer) {
  wire::TokenKind kind = buffer.kind();
  absl::Span<const uint8_t> bytes = buffer.bytes();
  if (kind != wire::TokenKind::kArrayBuffer &&
      kind != wire::TokenKind::kArrayBufferView &&
      kind != wire::TokenKind::kSharedArrayBuffer) {
    return absl::InvalidArgumentError("The value is no buffer and no view.");
  }
  bool owned = Holds(block_.get(), size_, bytes);
  for (const std::shared_ptr<v8::BackingStore>& store : parts().array_buffers) {
    owned |= Holds(store->Data(), store->ByteLength(), bytes);
  }
  if (owned || bytes.empty()) {
    return absl::MakeSpan(const_cast<uint8_t*>(bytes.data()), bytes.size());
  }
  return absl::FailedPreconditionError(
      "The memory is shared, or of another value, and cannot be written in "
      "place.");
}

MessageParts SerializedValue::TakeParts() && {
  SerializedValue consumed = std::move(*this);
  if (consumed.parts_ == nullptr) return MessageParts();
  return std::move(*consumed.parts_);
}

absl::StatusOr<std::vector<uint8_t>> SerializedValue::ToBytes() const {
  if (consumed()) {
    return absl::FailedPreconditionError("The value was received already.");
  }
  if (parts().is_bound_to_process()) {
    return absl::FailedPreconditionError(
        "The value refers to memory or objects of this process. Make it with "
        "StructuredSerializeForStorage.");
  }
  absl::Span<const uint8_t> all = bytes();
  if (!parts().host_objects.empty()) {
    return internal::WriteHostObjects(*cluster_, parts().host_objects, all);
  }
  return std::vector<uint8_t>(all.begin(), all.end());
}

}  // namespace ferry
