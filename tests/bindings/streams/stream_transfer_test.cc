// What InstallStreamTransfer promises, and its options. What the standard says
// is in the shell's streams.js.

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <utility>

#include "ferry/agent/strings.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/bindings/streams/streams_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::HasSubstr;
using testing_support::StreamsTest;

// Counts up; `pulled` is how far.
constexpr char kCounter[] =
    "var pulled = 0;"
    "var counter = new ReadableStream({pull(c) { c.enqueue(++pulled); }},"
    "                                 {highWaterMark: 0});";

class StreamTransferTest : public StreamsTest {};

TEST_F(StreamTransferTest, ArrivesInTheRealmOfTheReceiver) {
  Run(kCounter);
  Move("counter");
  EXPECT_TRUE(RunInTarget("moved instanceof ReadableStream")->IsTrue());
  EXPECT_TRUE(Run("moved instanceof ReadableStream")->IsFalse());
}

TEST_F(StreamTransferTest, AsksForOneChunkWhereTheWindowIsOne) {
  Run(kCounter);
  Move("counter");
  RunTasks();
  // One ahead, as a pipe has it.
  EXPECT_EQ(Text("String(pulled)"), "1");
  SetInTarget("done", v8::Undefined(isolate()));
  RunInTarget("moved.getReader().read().then((r) => { done = r.value; })");
  RunTasks();
  EXPECT_TRUE(RunInTarget("done === 1")->IsTrue());
  EXPECT_EQ(Text("String(pulled)"), "2");
}

// An event loop ends, as Node's does, where nothing keeps it.
TEST_F(StreamTransferTest, KeepsTheLoopWhileItIsReadWhereItCameFrom) {
  Run(kCounter);
  Move("counter");
  MoveBack();
  RunTasks();
  EXPECT_FALSE(loop().is_alive());
  Run("var read = []; (async () => { const reader = again.getReader();"
      "  while (read.length < 3) read.push((await reader.read()).value); })()");
  loop().RunWhileAlive();
  EXPECT_EQ(Text("read.join()"), "1,2,3");
}

TEST_F(StreamTransferTest, KeepsTheLoopWhileItIsWrittenWhereItCameFrom) {
  Run("var written = []; var sink = new WritableStream({"
      "  write(chunk) { written.push(chunk); }});");
  Move("sink");
  MoveBack();
  RunTasks();
  EXPECT_FALSE(loop().is_alive());
  Run("(async () => { const writer = again.getWriter();"
      "  for (let i = 1; i < 4; ++i) await writer.write(i);"
      "  await writer.close(); })()");
  loop().RunWhileAlive();
  EXPECT_EQ(Text("written.join()"), "1,2,3");
}

TEST_F(StreamTransferTest, RefusesClassesThatAreNoStreams) {
  v8::TryCatch try_catch(isolate());
  v8::Local<v8::Function> other = Run("(class {})").As<v8::Function>();
  EXPECT_TRUE(InstallStreamTransfer(agent(), source(), {other, other, other})
                  .IsNothing());
  EXPECT_THAT(ToUtf8(isolate(), try_catch.Exception()),
              HasSubstr("The stream classes have no getter 'locked'"));
  try_catch.Reset();
  EXPECT_TRUE(InstallStreamTransfer(agent(), source(), {}).IsNothing());
  EXPECT_THAT(ToUtf8(isolate(), try_catch.Exception()),
              HasSubstr("needs the classes ReadableStream"));
  try_catch.Reset();
  EXPECT_TRUE(InstallStreamTransfer(agent(), source(), {other, other, other},
                                    {.window = 0})
                  .IsNothing());
  EXPECT_THAT(ToUtf8(isolate(), try_catch.Exception()),
              HasSubstr("window must be 1 or more"));
}

TEST_F(StreamTransferTest, IsRefusedByARealmWithoutStreams) {
  Run(kCounter);
  v8::Local<v8::Context> bare = v8::Context::New(isolate());
  v8::Local<v8::Object> list[] = {RunObject("counter")};
  testing_support::Outcome<SerializedValue> sent = Serialize(list[0], list);
  v8::TryCatch try_catch(isolate());
  EXPECT_TRUE(
      StructuredDeserializeWithTransfer(agent(), bare, *std::move(sent.value))
          .IsNothing());
  EXPECT_THAT(ToUtf8(isolate(), try_catch.Exception()),
              HasSubstr("This realm has no streams that can be received"));
  // The source hears that nobody reads it.
  RunTasks();
  EXPECT_EQ(Settle("return counter.locked"), "true");
}

TEST_F(StreamTransferTest, UsesNothingThatScriptsReplace) {
  Run(R"js(
    for (const {prototype} of [ReadableStream, WritableStream, Promise]) {
      for (const key of Object.getOwnPropertyNames(prototype)) {
        if (key === 'constructor') continue;
        Object.defineProperty(prototype, key, {get() {
          throw new Error('used ' + key);
        }});
      }
    }
    var stream = new ReadableStream({start(c) { c.enqueue('fine'); }});
  )js");
  Move("stream");
  RunInTarget(
      "var read; moved.getReader().read().then((r) => { read = r.value; })");
  RunTasks();
  EXPECT_TRUE(RunInTarget("read === 'fine'")->IsTrue());
  EXPECT_THAT(loop().reports(), testing::IsEmpty());
}

class WindowTest : public StreamsTest {
 protected:
  void SetUp() override { InstallStreams({.window = 8}); }
};

TEST_F(WindowTest, LetsSoManyChunksComeAhead) {
  Run(kCounter);
  Move("counter");
  RunTasks();
  EXPECT_EQ(Text("String(pulled)"), "1");
  RunInTarget(
      "var reader = moved.getReader(); var got = [];"
      "var next = () => reader.read().then((r) => got.push(r.value));"
      "next(); 0");
  RunTasks();
  EXPECT_EQ(Text("String(pulled)"), "9");
  RunInTarget("for (let i = 0; i < 19; ++i) next(); 0");
  RunTasks();
  EXPECT_TRUE(
      RunInTarget("got.length === 20 && got.every((n, i) => n === i + 1)")
          ->IsTrue());
}

TEST_F(WindowTest, TakesWhatCameAheadAlongWhenItMovesOn) {
  Run(kCounter);
  Move("counter");
  RunInTarget(
      "var reader = moved.getReader();"
      "reader.read().then(() => reader.releaseLock()); 0");
  RunTasks();
  MoveBack();
  EXPECT_EQ(Settle(R"js(
    const reader = again.getReader();
    const got = [];
    for (let i = 0; i < 20; ++i) got.push((await reader.read()).value);
    return got;
  )js"),
            "2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21");
}

TEST_F(WindowTest, TakesTheRestAlongWhereTheStreamHasEnded) {
  Run("var rest = [1, 2, 3, 4];"
      "var short = new ReadableStream({pull(c) {"
      "  rest.length > 0 ? c.enqueue(rest.shift()) : c.close(); }});");
  Move("short");
  RunInTarget(
      "var reader = moved.getReader();"
      "reader.read().then(() => reader.releaseLock()); 0");
  RunTasks();
  MoveBack();
  EXPECT_EQ(Settle(R"js(
    const reader = again.getReader();
    const got = [];
    for (;;) {
      const {done, value} = await reader.read();
      if (done) return got;
      got.push(value);
    }
  )js"),
            "2,3,4");
  EXPECT_TRUE(RunInTarget("moved.locked")->IsTrue());
}

TEST_F(WindowTest, NeedsAPort) {
  v8::TryCatch try_catch(isolate());
  EXPECT_TRUE(
      NewWritableStream(agent(), source(), DetachedMessagePort()).IsEmpty());
  EXPECT_THAT(ToUtf8(isolate(), try_catch.Exception()),
              HasSubstr("A stream needs a port"));
}

class PassingOnTest : public StreamsTest {
 protected:
  void SetUp() override {
    InstallStreams({.keep_byte_streams = false,
                    .error_when_other_end_is_gone = false,
                    .move_received = false});
  }
};

TEST_F(PassingOnTest, MakesAByteStreamADefaultOne) {
  Run("var bytes = new ReadableStream({type: 'bytes', start(c) {"
      "  c.enqueue(new Uint8Array([1, 2])); }})");
  Move("bytes");
  EXPECT_TRUE(RunInTarget("try { moved.getReader({mode: 'byob'}); false }"
                          "catch (error) { error instanceof TypeError }")
                  ->IsTrue());
}

TEST_F(PassingOnTest, WaitsForEverWhereTheOtherEndIsGone) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  Set("stream",
      NewReadableStream(agent(), source(), std::move(ours)).ToLocalChecked());
  theirs = DetachedMessagePort();
  EXPECT_EQ(Settle("return Promise.race([stream.getReader().read(),"
                   "  (async () => { for (let i = 0; i < 9; ++i) await 0;"
                   "    return 'waits'; })()])"),
            "waits");
}

TEST_F(PassingOnTest, StaysInTheMiddle) {
  Run(kCounter);
  Move("counter");
  MoveBack();
  EXPECT_EQ(Settle("return (await again.getReader().read()).value"), "1");
}

}  // namespace
}  // namespace ferry
