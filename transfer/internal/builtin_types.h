#ifndef FERRY_TRANSFER_INTERNAL_BUILTIN_TYPES_H_
#define FERRY_TRANSFER_INTERNAL_BUILTIN_TYPES_H_

#include <vector>

#include "ferry/transfer/agent_cluster.h"

namespace ferry::internal {

// The byte forms of ferry's own host objects: marked JavaScript objects and
// exceptions. Any thread.
std::vector<HostObjectType> BuiltinTypes();

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_BUILTIN_TYPES_H_
