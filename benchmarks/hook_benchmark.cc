// What the host object hook costs: plain object graphs are serialized (and not
// read) with the hook and, in the same run, without any delegate. And what a
// mark costs.

#include <benchmark/benchmark.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-value-serializer.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/payloads.h"
#include "benchmarks/support/realm.h"
#include "ferry/delegates/serializer_delegate.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::benchmarks {
namespace {

// Which kinds of mark the agent has seen; none of them is on the graph.
struct Marks {
  const char* name;
  bool on_class;
  bool on_instance;
};

constexpr Marks kMarks[] = {{"unmarked", false, false},
                            {"class_marks", true, false},
                            {"instance_marks", false, true},
                            {"both_marks", true, true}};

void MarkSomething(Realm& realm, const Marks& marks) {
  TransferModeRegistry& modes = realm.agent().transfer_modes();
  if (marks.on_class) {
    modes
        .MarkClass(realm.context(),
                   realm.Evaluate("(class {})").As<v8::Function>(),
                   TransferMode::kCloneable)
        .Check();
  }
  if (marks.on_instance) {
    modes
        .MarkTransferMode(realm.context(), realm.Evaluate("({})"),
                          TransferMode::kCloneable)
        .Check();
  }
}

void BM_Serialize(benchmark::State& state, const Payload& graph,
                  const Marks& marks) {
  Realm realm;
  v8::Local<v8::Value> value = realm.Evaluate(graph.source);
  MarkSomething(realm, marks);
  RunPaired(
      state,
      [&] {
        v8::HandleScope handles(realm.isolate());
        SerializerDelegate delegate(realm.agent(), realm.context(),
                                    ForStorage::kNo);
        v8::ValueSerializer serializer(realm.isolate(), &delegate);
        delegate.set_serializer(&serializer);
        serializer.WriteHeader();
        serializer.WriteValue(realm.context(), value).Check();
        benchmark::DoNotOptimize(serializer.Release());
      },
      [&] {
        v8::HandleScope handles(realm.isolate());
        benchmark::DoNotOptimize(BareV8::Serialize(realm.context(), value));
      });
}

// `loop` makes a thousand objects of a class that is marked in some way; the
// baseline makes as many of a plain class.
void BM_Construct(benchmark::State& state, const char* loop) {
  Realm realm;
  v8::Local<v8::Function> mark = realm.agent()
                                     .transfer_modes()
                                     .NewMarkFunction(realm.context())
                                     .ToLocalChecked();
  v8::Local<v8::Function> make =
      realm.Evaluate(absl::StrCat("(mark, classed) => {", loop, "}").c_str())
          .As<v8::Function>();
  v8::Local<v8::Function> classed =
      realm.Evaluate("(class { constructor(i) { this.i = i; } })")
          .As<v8::Function>();
  realm.agent()
      .transfer_modes()
      .MarkClass(realm.context(), classed, TransferMode::kCloneable)
      .Check();
  v8::Local<v8::Value> arguments[] = {mark, classed};
  v8::Local<v8::Function> subject =
      make->Call(realm.context(), v8::Undefined(realm.isolate()), 2, arguments)
          .ToLocalChecked()
          .As<v8::Function>();
  v8::Local<v8::Function> baseline = realm
                                         .Evaluate(R"js((() => {
            class Plain { constructor(i) { this.i = i; } }
            return () => {
              let last;
              for (let i = 0; i < 1000; ++i) last = new Plain(i);
              return last;
            };
          })())js")
                                         .As<v8::Function>();
  auto call = [&](v8::Local<v8::Function> function) {
    v8::HandleScope handles(realm.isolate());
    benchmark::DoNotOptimize(
        function
            ->Call(realm.context(), v8::Undefined(realm.isolate()), 0, nullptr)
            .ToLocalChecked());
  };
  RunPaired(state, [&] { call(subject); }, [&] { call(baseline); });
  // A loop makes a thousand objects.
  state.counters["ns_per_mark"] =
      (state.counters["ns"] - state.counters["baseline_ns"]) / 1000;
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  using namespace ferry::benchmarks;  // NOLINT: a short main
  for (const Payload* graph : {&kRows, &kTree, &kInstances}) {
    for (const Marks& marks : kMarks) {
      benchmark::RegisterBenchmark(
          absl::StrCat("BM_Serialize/", graph->name, "/", marks.name),
          BM_Serialize, *graph, marks);
    }
  }
  benchmark::RegisterBenchmark("BM_Construct/instance_mark", BM_Construct,
                               R"js(
      class Point { constructor(i) { this.i = i; mark(this, true, false); } }
      return () => {
        let last;
        for (let i = 0; i < 1000; ++i) last = new Point(i);
        return last;
      };)js");
  benchmark::RegisterBenchmark("BM_Construct/class_mark", BM_Construct, R"js(
      return () => {
        let last;
        for (let i = 0; i < 1000; ++i) last = new classed(i);
        return last;
      };)js");
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
