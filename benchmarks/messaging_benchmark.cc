// Ports: one thread against V8's bare serializer and deserializer, two threads
// against a bare queue with the same wait and against Node's workers.

#include <benchmark/benchmark.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/echo.h"
#include "benchmarks/support/node_peer.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/messaging/message_port.h"

namespace ferry::benchmarks {
namespace {

class Counter final : public MessageObserver {
 public:
  int messages = 0;

  void OnMessage(v8::Local<v8::Context>, v8::Local<v8::Object>,
                 const ReceivedMessage&) override {
    ++messages;
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {
    std::abort();
  }
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
};

// A call of the pair is a batch of so many messages.
void BM_OneThread(benchmark::State& state, int batch) {
  Realm realm;
  Counter counter;
  MessageChannel channel =
      MessageChannel::New(realm.agent(), realm.context()).FromJust();
  MessagePort& sender = *MessagePort::From(realm.agent(), channel.port1);
  MessagePort& receiver = *MessagePort::From(realm.agent(), channel.port2);
  receiver.set_observer(&counter);
  receiver.Start();
  v8::Local<v8::Value> value = realm.Evaluate("({i: 1})");
  RunPaired(
      state,
      [&] {
        for (int i = 0; i < batch; ++i) {
          if (sender.PostMessage(realm.context(), value, {}).IsNothing()) {
            std::abort();
          }
        }
        while (realm.RunTask()) {
        }
      },
      [&] {
        for (int i = 0; i < batch; ++i) {
          BareV8::RoundTrip(realm.context(), value);
        }
      });
  double nanoseconds = state.counters["ns"] / batch;
  state.counters["ns"] = nanoseconds;
  state.counters["baseline_ns"] = state.counters["baseline_ns"] / batch;
  state.counters["messages_per_s"] = 1e9 / nanoseconds;
}

void BM_NewChannel(benchmark::State& state) {
  Realm realm;
  for (auto _ : state) {
    v8::HandleScope handles(realm.isolate());
    benchmark::DoNotOptimize(
        MessageChannel::New(realm.agent(), realm.context()).FromJust());
  }
}

void BM_PingPong(benchmark::State& state, const std::string& payload,
                 const char* source, BareEcho bare) {
  Realm realm;
  EchoThread echo(realm, Travel::kCopied);
  BareEchoThread bare_echo(bare);
  v8::Local<v8::Value> value = realm.Evaluate(source);
  auto bytes_of = [&](v8::Local<v8::Value> sent) {
    BareV8::Bytes bytes = BareV8::Serialize(realm.context(), sent);
    return std::vector<uint8_t>(bytes.data.get(),
                                bytes.data.get() + bytes.size);
  };
  const std::vector<uint8_t> bytes = bytes_of(value);
  NodePeer node(payload);
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(realm.isolate());
        echo.RoundTrip(value);
      },
      [&] {
        v8::HandleScope handles(realm.isolate());
        if (bare == BareEcho::kBytesOnly) {
          bare_echo.RoundTrip(bytes);
        } else {
          BareV8::Deserialize(realm.context(),
                              bare_echo.RoundTrip(bytes_of(value)));
        }
      },
      [&] { node.Measure(); });
  const double nanoseconds = state.counters["ns"];
  state.counters["of_floor"] = 1 / state.counters["ratio"];
  state.counters["round_trips_per_s"] = 1e9 / nanoseconds;
  node.Report(state, nanoseconds);
}

void BM_Transfer(benchmark::State& state) {
  Realm realm;
  EchoThread echo(realm, Travel::kTransferred);
  v8::Global<v8::Value> buffer(
      realm.isolate(),
      v8::ArrayBuffer::New(realm.isolate(),
                           static_cast<size_t>(state.range(0))));
  for (auto _ : state) {
    v8::HandleScope handles(realm.isolate());
    buffer.Reset(realm.isolate(), echo.RoundTrip(buffer.Get(realm.isolate())));
  }
}
BENCHMARK(BM_Transfer)
    ->Arg(1 << 10)
    ->Arg(1 << 20)
    ->Arg(64 << 20)
    ->UseRealTime();

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  using namespace ferry::benchmarks;
  constexpr char kMegabyte[] = "new Uint8Array(1 << 20)";
  benchmark::RegisterBenchmark("BM_OneThread/batch:1", BM_OneThread, 1);
  benchmark::RegisterBenchmark("BM_OneThread/batch:100", BM_OneThread, 100);
  benchmark::RegisterBenchmark("BM_NewChannel", BM_NewChannel);
  benchmark::RegisterBenchmark("BM_PingPong/small", BM_PingPong, "small",
                               "({i: 1})", BareEcho::kBareV8);
  benchmark::RegisterBenchmark("BM_PingPong/small_bytes_only", BM_PingPong,
                               "small", "({i: 1})", BareEcho::kBytesOnly);
  benchmark::RegisterBenchmark("BM_PingPong/copied_1MB", BM_PingPong,
                               "copied_1MB", kMegabyte, BareEcho::kBareV8);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
