#ifndef FERRY_BENCHMARKS_SUPPORT_MSGPACK_WALK_H_
#define FERRY_BENCHMARKS_SUPPORT_MSGPACK_WALK_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "benchmarks/support/wire_walk.h"

namespace ferry::benchmarks {

// A message of plain data as MessagePack.
std::vector<char> WireToMsgpack(absl::Span<const uint8_t> bytes);

// The same walk over MessagePack.
WalkResult WalkMsgpack(absl::Span<const char> packed);

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_MSGPACK_WALK_H_
