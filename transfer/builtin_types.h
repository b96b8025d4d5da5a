#ifndef FERRY_TRANSFER_BUILTIN_TYPES_H_
#define FERRY_TRANSFER_BUILTIN_TYPES_H_

#include <cstdint>

#include "ferry/transfer/agent_cluster.h"

namespace ferry {

// The byte forms of ferry's own host objects: marked JavaScript objects and
// DOMException. Null for other tags, which are the embedder's. Any thread.
const HostObjectType* FindBuiltinType(uint32_t tag);

}  // namespace ferry

#endif  // FERRY_TRANSFER_BUILTIN_TYPES_H_
