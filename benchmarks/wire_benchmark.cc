// Reading without V8: wire::Reader, walking every value, and wire::Validate,
// against v8::ValueDeserializer on the same bytes, and against JSON (simdjson)
// and MessagePack (msgpack-c) with the same data.
//
// `baseline_over_ours` is how many times faster than the baseline it is. Each
// is measured in turn with its baseline, in one run.

#include <benchmark/benchmark.h>
#include <msgpack.h>
#include <simdjson.h>
#include <v8-json.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/json_walk.h"
#include "benchmarks/support/msgpack_walk.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/payloads.h"
#include "benchmarks/support/realm.h"
#include "benchmarks/support/wire_walk.h"
#include "ferry/wire/validate.h"

namespace ferry::benchmarks {
namespace {

Realm& GetRealm() {
  static Realm& realm = *new Realm;
  return realm;
}

std::vector<uint8_t> Serialize(const Payload& payload) {
  Realm& realm = GetRealm();
  v8::HandleScope handles(realm.isolate());
  BareV8::Bytes bytes =
      BareV8::Serialize(realm.context(), realm.Evaluate(payload.source));
  return {bytes.data.get(), bytes.data.get() + bytes.size};
}

std::string ToJson(const Payload& payload) {
  Realm& realm = GetRealm();
  v8::HandleScope handles(realm.isolate());
  v8::Local<v8::String> json =
      v8::JSON::Stringify(realm.context(), realm.Evaluate(payload.source))
          .ToLocalChecked();
  v8::String::Utf8Value text(realm.isolate(), json);
  return {*text, static_cast<size_t>(text.length())};
}

void Report(benchmark::State& state, size_t bytes, size_t values) {
  double ns = state.counters["ns"];
  state.counters["baseline_over_ours"] = 1 / state.counters["ratio"];
  state.counters["GB_per_s"] = static_cast<double>(bytes) / ns;
  state.counters["ns_per_value"] = ns / static_cast<double>(values);
}

void BM_Walk_ValueDeserializer(benchmark::State& state,
                               const Payload& payload) {
  std::vector<uint8_t> bytes = Serialize(payload);
  RunPaired(
      state, [&] { benchmark::DoNotOptimize(WalkWire(bytes)); },
      [&] {
        v8::HandleScope handles(GetRealm().isolate());
        benchmark::DoNotOptimize(
            BareV8::Deserialize(GetRealm().context(), bytes));
      });
  Report(state, bytes.size(), WalkWire(bytes).values);
}

void BM_Validate_ValueDeserializer(benchmark::State& state,
                                   const Payload& payload) {
  std::vector<uint8_t> bytes = Serialize(payload);
  RunPaired(
      state, [&] { benchmark::DoNotOptimize(wire::Validate(bytes)); },
      [&] {
        v8::HandleScope handles(GetRealm().isolate());
        benchmark::DoNotOptimize(
            BareV8::Deserialize(GetRealm().context(), bytes));
      });
  Report(state, bytes.size(), WalkWire(bytes).values);
}

void BM_Walk_Simdjson(benchmark::State& state, const Payload& payload) {
  std::vector<uint8_t> bytes = Serialize(payload);
  simdjson::padded_string json(ToJson(payload));
  simdjson::ondemand::parser parser;
  RunPaired(
      state, [&] { benchmark::DoNotOptimize(WalkWire(bytes)); },
      [&] { benchmark::DoNotOptimize(WalkJson(parser, json)); });
  Report(state, bytes.size(), WalkWire(bytes).values);
}

void BM_Walk_MessagePack(benchmark::State& state, const Payload& payload) {
  std::vector<uint8_t> bytes = Serialize(payload);
  std::vector<char> packed = WireToMsgpack(bytes);
  RunPaired(
      state, [&] { benchmark::DoNotOptimize(WalkWire(bytes)); },
      [&] { benchmark::DoNotOptimize(WalkMsgpack(packed)); });
  Report(state, bytes.size(), WalkWire(bytes).values);
}

// Reads each byte that a value has, as a native worker would.
void BM_Walk_Memcpy(benchmark::State& state, const Payload& payload) {
  std::vector<uint8_t> bytes = Serialize(payload);
  std::vector<uint8_t> copy(bytes.size());
  RunPaired(
      state, [&] { benchmark::DoNotOptimize(WalkWire(bytes)); },
      [&] {
        std::memcpy(copy.data(), bytes.data(), bytes.size());
        benchmark::DoNotOptimize(copy.data());
      });
  Report(state, bytes.size(), WalkWire(bytes).values);
}

bool IsJson(const Payload& payload) {
  return payload.bytes == 0 && std::strncmp(payload.name, "map", 3) != 0 &&
         std::strcmp(payload.name, "number") != 0;
}

void RegisterAll() {
  struct Row {
    const char* name;
    void (*run)(benchmark::State&, const Payload&);
    bool json_only;
  };
  static constexpr Row kRows[] = {
      {"BM_Walk_ValueDeserializer", BM_Walk_ValueDeserializer, false},
      {"BM_Validate_ValueDeserializer", BM_Validate_ValueDeserializer, false},
      {"BM_Walk_Memcpy", BM_Walk_Memcpy, false},
      {"BM_Walk_Simdjson", BM_Walk_Simdjson, true},
      {"BM_Walk_MessagePack", BM_Walk_MessagePack, true},
  };
  for (const Row& row : kRows) {
    for (const Payload& payload : Payloads()) {
      if (row.json_only && !IsJson(payload)) continue;
      benchmark::RegisterBenchmark(
          absl::StrCat(row.name, "/", payload.name).c_str(),
          [&row, &payload](benchmark::State& state) {
            row.run(state, payload);
          })
          ->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  ferry::benchmarks::RegisterAll();
  benchmark::RunSpecifiedBenchmarks();
}
