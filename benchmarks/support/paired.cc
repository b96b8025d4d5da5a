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

int CallsPerMillisecond(absl::FunctionRef<void()> call) {
  double once = std::max(Time(call, 1), 1e-9);
  return std::clamp(static_cast<int>(1e-3 / once), 1, 10000);
}

double Median(std::vector<double>& values) {
  auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

void RunPaired(benchmark::State& state, absl::FunctionRef<void()> subject,
               absl::FunctionRef<void()> baseline) {
  Time(subject, 1);
  int calls = CallsPerMillisecond(baseline);
  std::vector<double> subject_times;
  std::vector<double> baseline_times;
  for (auto _ : state) {
    // Which goes first changes, so that neither always pays for the other's
    // garbage.
    bool subject_first = subject_times.size() % 2 == 0;
    if (subject_first) subject_times.push_back(Time(subject, calls));
    baseline_times.push_back(Time(baseline, calls));
    if (!subject_first) subject_times.push_back(Time(subject, calls));
  }
  double subject_median = Median(subject_times);
  double baseline_median = Median(baseline_times);
  state.counters["ns"] = subject_median / calls * 1e9;
  state.counters["baseline_ns"] = baseline_median / calls * 1e9;
  state.counters["ratio"] = subject_median / baseline_median;
}

}  // namespace ferry::benchmarks
