#ifndef FERRY_BENCHMARKS_SUPPORT_PAYLOADS_H_
#define FERRY_BENCHMARKS_SUPPORT_PAYLOADS_H_

#include <cstddef>

#include "absl/types/span.h"

namespace ferry::benchmarks {

// A value that every table measures, as a JavaScript expression.
struct Payload {
  const char* name;
  const char* source;
  // How much memory its buffers have, for a rate; 0 where there are none.
  size_t bytes = 0;
};

absl::Span<const Payload> Payloads();

// Plain object graphs, for what the host object hook costs.
extern const Payload kRows;
extern const Payload kTree;
extern const Payload kInstances;

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_PAYLOADS_H_
