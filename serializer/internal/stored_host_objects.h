#ifndef FERRY_SERIALIZER_INTERNAL_STORED_HOST_OBJECTS_H_
#define FERRY_SERIALIZER_INTERNAL_STORED_HOST_OBJECTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/internal/envelope.h"

namespace ferry::internal {

// The envelope of a value and its host objects. The error is FailedPrecondition
// when the cluster does not have the type of a holder, else what the holder's
// ToBytes says.
absl::StatusOr<std::vector<uint8_t>> WriteHostObjects(
    const AgentCluster& cluster,
    absl::Span<const MessageParts::HostTableEntry> host_objects,
    absl::Span<const uint8_t> value);

// The host table that the envelope holds. The error is NotFound when the
// cluster does not have a type, Unimplemented when this build does not read the
// version of one, else what the type's reader says.
absl::StatusOr<std::vector<MessageParts::HostTableEntry>> ReadHostObjects(
    const AgentCluster& cluster, const wire::Envelope& envelope);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_STORED_HOST_OBJECTS_H_
