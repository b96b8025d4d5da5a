// StructuredClone against V8's bare ValueSerializer + ValueDeserializer, both
// in one run: `ratio` is what counts.

#include <benchmark/benchmark.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include "absl/strings/str_cat.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/payloads.h"
#include "benchmarks/support/realm.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::benchmarks {
namespace {

void BM_StructuredClone(benchmark::State& state, const Payload& payload) {
  Realm realm;
  v8::Local<v8::Value> value = realm.Evaluate(payload.source);
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(realm.isolate());
        benchmark::DoNotOptimize(
            StructuredClone(realm.agent(), realm.context(), value)
                .ToLocalChecked());
      },
      [&] { BareV8::RoundTrip(realm.context(), value); });
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  using ferry::benchmarks::Payload;
  for (const Payload& payload : ferry::benchmarks::Payloads()) {
    benchmark::RegisterBenchmark(
        absl::StrCat("BM_StructuredClone/", payload.name),
        ferry::benchmarks::BM_StructuredClone, payload);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
