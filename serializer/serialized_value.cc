#include "ferry/serializer/serialized_value.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/serializer/internal/check_message.h"
#include "ferry/serializer/internal/envelope.h"

namespace ferry {
namespace {

// Where the value lies in the envelope that the caller knows.
absl::Status InEnvelope(const absl::Status& status, size_t offset) {
  return absl::Status(
      status.code(),
      absl::StrCat("In the envelope's value, which begins at byte ", offset,
                   ": ", status.message()));
}

}  // namespace

SerializedValue::SerializedValue(std::shared_ptr<const AgentCluster> cluster,
                                 internal::Block block, size_t size,
                                 std::unique_ptr<MessageParts> parts)
    : cluster_(std::move(cluster)),
      block_(std::move(block)),
      size_(size),
      parts_(std::move(parts)) {}

absl::StatusOr<SerializedValue> SerializedValue::FromBytes(
    std::shared_ptr<const AgentCluster> cluster,
    absl::Span<const uint8_t> bytes, const wire::Limits& limits) {
  if (cluster == nullptr) {
    return absl::InvalidArgumentError("FromBytes needs an AgentCluster.");
  }
  if (!internal::IsEnvelope(bytes)) {
    return CopyAndCheck(std::move(cluster), bytes, nullptr, limits);
  }
  absl::StatusOr<internal::Envelope> envelope =
      internal::ReadEnvelope(*cluster, bytes, limits);
  if (!envelope.ok()) return envelope.status();
  auto parts = std::make_unique<MessageParts>();
  parts->host_objects = std::move(envelope->host_objects);
  absl::StatusOr<SerializedValue> value = CopyAndCheck(
      std::move(cluster), envelope->value, std::move(parts), limits);
  if (value.ok()) return value;
  return InEnvelope(value.status(), envelope->value.data() - bytes.data());
}

// Checks the copy: whoever wrote the bytes may still be writing to them.
absl::StatusOr<SerializedValue> SerializedValue::CopyAndCheck(
    std::shared_ptr<const AgentCluster> cluster,
    absl::Span<const uint8_t> bytes, std::unique_ptr<MessageParts> parts,
    const wire::Limits& limits) {
  if (bytes.size() > limits.bytes) {  // Not worth a copy.
    return internal::CheckMessage(bytes, MessageParts::None(), {}, limits);
  }
  internal::Block block = internal::CopyToBlock(bytes);
  if (block.data == nullptr) {
    return absl::ResourceExhaustedError("No memory for a copy of the bytes.");
  }
  SerializedValue value(std::move(cluster), std::move(block), bytes.size(),
                        std::move(parts));
  absl::Status status = internal::CheckMessage(
      value.bytes(), value.parts(),
      internal::HostObjectCounts::Of(value.parts()), limits);
  if (!status.ok()) return status;
  return value;
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
    return internal::WriteEnvelope(*cluster_, parts().host_objects, all);
  }
  return std::vector<uint8_t>(all.begin(), all.end());
}

}  // namespace ferry
