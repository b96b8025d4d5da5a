#ifndef FERRY_BENCHMARKS_SUPPORT_PAIRED_H_
#define FERRY_BENCHMARKS_SUPPORT_PAIRED_H_

#include <benchmark/benchmark.h>

#include "absl/functional/function_ref.h"

namespace ferry::benchmarks {

// Runs `subject` and `baseline` in turn, in batches of about a millisecond, so
// that both meet the same moods of the machine. An iteration of the benchmark
// is a batch of each. Reports, as counters, medians over the batches: `ns` and
// `baseline_ns` per call and their `ratio`.
void RunPaired(benchmark::State& state, absl::FunctionRef<void()> subject,
               absl::FunctionRef<void()> baseline);

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_PAIRED_H_
