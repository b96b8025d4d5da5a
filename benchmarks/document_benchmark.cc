// Summing a column of 10,000 rows: through wire::Document, without an isolate,
// against v8::ValueDeserializer and a loop in JavaScript.
//
// `baseline_over_ours` is how many times faster than V8 it is; both are
// measured in turn, in one run.

#include <benchmark/benchmark.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>

#include <cstdint>
#include <cstdlib>
#include <vector>

#include "absl/types/span.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/wire/document.h"

namespace ferry::benchmarks {
namespace {

constexpr char kRows[] = R"js(
    ({rows: Array.from({length: 10000}, (_, i) =>
        ({id: i, name: 'row ' + i, score: i / 7, active: i % 2 === 0}))}))js";

constexpr char kSum[] = R"js(
    (message => {
      let sum = 0;
      for (const row of message.rows) sum += row.score;
      return sum;
    }))js";

double SumInDocument(absl::Span<const uint8_t> bytes) {
  absl::StatusOr<wire::Document> document =
      wire::Document::Open({.bytes = bytes});
  if (!document.ok()) std::abort();
  double sum = 0;
  for (const wire::Value& score : document->root()["rows"].column("score")) {
    sum += score.number().value_or(0);
  }
  return sum;
}

double SumInIsolate(Realm& realm, v8::Local<v8::Function> sum,
                    absl::Span<const uint8_t> bytes) {
  v8::HandleScope handles(realm.isolate());
  v8::Local<v8::Value> message = BareV8::Deserialize(realm.context(), bytes);
  return sum->Call(realm.context(), v8::Undefined(realm.isolate()), 1, &message)
      .ToLocalChecked()
      .As<v8::Number>()
      ->Value();
}

void BM_SumColumn(benchmark::State& state) {
  Realm realm;
  v8::HandleScope handles(realm.isolate());
  BareV8::Bytes message =
      BareV8::Serialize(realm.context(), realm.Evaluate(kRows));
  // Where nothing of V8's is.
  std::vector<uint8_t> bytes(message.data.get(),
                             message.data.get() + message.size);
  v8::Local<v8::Function> sum = realm.Evaluate(kSum).As<v8::Function>();
  if (SumInDocument(bytes) != SumInIsolate(realm, sum, bytes)) std::abort();
  RunPaired(
      state, [&] { benchmark::DoNotOptimize(SumInDocument(bytes)); },
      [&] { benchmark::DoNotOptimize(SumInIsolate(realm, sum, bytes)); });
  state.counters["baseline_over_ours"] = 1 / state.counters["ratio"];
}
BENCHMARK(BM_SumColumn)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ferry::benchmarks

BENCHMARK_MAIN();
