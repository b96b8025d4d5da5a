// StructuredClone, and messages from one isolate to another, against V8's bare
// ValueSerializer + ValueDeserializer, both in one run: `ratio` is what counts.

#include <benchmark/benchmark.h>
#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>

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

// What `send` makes, in the isolate of `sender`, of a new buffer, which the
// message has as its property `buffer`.
template <typename F>
auto WithNewBuffer(Realm& sender, v8::Local<v8::Object> message, F send) {
  v8::Isolate* isolate = sender.isolate();
  v8::Isolate::Scope scope(isolate);
  v8::HandleScope handles(isolate);
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, 1024);
  message
      ->Set(sender.context(), v8::String::NewFromUtf8Literal(isolate, "buffer"),
            buffer)
      .Check();
  return send(buffer);
}

// A payload and a transferred buffer beside it, from one isolate to another.
void BM_AcrossIsolates(benchmark::State& state, const Payload& payload) {
  Realm sender;
  v8::Local<v8::Object> message =
      sender.Evaluate(absl::StrCat("({value: ", payload.source, "})").c_str())
          .As<v8::Object>();
  Realm receiver;
  auto serialize = [&](v8::Local<v8::Object> buffer) {
    return StructuredSerializeWithTransfer(sender.agent(), sender.context(),
                                           message, {&buffer, 1})
        .FromJust();
  };
  auto serialize_bare = [&](v8::Local<v8::ArrayBuffer> buffer) {
    return BareV8::SerializeWithTransfer(sender.context(), message, buffer);
  };
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(receiver.isolate());
        benchmark::DoNotOptimize(StructuredDeserializeWithTransfer(
                                     receiver.agent(), receiver.context(),
                                     WithNewBuffer(sender, message, serialize))
                                     .FromJust());
      },
      [&] {
        v8::HandleScope handles(receiver.isolate());
        benchmark::DoNotOptimize(BareV8::DeserializeWithTransfer(
            receiver.context(),
            WithNewBuffer(sender, message, serialize_bare)));
      });
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
  benchmark::RegisterBenchmark("BM_AcrossIsolates/rows1000_and_buffer",
                               ferry::benchmarks::BM_AcrossIsolates,
                               ferry::benchmarks::kRows);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
