#ifndef FERRY_SERIALIZER_SERIALIZED_VALUE_H_
#define FERRY_SERIALIZER_SERIALIZED_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/internal/scratch_buffer.h"
#include "ferry/wire/limits.h"

namespace ferry {

// A serialized JavaScript value on its way: bytes in V8's format and what they
// refer to (transferred and shared memory, data holders, compiled modules).
//
// Ownership: move-only, and owns everything in it. Destroying a value that
// nobody received releases what was transferred, exactly once. A value with
// V8's shared structs dies before the isolate that shares them.
//
// Threads: thread-compatible, bound to no isolate: made on one thread, it may
// be deserialized or destroyed on another. Several threads may deserialize one
// value without transfers at once. While it is read it must not be received,
// moved from or destroyed, also not by code that runs in between (constructors,
// [kDeserialize]()).
//
// Isolates of its memory need array_buffer_allocator_shared: backing stores
// outlive the isolate that they come from.
class SerializedValue {
 public:
  // A consumed value.
  SerializedValue() = default;

  SerializedValue(SerializedValue&& other) noexcept = default;
  SerializedValue& operator=(SerializedValue&& other) noexcept = default;

  // A value from bytes of another time or process, written by V8 (wire versions
  // 13 and later, as the V8 in use reads) or by ToBytes. Copies them and checks
  // the copy whole, so that V8 may read it whoever wrote the bytes. No isolate.
  //
  //   absl::StatusOr<SerializedValue> value =
  //       SerializedValue::FromBytes(agent.cluster(), bytes);
  //
  // InvalidArgument without a cluster; DataLoss, with the byte offset, for
  // bytes that are no value; ResourceExhausted for one that asks for more than
  // `limits`; Unimplemented for a newer version; NotFound for a host object
  // type that the cluster does not have; else what the type's reader says.
  static absl::StatusOr<SerializedValue> FromBytes(
      std::shared_ptr<const AgentCluster> cluster,
      absl::Span<const uint8_t> bytes, const wire::Limits& limits = {});

  // The byte form of a value from StructuredSerializeForStorage or FromBytes;
  // another value has one only where it holds neither buffers nor views, which
  // then have a form for messages. FailedPrecondition for a value that has
  // none; else what a holder's ToBytes says.
  absl::StatusOr<std::vector<uint8_t>> ToBytes() const;

  // In V8's wire format; valid until the value is moved from or destroyed.
  absl::Span<const uint8_t> bytes() const {
    return {block_.data.get(), consumed() ? 0 : size_};
  }

  // Whether something was transferred: the value can be received only once.
  bool has_transfers() const { return parts().has_transfers(); }

  // Whether the value was received, or moved from.
  bool consumed() const { return block_.data == nullptr; }

  const std::shared_ptr<const AgentCluster>& cluster() const {
    return cluster_;
  }
  const MessageParts& parts() const {
    return parts_ == nullptr ? MessageParts::None() : *parts_;
  }

  // For the functions that serialize: takes the first `size` bytes of `block`;
  // `parts` is null where there are none.
  SerializedValue(std::shared_ptr<const AgentCluster> cluster,
                  internal::Block block, size_t size,
                  std::unique_ptr<MessageParts> parts);

 private:
  static absl::StatusOr<SerializedValue> CopyAndCheck(
      std::shared_ptr<const AgentCluster> cluster,
      absl::Span<const uint8_t> bytes, std::unique_ptr<MessageParts> parts,
      const wire::Limits& limits);

  std::shared_ptr<const AgentCluster> cluster_;
  internal::Block block_;
  size_t size_ = 0;
  std::unique_ptr<MessageParts> parts_;
};

}  // namespace ferry

#endif  // FERRY_SERIALIZER_SERIALIZED_VALUE_H_
