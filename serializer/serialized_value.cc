#include "ferry/serializer/serialized_value.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/status/status.h"

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
  if (bytes.size() < 3 || bytes[0] != kVersionTag) {
    return absl::DataLossError(
        "At byte 0: no serialized value begins like this; its first byte is "
        "FF, then comes the version, then the value.");
  }
  internal::Block block;
  block.data.reset(static_cast<uint8_t*>(std::malloc(bytes.size())));
  if (block.data == nullptr) {
    return absl::ResourceExhaustedError("No memory for a copy of the bytes.");
  }
  block.capacity = bytes.size();
  std::memcpy(block.data.get(), bytes.data(), bytes.size());
  return SerializedValue(std::move(cluster), std::move(block), bytes.size(),
                         nullptr);
}

absl::StatusOr<std::vector<uint8_t>> SerializedValue::ToBytes() const {
  if (consumed()) {
    return absl::FailedPreconditionError("The value was received already.");
  }
  if (parts().has_transfers() || parts().shares_memory() ||
      !parts().host_objects.empty()) {
    return absl::FailedPreconditionError(
        "The value refers to memory or host objects of this process. Make it "
        "with StructuredSerializeForStorage.");
  }
  absl::Span<const uint8_t> all = bytes();
  return std::vector<uint8_t>(all.begin(), all.end());
}

}  // namespace ferry
