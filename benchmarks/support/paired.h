#ifndef FERRY_BENCHMARKS_SUPPORT_PAIRED_H_
#define FERRY_BENCHMARKS_SUPPORT_PAIRED_H_

#include <benchmark/benchmark.h>

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

namespace ferry::benchmarks {

// Runs `calls` in turn, in batches of about a millisecond of the last one, so
// that all meet the same moods of the machine; each batch begins with another
// one, so that none always pays for the garbage of the one before. An iteration
// of the benchmark is a batch of each. Gives the median over the batches, in
// nanoseconds per call. `after_turn` follows each batch of all, for what is
// measured elsewhere.
std::vector<double> RunInTurn(
    benchmark::State& state, absl::Span<const absl::FunctionRef<void()>> calls,
    absl::FunctionRef<void()> after_turn = [] {});

// The same of two. Reports, as counters, `ns`, `baseline_ns` and their `ratio`.
void RunPaired(
    benchmark::State& state, absl::FunctionRef<void()> subject,
    absl::FunctionRef<void()> baseline,
    absl::FunctionRef<void()> after_turn = [] {});

}  // namespace ferry::benchmarks

#endif  // FERRY_BENCHMARKS_SUPPORT_PAIRED_H_
