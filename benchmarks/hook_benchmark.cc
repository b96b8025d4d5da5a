// What the host object hook costs: plain object graphs are serialized (and not
// read) with it and, in the same run, without any delegate.
//
//   tools/bazel run --config=opt //benchmarks:hook_benchmark

#include <benchmark/benchmark.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-value-serializer.h>

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "benchmarks/support/bare_v8.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/payloads.h"
#include "benchmarks/support/realm.h"
#include "ferry/delegates/message_serializer.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::benchmarks {
namespace {

constexpr int kSizes[] = {10, 100, 1000, 10'000, 100'000};

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
  TransferModeRegistry& modes = TransferModeRegistry::Of(realm.agent());
  if (marks.on_class) {
    ABSL_CHECK(modes
                   .MarkClass(realm.context(),
                              realm.Evaluate("(class {})").As<v8::Function>(),
                              TransferMode::kCloneable)
                   .IsJust());
  }
  if (marks.on_instance) {
    modes
        .MarkTransferMode(realm.context(), realm.Evaluate("({})"),
                          TransferMode::kCloneable)
        .Check();
  }
}

// The least that a delegate with the hook can do: the test of internal fields
// that V8 itself does without it.
class FieldTestDelegate final : public v8::ValueSerializer::Delegate {
 public:
  void ThrowDataCloneError(v8::Local<v8::String> message) override {}
  bool HasCustomHostObject(v8::Isolate* isolate) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate,
                               v8::Local<v8::Object> object) override {
    return v8::Just(object->InternalFieldCount() > 0);
  }
};

void RunAgainstBareV8(benchmark::State& state, Realm& realm,
                      v8::Local<v8::Value> value,
                      absl::FunctionRef<void()> serialize) {
  RunPaired(state, serialize, [&] {
    v8::HandleScope handles(realm.isolate());
    benchmark::DoNotOptimize(BareV8::Serialize(realm.context(), value));
  });
}

void BM_Serialize(benchmark::State& state, const std::string& source,
                  const Marks& marks) {
  Realm realm;
  v8::Local<v8::Value> value = realm.Evaluate(source.c_str());
  MarkSomething(realm, marks);
  RunAgainstBareV8(state, realm, value, [&] {
    v8::HandleScope handles(realm.isolate());
    MessageSerializer message(realm.agent(), realm.context(), ForStorage::kNo);
    ABSL_CHECK(message.WriteHeader().IsJust());
    ABSL_CHECK(message.WriteValue(value).IsJust());
  });
}

void BM_SerializeWithFieldTest(benchmark::State& state,
                               const std::string& source) {
  Realm realm;
  v8::Local<v8::Value> value = realm.Evaluate(source.c_str());
  RunAgainstBareV8(state, realm, value, [&] {
    v8::HandleScope handles(realm.isolate());
    FieldTestDelegate delegate;
    v8::ValueSerializer serializer(realm.isolate(), &delegate);
    serializer.WriteHeader();
    serializer.WriteValue(realm.context(), value).Check();
    std::pair<uint8_t*, size_t> bytes = serializer.Release();
    benchmark::DoNotOptimize(bytes);
    delegate.FreeBufferMemory(bytes.first);
  });
}

void Register(absl::string_view graph, const std::string& source) {
  for (const Marks& marks : kMarks) {
    benchmark::RegisterBenchmark(
        absl::StrCat("BM_Serialize/", graph, "/", marks.name), BM_Serialize,
        source, marks);
  }
  benchmark::RegisterBenchmark(
      absl::StrCat("BM_Serialize/", graph, "/field_test"),
      BM_SerializeWithFieldTest, source);
}

// An array of so many small objects.
std::string ObjectsSource(int count) {
  return absl::StrCat("Array.from({length: ", count,
                      "}, (_, i) => ({id: i, name: 'name', next: null}))");
}

}  // namespace
}  // namespace ferry::benchmarks

int main(int argc, char** argv) {
  using namespace ferry::benchmarks;  // NOLINT: a short main
  for (const Payload* graph : {&kRows, &kTree, &kInstances}) {
    Register(graph->name, graph->source);
  }
  for (int size : kSizes) {
    Register(absl::StrCat("objects:", size), ObjectsSource(size));
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
