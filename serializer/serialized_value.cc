#include "ferry/serializer/serialized_value.h"

#include <utility>

#include "absl/status/status.h"
#include "ferry/serializer/internal/envelope.h"

namespace ferry {
namespace {

constexpr uint8_t kVersionTag = 0xff;

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
    absl::Span<const uint8_t> bytes) {
  if (cluster == nullptr) {
    return absl::InvalidArgumentError("FromBytes needs an AgentCluster.");
  }
  std::unique_ptr<MessageParts> parts;
  if (internal::IsEnvelope(bytes)) {
    absl::StatusOr<internal::Envelope> envelope =
        internal::ReadEnvelope(*cluster, bytes);
    if (!envelope.ok()) return envelope.status();
    parts = std::make_unique<MessageParts>();
    parts->host_objects = std::move(envelope->host_objects);
    bytes = envelope->value;
  }
  if (bytes.size() < 3 || bytes[0] != kVersionTag) {
    return absl::DataLossError(
        "At byte 0: no serialized value begins like this; its first byte is "
        "FF, then comes the version, then the value.");
  }
  internal::Block block = internal::CopyToBlock(bytes);
  if (block.data == nullptr) {
    return absl::ResourceExhaustedError("No memory for a copy of the bytes.");
  }
  return SerializedValue(std::move(cluster), std::move(block), bytes.size(),
                         std::move(parts));
}

absl::StatusOr<std::vector<uint8_t>> SerializedValue::ToBytes() const {
  if (consumed()) {
    return absl::FailedPreconditionError("The value was received already.");
  }
  if (parts().has_transfers() || parts().shares_memory()) {
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
