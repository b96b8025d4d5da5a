// What an event costs beside the message: a MessageEvent is made and handled,
// next to a bare call of the same handler. And whole messages through a channel
// on one thread, next to bare V8, which serializes and deserializes the same
// value.

#include <benchmark/benchmark.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/bindings/events.h"
#include "ferry/bindings/install_globals.h"

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
      });
  state.counters["messages_per_s"] = 1e12 / state.counters["ns"];
}
BENCHMARK(BM_ThousandMessages);

}  // namespace
}  // namespace ferry::benchmarks

BENCHMARK_MAIN();
