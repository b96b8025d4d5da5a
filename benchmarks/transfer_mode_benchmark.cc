// What it costs to make objects cloneable and transferable, by each way to do
// it: to construct, clone, transfer and post them, and to have 100,000 of them.
//
//   tools/bazel run --config=opt //benchmarks:transfer_mode_benchmark

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <v8-initialization.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-statistics.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/support/marked_class.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::benchmarks {
namespace {

constexpr int kFieldCounts[] = {1, 4, 16};
constexpr int kHeapObjects = 100'000;

// Reports `ns` for one object, and `over_plain_ns`: what the marking adds to an
// object of a plain class, made in the same run.
void BM_Construct(benchmark::State& state, Marking marking, int fields) {
  Realm realm;
  MarkedClass plain(realm, Marking::kPlain, fields);
  std::optional<MarkedClass> marked;
  if (marking != Marking::kPlain) marked.emplace(realm, marking, fields);
  MarkedClass& subject = marked ? *marked : plain;
  auto make = [&] { subject.MakeThousand(); };
  auto make_plain = [&] { plain.MakeThousand(); };
  std::vector<double> ns = RunInTurn(state, {make, make_plain});
  state.counters["ns"] = ns[0] / 1000;
  state.counters["over_plain_ns"] = (ns[0] - ns[1]) / 1000;
}

// What an operation on one object costs, `ns`, against the same on an object of
// a plain class, which is only cloned.
void BM_Operate(benchmark::State& state, Marking marking, int fields,
                void (*operate)(Realm&, MarkedClass&)) {
  Realm realm;
  MarkedClass subject(realm, marking, fields);
  auto call = [&] {
    v8::HandleScope handles(realm.isolate());
    operate(realm, subject);
  };
  state.counters["ns"] = RunInTurn(state, {call})[0];
}

void Clone(Realm& realm, MarkedClass& marked) {
  benchmark::DoNotOptimize(
      StructuredClone(realm.agent(), realm.context(), marked.Make())
          .ToLocalChecked());
}

void Transfer(Realm& realm, MarkedClass& marked) {
  v8::Local<v8::Object> object = marked.Make();
  CloneOptions options;
  options.transfer = {&object, 1};
  benchmark::DoNotOptimize(
      StructuredClone(realm.agent(), realm.context(), object, options)
          .ToLocalChecked());
}

// As a message: serialized into a value of its own, and received.
void Post(Realm& realm, MarkedClass& marked) {
  SerializedValue message =
      StructuredSerialize(realm.agent(), realm.context(), marked.Make())
          .FromJust();
  benchmark::DoNotOptimize(
      StructuredDeserialize(realm.agent(), realm.context(), message)
          .ToLocalChecked());
}

// The memory of V8's heap and of malloc, after a garbage collection.
double UsedBytes(v8::Isolate* isolate) {
  isolate->RequestGarbageCollectionForTesting(
      v8::Isolate::kFullGarbageCollection);
  v8::HeapStatistics heap;
  isolate->GetHeapStatistics(&heap);
  return static_cast<double>(heap.used_heap_size()) +
         static_cast<double>(mallinfo2().uordblks);
}

// Reports `bytes` for each of 100,000 objects, and as time a full garbage
// collection while they live.
void BM_Heap(benchmark::State& state, Marking marking) {
  Realm realm;
  MarkedClass marked(realm, marking, 4);
  v8::HandleScope handles(realm.isolate());
  double before = UsedBytes(realm.isolate());
  v8::Local<v8::Object> objects = marked.MakeMany(kHeapObjects);
  state.counters["bytes"] =
      (UsedBytes(realm.isolate()) - before) / kHeapObjects;
  for (auto _ : state) {
    realm.isolate()->RequestGarbageCollectionForTesting(
        v8::Isolate::kFullGarbageCollection);
  }
  benchmark::DoNotOptimize(objects);
}

// How many times as much makeTransferable adds to a construction as a mark
// does: `times_class_mark` and `times_instance_mark`. A mark on the class adds
// nothing that can be measured, so it counts as a nanosecond at least.
void BM_Claim(benchmark::State& state, int fields) {
  Realm realm;
  MarkedClass made(realm, Marking::kMakeTransferable, fields);
  MarkedClass instance(realm, Marking::kInstanceMark, fields);
  MarkedClass classed(realm, Marking::kClassMark, fields);
  MarkedClass plain(realm, Marking::kPlain, fields);
  auto make_made = [&] { made.MakeThousand(); };
  auto make_instance = [&] { instance.MakeThousand(); };
  auto make_classed = [&] { classed.MakeThousand(); };
  auto make_plain = [&] { plain.MakeThousand(); };
  std::vector<double> ns =
      RunInTurn(state, {make_made, make_instance, make_classed, make_plain});
  auto added = [&](int i) { return (ns[i] - ns[3]) / 1000; };
  state.counters["make_transferable_ns"] = added(0);
  state.counters["instance_mark_ns"] = added(1);
  state.counters["class_mark_ns"] = added(2);
  state.counters["times_instance_mark"] = added(0) / std::max(added(1), 1.0);
  state.counters["times_class_mark"] = added(0) / std::max(added(2), 1.0);
}

void Register() {
  using benchmark::RegisterBenchmark;
  for (int fields : kFieldCounts) {
    std::string suffix = absl::StrCat("/fields:", fields);
    for (Marking marking : Markings()) {
      auto name = [&](const char* what) {
        return absl::StrCat("BM_", what, "/", NameOf(marking), suffix);
      };
      RegisterBenchmark(name("Construct"), BM_Construct, marking, fields);
      RegisterBenchmark(name("Clone"), BM_Operate, marking, fields, Clone);
      RegisterBenchmark(name("Post"), BM_Operate, marking, fields, Post);
      if (marking != Marking::kPlain) {
        RegisterBenchmark(name("Transfer"), BM_Operate, marking, fields,
                          Transfer);
      }
    }
    RegisterBenchmark(absl::StrCat("BM_Claim", suffix), BM_Claim, fields);
  }
  for (Marking marking : Markings()) {
    RegisterBenchmark(absl::StrCat("BM_Heap/", NameOf(marking)), BM_Heap,
                      marking)
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  // For the garbage collections that are asked for.
  v8::V8::SetFlagsFromString("--expose-gc");
  ferry::benchmarks::Register();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
