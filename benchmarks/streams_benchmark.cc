// Chunks of a stream that a script of another thread reads, and of one that a
// script of the same isolate reads, next to Node.js; and chunks that a native
// thread moves into a script's stream, next to memcpy.

#include <benchmark/benchmark.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-typed-array.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "benchmarks/support/node_peer.h"
#include "benchmarks/support/paired.h"
#include "benchmarks/support/realm.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/native_stream_writer.h"
#include "ferry/serializer/backing_store.h"

namespace ferry::benchmarks {
namespace {

constexpr char kImplementation[] =
    "/usr/share/nodejs/web-streams-polyfill/dist/ponyfill.es2018.js";

std::string ReadImplementation() {
  std::ifstream file(kImplementation);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// `numbers` has how many streams were read to their end.
constexpr char kSetUp[] = R"js(
  var numbers = new Int32Array(new ArrayBuffer(4));
  var chunks = {
    small: (i) => ({i}),
    view_64k: (i) => new Uint8Array(1 << 16),
    bytes_64k: (i) => new Uint8Array(1 << 16),
    bytes_1m: (i) => new Uint8Array(1 << 20),
  };
  var newStream = (payload, count) => {
    let i = 0;
    return new ReadableStream({
      type: payload.startsWith('bytes') ? 'bytes' : undefined,
      pull(controller) {
        if (i === count) return controller.close();
        controller.enqueue(chunks[payload](i++));
      },
    }, {highWaterMark: 0});
  };
  var readAll = async (stream) => {
    const reader = stream.getReader();
    while (!(await reader.read()).done);
  };
  numbers)js";

// A realm with streams, and a port where `detached` is one.
void SetUp(Realm& realm, int window, DetachedMessagePort detached = {}) {
  InstallGlobals(realm.agent(), realm.context()).Check();
  if (InstallStreams(realm.agent(), realm.context(),
                     NewString(realm.isolate(), ReadImplementation()),
                     NewString(realm.isolate(), "streams"), {.window = window})
          .IsNothing()) {
    std::abort();
  }
  if (!detached.has_port()) return;
  realm.context()
      ->Global()
      ->Set(
          realm.context(), NewString(realm.isolate(), "port"),
          MessagePort::New(realm.agent(), realm.context(), std::move(detached))
              .ToLocalChecked())
      .Check();
}

const volatile int32_t* NumbersOf(Realm& realm) {
  return static_cast<volatile int32_t*>(realm.Evaluate(kSetUp)
                                            .As<v8::Int32Array>()
                                            ->Buffer()
                                            ->GetBackingStore()
                                            ->Data());
}

bool IsMissing(benchmark::State& state) {
  if (!ReadImplementation().empty()) return false;
  state.SkipWithError(absl::StrCat(kImplementation, " is missing").c_str());
  return true;
}

// Runs `start` until one stream more is read.
void RunUntilRead(Realm& realm, v8::Local<v8::Function> start,
                  const volatile int32_t* numbers) {
  v8::HandleScope handles(realm.isolate());
  const int32_t before = *numbers;
  start->Call(realm.context(), v8::Undefined(realm.isolate()), 0, nullptr)
      .ToLocalChecked();
  realm.isolate()->PerformMicrotaskCheckpoint();
  while (*numbers == before) {
    if (!realm.RunTask()) realm.WaitForTask();
  }
}

void ReadStreams(DetachedMessagePort detached, int window) {
  Realm realm;
  SetUp(realm, window, std::move(detached));
  realm.Evaluate(kSetUp);
  realm.Evaluate(
      "port.onmessage = async ({data}) => {"
      "  await readAll(data); port.postMessage(0); }");
  while (realm.event_loop().is_alive()) {
    if (!realm.RunTask()) realm.WaitForTask();
  }
}

constexpr int kCount = 64;

// A script streams to a script of another thread.
void BM_ToWorker(benchmark::State& state, const char* payload, int window) {
  if (IsMissing(state)) return;
  Realm realm;
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  SetUp(realm, window, std::move(ours));
  const volatile int32_t* numbers = NumbersOf(realm);
  std::thread reader(ReadStreams, std::move(theirs), window);
  realm.Evaluate("port.onmessage = () => { ++numbers[0]; }");
  v8::Local<v8::Function> start =
      realm
          .Evaluate(absl::StrCat("() => { const stream = newStream('", payload,
                                 "', ", kCount,
                                 "); port.postMessage(stream, [stream]); }")
                        .c_str())
          .As<v8::Function>();
  NodePeer node(absl::StrCat("stream_", payload));
  const double nanoseconds =
      RunInTurn(state, {[&] { RunUntilRead(realm, start, numbers); }},
                [&] { node.Measure(); })[0] /
      kCount;
  state.counters["ns"] = nanoseconds;
  state.counters["chunks_per_s"] = 1e9 / nanoseconds;
  node.Report(state, nanoseconds);
  realm.Evaluate("port.close()");
  reader.join();
}
BENCHMARK_CAPTURE(BM_ToWorker, small_1, "small", 1);
BENCHMARK_CAPTURE(BM_ToWorker, small_16, "small", 16);
BENCHMARK_CAPTURE(BM_ToWorker, view_64k_16, "view_64k", 16);
BENCHMARK_CAPTURE(BM_ToWorker, bytes_64k_1, "bytes_64k", 1);
BENCHMARK_CAPTURE(BM_ToWorker, bytes_64k_16, "bytes_64k", 16);
BENCHMARK_CAPTURE(BM_ToWorker, bytes_1m_16, "bytes_1m", 16);

void BM_OneIsolate(benchmark::State& state, const char* payload, int window) {
  if (IsMissing(state)) return;
  Realm realm;
  SetUp(realm, window);
  const volatile int32_t* numbers = NumbersOf(realm);
  v8::Local<v8::Function> start =
      realm
          .Evaluate(absl::StrCat("() => { const stream = newStream('", payload,
                                 "', ", kCount,
                                 "); readAll(structuredClone(stream, "
                                 "{transfer: [stream]})).then(() => { "
                                 "++numbers[0]; }); }")
                        .c_str())
          .As<v8::Function>();
  NodePeer node(absl::StrCat("local_stream_", payload));
  const double nanoseconds =
      RunInTurn(state, {[&] { RunUntilRead(realm, start, numbers); }},
                [&] { node.Measure(); })[0] /
      kCount;
  state.counters["ns"] = nanoseconds;
  state.counters["chunks_per_s"] = 1e9 / nanoseconds;
  node.Report(state, nanoseconds);
}
BENCHMARK_CAPTURE(BM_OneIsolate, small_1, "small", 1);
BENCHMARK_CAPTURE(BM_OneIsolate, small_16, "small", 16);

// A native thread streams to a script; beside it a thread that copies as much.
void BM_FromNativeThread(benchmark::State& state) {
  if (IsMissing(state)) return;
  constexpr size_t kBlock = 64 << 10;
  constexpr int kBlocks = 1024;
  Realm realm;
  SetUp(realm, 16);
  const volatile int32_t* numbers = NumbersOf(realm);
  v8::Local<v8::Function> start =
      realm.Evaluate("() => { readAll(stream).then(() => { ++numbers[0]; }); }")
          .As<v8::Function>();
  std::vector<uint8_t> from(kBlock, 1);
  std::vector<uint8_t> to(kBlock);
  auto stream = [&] {
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    std::thread thread([&, port = std::move(theirs)]() mutable {
      NativeStreamWriter writer(realm.agent().cluster(), std::move(port));
      for (int i = 0; i < kBlocks; ++i) {
        // As a file's reader fills it: no zeros before.
        std::unique_ptr<uint8_t[]> block(new uint8_t[kBlock]);
        std::memcpy(block.get(), from.data(), kBlock);
        if (!writer.Write(ToBackingStore(std::move(block), kBlock)).ok()) {
          std::abort();
        }
      }
      writer.Close().IgnoreError();
    });
    {
      v8::HandleScope handles(realm.isolate());
      realm.context()
          ->Global()
          ->Set(realm.context(), NewString(realm.isolate(), "stream"),
                NewReadableStream(realm.agent(), realm.context(),
                                  std::move(ours), ReadableType::kBytes)
                    .ToLocalChecked())
          .Check();
    }
    RunUntilRead(realm, start, numbers);
    thread.join();
  };
  auto copy = [&] {
    for (int i = 0; i < kBlocks; ++i) {
      std::memcpy(to.data(), from.data(), kBlock);
      benchmark::DoNotOptimize(to.data());
      benchmark::ClobberMemory();
    }
  };
  RunPaired(state, stream, copy);
  state.counters["GB_per_s"] =
      static_cast<double>(kBlock * kBlocks) / state.counters["ns"];
}
BENCHMARK(BM_FromNativeThread);

}  // namespace
}  // namespace ferry::benchmarks

BENCHMARK_MAIN();
