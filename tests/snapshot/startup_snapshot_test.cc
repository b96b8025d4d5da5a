// Agent::EndForSnapshot and an agent that starts from what it wrote.

#include <v8-profiler.h>
#include <v8-snapshot.h>
#include <v8-template.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ferry/bindings/native_class.h"
#include "ferry/tests/snapshot/snapshot_support.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing_support::ManualEventLoop;
using testing_support::RunToText;
using testing_support::SnapshotIsolate;
using testing_support::SnapshotProgram;
using testing_support::StartedIsolate;

// Counts what it is told.
class Tally final : public PlatformObject {
 public:
  static constexpr char kClassName[] = "Tally";
  static void DefineClass(ClassDefinition<Tally>& tally) {
    tally.Getter<&Tally::Count>("count");
    tally.Method<&Tally::Add>("add", 1);
    tally.Constructor<New>();
  }

  TransferMode GetTransferMode() const override {
    return TransferMode::kDisallowCloneAndTransfer;
  }

 private:
  static std::unique_ptr<Tally> New(Agent&, const CallInfo&) {
    return std::make_unique<Tally>();
  }
  void Count(Agent&, const CallInfo& info) {
    info.GetReturnValue().Set(count_);
  }
  void Add(Agent&, const CallInfo& info) {
    count_ += info[0].As<v8::Int32>()->Value();
    info.GetReturnValue().Set(info.This());
  }

  int count_ = 0;
};

constexpr char kPoint[] = R"js(
  class Point {
    #x;
    constructor(x = 0) { this.#x = x; }
    get x() { return this.#x; }
    [ferry.kClone]() { return {data: this.#x, deserializeInfo: 'Point'}; }
    [ferry.kDeserialize](x) { this.#x = x; }
  }
  ferry.markClass(Point, true, false);
  ferry.registerClass('Point', Point);
  globalThis.Point = Point;
  globalThis.early = new Point(1);
)js";

class StartupSnapshotTest : public testing::Test {
 protected:
  StartupSnapshotTest() {
    NativeClass<Tally>::AddReferences(program_.references);
    program_.references.push_back(0);
    program_.globals.classes = {NativeClass<Tally>::Install};
  }
  ~StartupSnapshotTest() override { delete[] blob_.data; }

  // Writes a snapshot of a realm for each of `scripts`, which ran there.
  void Write(const std::vector<std::string>& scripts,
             EventLoop* loop = nullptr) {
    SnapshotIsolate writer(program_, loop);
    for (const std::string& script : scripts) {
      EXPECT_EQ(writer.Run(writer.AddRealm(), script + "; 'ok'"), "ok");
    }
    absl::StatusOr<size_t> index = writer.End();
    ASSERT_TRUE(index.ok()) << index.status();
    index_ = *index;
    realms_ = scripts.size();
    blob_ = writer.CreateBlob();
  }

  // Whose realms have their agent.
  std::unique_ptr<StartedIsolate> Start() {
    auto started = std::make_unique<StartedIsolate>(program_, blob_, index_,
                                                    realms_, &loop_);
    started->Install();
    return started;
  }

  SnapshotProgram program_;
  ManualEventLoop loop_;
  v8::StartupData blob_ = {nullptr, 0};
  size_t index_ = 0;
  size_t realms_ = 0;
};

TEST_F(StartupSnapshotTest, ClonesWhatWasMarkedBefore) {
  Write({std::string(kPoint) + R"js(
    globalThis.secret = {};
    ferry.markTransferMode(secret, false, false);
    globalThis.bytes = new ArrayBuffer(8);
    ferry.markAsUntransferable(bytes);
  )js"});
  auto started = Start();
  EXPECT_EQ(started->Run(0, R"js(
    const copy = structuredClone({p: new Point(4), early});
    `${copy.p instanceof Point} ${copy.p.x} ${copy.early.x}`
  )js"),
            "true 4 1");
  EXPECT_THAT(
      started->Run(0, "structuredClone({secret})"),
      AllOf(HasSubstr("DataCloneError"), HasSubstr("transfer mode forbids")));
  EXPECT_THAT(started->Run(0, "structuredClone(bytes, {transfer: [bytes]})"),
              HasSubstr("DataCloneError"));
  EXPECT_EQ(started->Run(0, "ferry.deserialize(ferry.serialize([1, 2]))"),
            "1,2");
}

TEST_F(StartupSnapshotTest, SeesWhatIsMarkedAfterwards) {
  Write({"globalThis.mark = ferry.markTransferMode"});
  auto started = Start();
  EXPECT_EQ(started->Run(0, "structuredClone({}); 'ok'"), "ok");
  EXPECT_THAT(started->Run(0, R"js(
    const o = {};
    mark(o, false, false);
    structuredClone(o);
  )js"),
              HasSubstr("DataCloneError"));
}

TEST_F(StartupSnapshotTest, HasSeveralRealms) {
  Write({kPoint, "globalThis.plain = 1", kPoint});
  auto started = Start();
  for (size_t realm : {0, 2}) {
    EXPECT_EQ(started->Run(realm, "structuredClone(new Point(5)).x"), "5");
  }
  EXPECT_THAT(started->Run(1, "`${plain} ${typeof Point}`"), "1 undefined");
  // They share the agent's symbols, as realms of one agent do.
  EXPECT_TRUE(
      started->realm(1)
          ->Global()
          ->Set(started->realm(1),
                v8::String::NewFromUtf8Literal(started->isolate(), "other"),
                started->realm(0)->Global())
          .FromMaybe(false));
  started->realm(1)->SetSecurityToken(started->realm(0)->GetSecurityToken());
  EXPECT_EQ(started->Run(1, R"js(
    const event = new other.MessageEvent('m', {data: 3});
    const {get} = Object.getOwnPropertyDescriptor(MessageEvent.prototype,
                                                  'data');
    `${other.ferry.kClone === ferry.kClone} ${get.call(event)}`
  )js"),
            "true 3");
}

TEST_F(StartupSnapshotTest, HasAllGlobals) {
  Write({""}, &loop_);
  auto started = Start();
  v8::Local<v8::Context> fresh = v8::Context::New(started->isolate());
  InstallGlobals(started->agent(), fresh, program_.globals).Check();
  for (v8::Local<v8::Context> realm : {started->realm(0), fresh}) {
    EXPECT_EQ(RunToText(realm, R"js(
      const text = [];
      const target = new EventTarget();
      target.addEventListener('e', (e) => text.push(e.type, e.timeStamp > 0));
      target.dispatchEvent(new CustomEvent('e'));
      globalThis.channel = new MessageChannel();
      channel.port2.onmessage = (e) => { globalThis.got = e.data.t; };
      channel.port1.postMessage({t: 8});
      new BroadcastChannel('b').close();
      try { structuredClone(() => 0); } catch (e) {
        text.push(e instanceof DOMException, Error.isError?.(e) ?? true, e.code);
      }
      const controller = new AbortController();
      controller.signal.onabort = (e) => text.push(e.type);
      controller.abort();
      text.push(controller.signal.reason.name);
      const pair = new MessageChannel();
      pair.port1.postMessage(4);
      text.push(ferry.queueOf(pair.port2).messages,
                ferry.receiveMessageOnPort(pair.port2).message);
      pair.port1.close();
      text.push(new QuotaExceededError('q', {quota: 2}).quota);
      text.push(new Tally().add(2).add(3).count);
      try { Tally.prototype.add.call({}); } catch (e) { text.push(e.message); }
      try { new Tally().add(); } catch (e) { text.push(e.message); }
      text.join();
    )js"),
              "e,true,true,true,25,abort,AbortError,1,4,2,5,Illegal "
              "invocation,Failed to execute "
              "'add' on 'Tally': 1 argument required, but only 0 present.");
    loop_.RunTasks();
    EXPECT_EQ(RunToText(realm, "channel.port1.close(); got"), "8");
  }
}

TEST_F(StartupSnapshotTest, GetsChannelsFromTheLoopItStartsWith) {
  Write({""});
  auto started = Start();
  EXPECT_EQ(started->Run(0,
                         "const {port1} = new MessageChannel();"
                         "port1.close(); String(port1)"),
            "[object MessagePort]");
}

TEST_F(StartupSnapshotTest, ThrowsWhereTheLoopIsMissing) {
  Write({""}, &loop_);
  StartedIsolate started(program_, blob_, index_, realms_, nullptr);
  started.Install();
  for (const char* script : {"new MessageChannel()",
                             "new BroadcastChannel('b')", "reportError(1)"}) {
    EXPECT_THAT(started.Run(0, script),
                HasSubstr("This realm's ferry::Agent has no event loop"))
        << script;
  }
  EXPECT_EQ(started.Run(0, "structuredClone(7)"), "7");
}

// Walks of a realm are of the agent that ends.
TEST_F(StartupSnapshotTest, ClonesManyTimesBeforeAndAfter) {
  constexpr char kClones[] = R"js(
    let last;
    for (let i = 0; i < 5000; ++i) last = structuredClone({i, rows: [1, {i}]});
    // Long enough for the script that reads messages.
    const rows = ferry.serialize(Array.from({length: 200}, (_, i) => ({i})));
    for (let i = 0; i < 200; ++i) ferry.deserialize(rows);
    `${last.rows[1].i}`
  )js";
  Write({std::string("{") + kClones + "}"});
  auto started = Start();
  EXPECT_EQ(started->Run(0, kClones), "4999");
}

TEST_F(StartupSnapshotTest, StartsOften) {
  Write({kPoint});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Start()->Run(0, "structuredClone(early).x"), "1");
  }
}

TEST_F(StartupSnapshotTest, ThrowsWithoutAnAgent) {
  Write({"globalThis.tally = Tally"}, &loop_);
  StartedIsolate started(program_, blob_, index_, realms_, &loop_);
  for (const char* script :
       {"structuredClone(1)", "new tally()", "new MessageChannel()",
        "ferry.serialize(1)",
        "new EventTarget().dispatchEvent(new Event(''))"}) {
    EXPECT_THAT(started.Run(0, script), HasSubstr("Error: ")) << script;
  }
}

TEST_F(StartupSnapshotTest, RefusesLiveNativeObjects) {
  SnapshotIsolate writer(program_, &loop_);
  const size_t realm = writer.AddRealm();
  const std::pair<const char*, const char*> kLive[] = {
      {"kept = new Tally()", "1 is alive: a Tally. "},
      {"kept = new MessageChannel()", "2 are alive: a MessagePort first. "},
      {"kept = new BroadcastChannel('x')", "1 is alive: a BroadcastChannel. "},
  };
  for (const auto& [script, text] : kLive) {
    writer.Run(realm, std::string("globalThis.") + script);
    absl::StatusOr<size_t> index = writer.End();
    EXPECT_EQ(index.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(
        std::string(index.status().message()),
        AllOf(HasSubstr("A startup snapshot cannot keep native objects"),
              HasSubstr(text)));
    writer.Run(realm, "kept.close?.(); kept.port1?.close(); kept = null");
    loop_.RunTasks();
  }
  // The agent can be used on, and ends when all are gone.
  EXPECT_EQ(writer.Run(realm, "structuredClone(6)"), "6");
  EXPECT_TRUE(writer.End().ok());
}

// As those of streams.
TEST_F(StartupSnapshotTest, RefusesClassesWithStepsInCpp) {
  SnapshotIsolate writer(program_, nullptr);
  v8::Local<v8::Context> context = v8::Context::New(writer.isolate());
  v8::Local<v8::Function> marked;
  ASSERT_TRUE(v8::FunctionTemplate::New(writer.isolate())
                  ->GetFunction(context)
                  .ToLocal(&marked));
  EXPECT_TRUE(TransferModeRegistry::Of(writer.agent())
                  .MarkClass(context, marked, std::make_unique<Tally>())
                  .IsJust());
  absl::StatusOr<size_t> index = writer.End();
  EXPECT_EQ(index.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(
      std::string(index.status().message()),
      HasSubstr("A startup snapshot cannot keep classes whose steps are "
                "in C++, as those of streams."));
}

TEST_F(StartupSnapshotTest, RefusesASecondSnapshot) {
  Write({""});
  auto started = Start();
  absl::StatusOr<size_t> index = started->End();
  EXPECT_EQ(index.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(index.status().message()),
              HasSubstr("An agent that started from a snapshot cannot end for "
                        "another one."));
}

// How many objects of V8's heap there are.
int CountObjects(v8::Isolate* isolate) {
  v8::HeapProfiler* profiler = isolate->GetHeapProfiler();
  const v8::HeapSnapshot* snapshot = profiler->TakeHeapSnapshot();
  const int count = snapshot->GetNodesCount();
  profiler->DeleteAllHeapSnapshots();
  return count;
}

// What a realm costs, in objects. The time is that of
// //benchmarks:startup_benchmark.
TEST_F(StartupSnapshotTest, MakesFewObjects) {
  Write({""}, &loop_);
  auto started = std::make_unique<StartedIsolate>(program_, blob_, index_,
                                                  realms_, &loop_);
  int before = CountObjects(started->isolate());
  started->Install();
  const int kept = CountObjects(started->isolate()) - before;

  v8::Local<v8::Context> fresh = v8::Context::New(started->isolate());
  before = CountObjects(started->isolate());
  InstallGlobals(started->agent(), fresh, program_.globals).Check();
  const int made = CountObjects(started->isolate()) - before;
  // Arrays take the places of those that the snapshot had.
  EXPECT_LE(kept, 8);
  EXPECT_LE(made, 1040);
}

}  // namespace
}  // namespace ferry
