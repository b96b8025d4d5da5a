// What an event costs beside the message: a MessageEvent is made and handled,
// next to a bare call of the same handler. Whole messages through a channel on
// one thread, next to bare V8, which serializes and deserializes the same
// value, and round trips between the scripts of two threads; both next to
// Node.js.

#include <benchmark/benchmark.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-typed-array.h>

#include <cstdint>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/node_peer.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/bindings/events.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/messaging/message_port.h"

namespace ferry::benchmarks {
namespace {

void BM_FireMessage(benchmark::State& state) {
  Realm realm;
  InstallGlobals(realm.agent(), realm.context()).Check();
  v8::Local<v8::Object> target =
      realm.Evaluate("var target = new EventTarget(); target").As<v8::Object>();
  realm.Evaluate(
      "var last; var handler = (event) => { last = event.data.i; };"
      "target.addEventListener('message', handler)");
  v8::Local<v8::Function> handler =
      realm.Evaluate("handler").As<v8::Function>();
  v8::Local<v8::Value> data = realm.Evaluate("({i: 1})");
  v8::Local<v8::Value> bare = realm.Evaluate("({data: {i: 1}})");
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(realm.isolate());
        FireMessage(realm.agent(), realm.context(), target, data, {}).Check();
      },
      [&] {
        v8::HandleScope handles(realm.isolate());
        benchmark::DoNotOptimize(
            handler->Call(realm.context(), target, 1, &bare).ToLocalChecked());
      });
  state.counters["event_ns"] =
      state.counters["ns"] - state.counters["baseline_ns"];
}
BENCHMARK(BM_FireMessage);

// A thousand messages for each call, as a script posts them.
void BM_ThousandMessages(benchmark::State& state) {
  Realm realm;
  InstallGlobals(realm.agent(), realm.context()).Check();
  v8::Local<v8::Function> post = realm
                                     .Evaluate(R"js((() => {
        var {port1, port2} = new MessageChannel();
        port2.onmessage = (event) => { globalThis.last = event.data.i; };
        return () => {
          for (let i = 0; i < 1000; ++i) port1.postMessage({i});
        };
      })())js")
                                     .As<v8::Function>();
  v8::Local<v8::Value> value = realm.Evaluate("({i: 1})");
  NodePeer node("one_thread");
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(realm.isolate());
        post->Call(realm.context(), v8::Undefined(realm.isolate()), 0, nullptr)
            .ToLocalChecked();
        while (realm.RunTask()) {
        }
      },
      [&] {
        v8::HandleScope handles(realm.isolate());
        for (int i = 0; i < 1000; ++i) {
          BareV8::RoundTrip(realm.context(), value);
        }
      },
      [&] { node.Measure(); });
  const double nanoseconds = state.counters["ns"] / 1000;
  state.counters["messages_per_s"] = 1e9 / nanoseconds;
  node.Report(state, nanoseconds);
}
BENCHMARK(BM_ThousandMessages);

// A realm with a global `port`.
void ShowPort(Realm& realm, DetachedMessagePort detached) {
  InstallGlobals(realm.agent(), realm.context()).Check();
  v8::Local<v8::Object> port =
      MessagePort::New(realm.agent(), realm.context(), std::move(detached))
          .ToLocalChecked();
  realm.context()
      ->Global()
      ->Set(realm.context(),
            v8::String::NewFromUtf8Literal(realm.isolate(), "port"), port)
      .Check();
}

void RunEcho(DetachedMessagePort detached) {
  Realm realm;
  ShowPort(realm, std::move(detached));
  realm.Evaluate("port.onmessage = ({data}) => { port.postMessage(data); }");
  while (realm.event_loop().is_alive()) {
    if (!realm.RunTask()) realm.WaitForTask();
  }
}

void BM_PingPong(benchmark::State& state, const char* payload,
                 const char* source) {
  Realm realm;
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  ShowPort(realm, std::move(ours));
  std::thread echo(RunEcho, std::move(theirs));
  v8::Local<v8::Int32Array> answers = realm
                                          .Evaluate(R"js(
        var answers = new Int32Array(new ArrayBuffer(4));
        port.onmessage = ({data}) => { globalThis.last = data; ++answers[0]; };
        answers)js")
                                          .As<v8::Int32Array>();
  const std::shared_ptr<v8::BackingStore> store =
      answers->Buffer()->GetBackingStore();
  const auto* count = static_cast<volatile int32_t*>(store->Data());
  realm.Evaluate(absl::StrCat("var value = ", source).c_str());
  v8::Local<v8::Function> post =
      realm.Evaluate("() => { port.postMessage(value); }").As<v8::Function>();
  NodePeer node(payload);
  auto round_trip = [&] {
    v8::HandleScope handles(realm.isolate());
    const int32_t before = *count;
    post->Call(realm.context(), v8::Undefined(realm.isolate()), 0, nullptr)
        .ToLocalChecked();
    while (*count == before) {
      if (!realm.RunTask()) realm.WaitForTask();
    }
  };
  const double nanoseconds =
      RunInTurn(state, {round_trip}, [&] { node.Measure(); })[0];
  state.counters["ns"] = nanoseconds;
  state.counters["round_trips_per_s"] = 1e9 / nanoseconds;
  node.Report(state, nanoseconds);
  realm.Evaluate("port.close()");
  echo.join();
}
BENCHMARK_CAPTURE(BM_PingPong, small, "small", "({i: 1})");
BENCHMARK_CAPTURE(BM_PingPong, copied_1MB, "copied_1MB",
                  "new Uint8Array(1 << 20)");

}  // namespace
}  // namespace ferry::benchmarks

BENCHMARK_MAIN();
