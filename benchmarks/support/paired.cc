#include "benchmarks/support/paired.h"

#include <algorithm>
#include <chrono>
#include <vector>

namespace ferry::benchmarks {
namespace {

// Seconds that `calls` calls take.
double Time(absl::FunctionRef<void()> call, int calls) {
  auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) call();
  std::chrono::duration<double> elapsed =
      std::chrono::steady_clock::now() - start;
  return elapsed.count();
}

// The first calls wake threads up, and others may come in between: more and
// more are tried, and each number twice.
int CallsPerMillisecond(absl::FunctionRef<void()> call) {
  int calls = 1;
  while (calls < 10000 &&
         std::min(Time(call, calls), Time(call, calls)) < 7e-4) {
    calls *= 2;
  }
  return calls;
}

double Median(std::vector<double>& values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<double> RunInTurn(benchmark::State& state,
                              absl::Span<const absl::FunctionRef<void()>> calls,
                              absl::FunctionRef<void()> after_turn) {
  for (absl::FunctionRef<void()> call : calls) Time(call, 1);
  int batch = CallsPerMillisecond(calls.back());
  std::vector<std::vector<double>> times(calls.size());
  size_t first = 0;
  for (auto _ : state) {
    for (size_t i = 0; i < calls.size(); ++i) {
      size_t which = (first + i) % calls.size();
      times[which].push_back(Time(calls[which], batch));
    }
    ++first;
    after_turn();
  }
  std::vector<double> medians;
  for (std::vector<double>& of_one : times) {
    medians.push_back(Median(of_one) / batch * 1e9);
  }
  return medians;
}

void RunPaired(benchmark::State& state, absl::FunctionRef<void()> subject,
               absl::FunctionRef<void()> baseline,
               absl::FunctionRef<void()> after_turn) {
  std::vector<double> ns = RunInTurn(state, {subject, baseline}, after_turn);
  state.counters["ns"] = ns[0];
  state.counters["baseline_ns"] = ns[1];
  state.counters["ratio"] = ns[0] / ns[1];
}

}  // namespace ferry::benchmarks
