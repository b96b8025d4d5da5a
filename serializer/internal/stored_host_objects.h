#ifndef FERRY_SERIALIZER_INTERNAL_STORED_HOST_OBJECTS_H_
#define FERRY_SERIALIZER_INTERNAL_STORED_HOST_OBJECTS_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/wire/envelope.h"

namespace ferry::internal {

// The envelope of a value and its host objects. FailedPrecondition for a holder
// whose type the cluster does not have, and what the holder's ToBytes says.
absl::StatusOr<std::vector<uint8_t>> WriteHostObjects(
    const AgentCluster& cluster,
    absl::Span<const MessageParts::HostObject> host_objects,
    absl::Span<const uint8_t> value);

// The host table that the envelope holds. NotFound for a type that the cluster
// does not have; Unimplemented for a version of one; else what the type's
// reader says.
absl::StatusOr<std::vector<MessageParts::HostObject>> ReadHostObjects(
    const AgentCluster& cluster, const wire::Envelope& envelope);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_STORED_HOST_OBJECTS_H_
