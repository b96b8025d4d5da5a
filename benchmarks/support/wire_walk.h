#ifndef FERRY_BENCHMARKS_SUPPORT_WIRE_WALK_H_
#define FERRY_BENCHMARKS_SUPPORT_WIRE_WALK_H_

#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"

namespace ferry::benchmarks {

// What a walk over all values of a message has seen: every number is added up,
// of every string and buffer the length.
struct WalkResult {
  size_t values = 0;
  double numbers = 0;
  size_t text = 0;
};

WalkResult WalkWire(absl::Span<const uint8_t> bytes);

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_WIRE_WALK_H_
