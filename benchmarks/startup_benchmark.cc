// What ferry adds to an isolate and to a realm: an Agent and InstallGlobals,
// with and without a startup snapshot.
//
//   tools/bazel run --config=opt //benchmarks:startup_benchmark
//
// BM_FirstRealm: what is added to a bare Isolate::New + Context::New, in
// microseconds; `ratio` is the snapshot's to the other. BM_LaterRealm: the same
// for one more realm of an isolate. BM_Memory: KB of V8's heap, and of C++.

#include <benchmark/benchmark.h>
#include <malloc.h>
#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-snapshot.h>
#include <v8-statistics.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::benchmarks {
namespace {

// Of all isolates.
struct Program {
  explicit Program(EventLoop& loop) : loop(loop) {
    references.push_back(0);
    params.array_buffer_allocator_shared =
        std::shared_ptr<v8::ArrayBuffer::Allocator>(
            v8::ArrayBuffer::Allocator::NewDefaultAllocator());
    params.external_references = references.data();
  }

  std::vector<intptr_t> references = ExternalReferences();
  v8::Isolate::CreateParams params;
  const std::shared_ptr<const AgentCluster> cluster = *AgentCluster::Create({});
  EventLoop& loop;
};

struct Snapshot {
  explicit Snapshot(Program& program) {
    v8::SnapshotCreator creator(program.params);
    {
      v8::HandleScope handles(creator.GetIsolate());
      Agent agent(creator.GetIsolate(), program.cluster,
                  {.event_loop = &program.loop});
      v8::Local<v8::Context> context = v8::Context::New(creator.GetIsolate());
      InstallGlobals(agent, context).Check();
      index = *agent.EndForSnapshot(creator);
      creator.SetDefaultContext(context);
    }
    blob = creator.CreateBlob(v8::SnapshotCreator::FunctionCodeHandling::kKeep);
  }
  ~Snapshot() { delete[] blob.data; }

  size_t index;
  v8::StartupData blob;
};

// An isolate with one realm, and an agent where it is not bare.
class Started {
 public:
  enum Kind { kBare, kMade, kKept };

  Started(Program& program, const Snapshot& snapshot, Kind kind)
      : isolate_(v8::Isolate::New(ParamsOf(program, snapshot, kind))),
        isolate_scope_(std::in_place, isolate_),
        handles_(std::in_place, isolate_),
        context_(v8::Context::New(isolate_)) {
    if (kind == kBare) return;
    const size_t before = mallinfo2().uordblks;
    agent_.emplace(
        isolate_, program.cluster,
        Agent::Options{.event_loop = &program.loop,
                       .snapshot = kind == kKept ? std::optional(snapshot.index)
                                                 : std::nullopt});
    InstallGlobals(*agent_, context_).Check();
    cpp_bytes_ = static_cast<double>(mallinfo2().uordblks - before);
  }
  ~Started() {
    agent_.reset();
    handles_.reset();
    isolate_scope_.reset();
    isolate_->Dispose();
  }

  void AddRealm() {
    v8::Isolate::Scope scope(isolate_);
    v8::HandleScope handles(isolate_);
    v8::Local<v8::Context> context = v8::Context::New(isolate_);
    if (agent_.has_value()) InstallGlobals(*agent_, context).Check();
  }

  // In bytes: of V8's heap, and what C++ has allocated for the agent and the
  // globals.
  double HeapSize() {
    v8::Isolate::Scope scope(isolate_);
    isolate_->LowMemoryNotification();
    v8::HeapStatistics statistics;
    isolate_->GetHeapStatistics(&statistics);
    return static_cast<double>(statistics.used_heap_size());
  }
  double cpp_bytes() const { return cpp_bytes_; }

 private:
  static v8::Isolate::CreateParams ParamsOf(const Program& program,
                                            const Snapshot& snapshot,
                                            Kind kind) {
    v8::Isolate::CreateParams params = program.params;
    if (kind == kKept) params.snapshot_blob = &snapshot.blob;
    return params;
  }

  v8::Isolate* const isolate_;
  std::optional<v8::Isolate::Scope> isolate_scope_;
  std::optional<v8::HandleScope> handles_;
  v8::Local<v8::Context> context_;
  std::optional<Agent> agent_;
  double cpp_bytes_ = 0;
};

void Report(benchmark::State& state, const std::vector<double>& ns) {
  const double bare = ns[2];
  state.counters["bare_us"] = bare / 1000;
  state.counters["made_us"] = (ns[0] - bare) / 1000;
  state.counters["kept_us"] = (ns[1] - bare) / 1000;
  state.counters["ratio"] = (ns[1] - bare) / (ns[0] - bare);
}

void BM_FirstRealm(benchmark::State& state) {
  Realm realm;  // starts V8
  Program program(realm.event_loop());
  Snapshot snapshot(program);
  auto start = [&](Started::Kind kind) { Started(program, snapshot, kind); };
  Report(state, RunInTurn(state, {[&] { start(Started::kMade); },
                                  [&] { start(Started::kKept); },
                                  [&] { start(Started::kBare); }}));
}
BENCHMARK(BM_FirstRealm);

void BM_LaterRealm(benchmark::State& state) {
  Realm realm;  // starts V8
  Program program(realm.event_loop());
  Snapshot snapshot(program);
  Started made(program, snapshot, Started::kMade);
  Started kept(program, snapshot, Started::kKept);
  Started bare(program, snapshot, Started::kBare);
  auto add = [](Started& started) { started.AddRealm(); };
  Report(state, RunInTurn(state, {[&] { add(made); }, [&] { add(kept); },
                                  [&] { add(bare); }}));
}
BENCHMARK(BM_LaterRealm);

void BM_Memory(benchmark::State& state) {
  Realm realm;  // starts V8
  Program program(realm.event_loop());
  Snapshot snapshot(program);
  for (auto _ : state) {
    Started bare(program, snapshot, Started::kBare);
    Started made(program, snapshot, Started::kMade);
    Started kept(program, snapshot, Started::kKept);
    const double none = bare.HeapSize();
    const double one = made.HeapSize();
    state.counters["made_heap_kb"] = (one - none) / 1024;
    state.counters["kept_heap_kb"] = (kept.HeapSize() - none) / 1024;
    state.counters["made_cpp_kb"] = made.cpp_bytes() / 1024;
    state.counters["kept_cpp_kb"] = kept.cpp_bytes() / 1024;
  }
}
BENCHMARK(BM_Memory);

}  // namespace
}  // namespace ferry::benchmarks

BENCHMARK_MAIN();
