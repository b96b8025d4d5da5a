// Messages that are written and read, against V8's bare ValueSerializer +
// ValueDeserializer, both in one run: `ratio` is what counts. One isolate plays
// both sides.

#include <benchmark/benchmark.h>
#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/payloads.h"
#include "benchmarks/support/realm.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::benchmarks {
namespace {

// Values that a message sees for the first time or after long: a program seldom
// sends one again. They are made anew between the batches.
class FreshValues {
 public:
  FreshValues(Realm& realm, const Payload& payload)
      : realm_(realm),
        make_(realm
                  .Evaluate(absl::StrCat("(() => Array.from({length: ", kCount,
                                         "}, () => (", payload.source, ")))")
                                .c_str())
                  .As<v8::Function>()) {
    Make();
  }

  void Make() {
    v8::HandleScope handles(realm_.isolate());
    v8::Local<v8::Context> context = realm_.context();
    v8::Local<v8::Array> made =
        make_->Call(context, v8::Undefined(realm_.isolate()), 0, nullptr)
            .ToLocalChecked()
            .As<v8::Array>();
    for (uint32_t i = 0; i < kCount; ++i) {
      values_[i].Reset(realm_.isolate(),
                       made->Get(context, i).ToLocalChecked());
    }
  }

  v8::Local<v8::Value> Next() {
    next_ = (next_ + 1) % kCount;
    return values_[next_].Get(realm_.isolate());
  }

 private:
  static constexpr uint32_t kCount = 64;

  Realm& realm_;
  const v8::Local<v8::Function> make_;
  v8::Global<v8::Value> values_[kCount];
  uint32_t next_ = 0;
};

SerializedValue Write(Realm& realm, v8::Local<v8::Value> value) {
  return StructuredSerialize(realm.agent(), realm.context(), value).FromJust();
}

void Read(Realm& realm, SerializedValue message) {
  benchmark::DoNotOptimize(StructuredDeserializeWithTransfer(realm.agent(),
                                                             realm.context(),
                                                             std::move(message))
                               .FromJust());
}

// As long as a realm needs to have found out which ways are fast.
void WarmUp(absl::FunctionRef<void()> call) {
  const auto end =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(300);
  while (std::chrono::steady_clock::now() < end) call();
}

void BM_WriteRead(benchmark::State& state, const Payload& payload) {
  Realm realm;
  FreshValues values(realm, payload);
  auto write_read = [&] {
    v8::HandleScope handles(realm.isolate());
    Read(realm, Write(realm, values.Next()));
  };
  WarmUp(write_read);
  RunPaired(
      state, write_read,
      [&] {
        v8::HandleScope handles(realm.isolate());
        BareV8::RoundTrip(realm.context(), values.Next());
      },
      [&] { values.Make(); });
}

void BM_Write(benchmark::State& state, const Payload& payload) {
  Realm realm;
  FreshValues values(realm, payload);
  auto write = [&] {
    v8::HandleScope handles(realm.isolate());
    benchmark::DoNotOptimize(Write(realm, values.Next()));
  };
  WarmUp(write);
  RunPaired(
      state, write,
      [&] {
        v8::HandleScope handles(realm.isolate());
        benchmark::DoNotOptimize(
            BareV8::Serialize(realm.context(), values.Next()));
      },
      [&] { values.Make(); });
}

void BM_Read(benchmark::State& state, const Payload& payload) {
  Realm realm;
  v8::Local<v8::Value> value = realm.Evaluate(payload.source);
  const SerializedValue message = Write(realm, value);
  const BareV8::Bytes bytes = BareV8::Serialize(realm.context(), value);
  auto read = [&] {
    v8::HandleScope handles(realm.isolate());
    benchmark::DoNotOptimize(
        StructuredDeserialize(realm.agent(), realm.context(), message)
            .ToLocalChecked());
  };
  WarmUp(read);
  RunPaired(state, read, [&] {
    v8::HandleScope handles(realm.isolate());
    benchmark::DoNotOptimize(
        BareV8::Deserialize(realm.context(), {bytes.data.get(), bytes.size}));
  });
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  using ferry::benchmarks::Payload;
  for (const Payload& payload : ferry::benchmarks::Payloads()) {
    if (payload.bytes > 0) continue;
    for (const auto& [name, run] :
         {std::pair("BM_WriteRead/", ferry::benchmarks::BM_WriteRead),
          std::pair("BM_Write/", ferry::benchmarks::BM_Write),
          std::pair("BM_Read/", ferry::benchmarks::BM_Read)}) {
      benchmark::RegisterBenchmark(absl::StrCat(name, payload.name), run,
                                   payload);
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
