#ifndef FERRY_SERIALIZER_INTERNAL_ENVELOPE_H_
#define FERRY_SERIALIZER_INTERNAL_ENVELOPE_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/limits.h"

namespace ferry::internal {

// The byte form of a message with host objects. Integers are varints:
//
//   "FERRY", one byte: the envelope's version, 1
//   number of host objects; for each, in the order of the host table:
//     tag, version of its byte form, one byte: 1 if data follows the main value
//     length and bytes of its holder
//   length and bytes of the value, in V8's format
//   CRC-32C of all that, 4 bytes, little-endian
//
// V8's own bytes begin with FF, so the two are told apart by the first byte.

bool IsEnvelope(absl::Span<const uint8_t> bytes);

// FailedPrecondition for a holder whose type the cluster does not have, and
// what the holder's ToBytes says.
absl::StatusOr<std::vector<uint8_t>> WriteEnvelope(
    const AgentCluster& cluster,
    absl::Span<const MessageParts::HostObject> host_objects,
    absl::Span<const uint8_t> value);

struct Envelope {
  std::vector<MessageParts::HostObject> host_objects;
  // Borrowed from the bytes that were read.
  absl::Span<const uint8_t> value;
};

// DataLoss for damage, with its offset; NotFound for a type that the cluster
// does not have; Unimplemented for a newer envelope or type; ResourceExhausted
// for more host objects than `limits`; else what the type's reader says. The
// value is not looked at.
absl::StatusOr<Envelope> ReadEnvelope(const AgentCluster& cluster,
                                      absl::Span<const uint8_t> bytes,
                                      const wire::Limits& limits);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_ENVELOPE_H_
