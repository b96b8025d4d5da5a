// StructuredClone of large buffers against the least that a copy can cost:
// allocate memory and memcpy. Both in one run: `ratio` is what counts.

#include <benchmark/benchmark.h>
#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "absl/strings/str_cat.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::benchmarks {
namespace {

constexpr struct {
  const char* name;
  // Of SIZE bytes.
  const char* source;
} kShapes[] = {
    {"buffer", "new ArrayBuffer(SIZE)"},
    {"bytes", "new Uint8Array(SIZE)"},
    {"floats", "new Float64Array(SIZE / 8)"},
    {"bytes_in_object", "({id: 1, data: new Uint8Array(SIZE)})"},
    {"buffer_in_object", "({id: 1, data: new ArrayBuffer(SIZE)})"},
    {"bytes_deep", "({a: [{b: new Map([['c', new Uint8Array(SIZE)]])}]})"},
};

void BM_Clone(benchmark::State& state, const char* shape) {
  Realm realm;
  realm.Evaluate(absl::StrCat("globalThis.SIZE = ", state.range(0)).c_str());
  v8::Local<v8::Value> value = realm.Evaluate(shape);
  v8::Local<v8::ArrayBuffer> source =
      realm.Evaluate("new Uint8Array(SIZE).fill(1).buffer")
          .As<v8::ArrayBuffer>();
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(realm.isolate());
        benchmark::DoNotOptimize(
            StructuredClone(realm.agent(), realm.context(), value)
                .ToLocalChecked());
      },
      [&] {
        auto copy =
            std::make_unique_for_overwrite<uint8_t[]>(source->ByteLength());
        std::memcpy(copy.get(), source->Data(), source->ByteLength());
        benchmark::DoNotOptimize(copy.get());
      });
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  for (const auto& shape : ferry::benchmarks::kShapes) {
    benchmark::RegisterBenchmark(absl::StrCat("BM_Clone/", shape.name),
                                 ferry::benchmarks::BM_Clone, shape.source)
        ->ArgName("bytes")
        ->Arg(64 << 10)
        ->Arg(1 << 20)
        ->Arg(16 << 20);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
