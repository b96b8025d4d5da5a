// Transfers that succeed: what moves, what stays, who releases it.

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <optional>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Bytes = std::vector<uint8_t>;

class TransferTest : public TwoIsolatesTest {
 protected:
  TransferTest() {
    InstallPipe(agent(), source());
    InstallPipe(agent(), target());
  }

  v8::Local<v8::Object> NewTestPipe(
      const char* name, TransferMode mode = TransferMode::kTransferable) {
    return NewPipe(agent(), source(), std::make_unique<Pipe>(log_, name, mode));
  }

  const std::shared_ptr<PipeLog> log_ = std::make_shared<PipeLog>();
};

TEST_F(TransferTest, MovesABufferWithoutACopy) {
  v8::Local<v8::Object> buffer =
      RunObject("globalThis.a = new Uint8Array([1, 2, 3]).buffer");
  const void* memory = buffer.As<v8::ArrayBuffer>()->Data();
  Outcome<SerializedValue> message = Serialize(buffer, {&buffer, 1});
  ASSERT_THAT(message, Succeeds());
  EXPECT_TRUE(message.value->has_transfers());
  EXPECT_THAT(buffer, IsDetached());
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_THAT(received.value->value, HoldsBytes(Bytes{1, 2, 3}));
  EXPECT_EQ(received.value->value.As<v8::ArrayBuffer>()->Data(), memory);
  EXPECT_THAT(received.value->transferred,
              ElementsAre(received.value->value.As<v8::Object>()));
}

TEST_F(TransferTest, CloneMovesABufferWithoutACopy) {
  v8::Local<v8::Object> buffer = RunObject("new Uint8Array([1, 2]).buffer");
  const void* memory = buffer.As<v8::ArrayBuffer>()->Data();
  Outcome<v8::Local<v8::Value>> moved = Clone(buffer, {&buffer, 1});
  ASSERT_THAT(moved, Returns(HoldsBytes(Bytes{1, 2})));
  EXPECT_EQ(moved.value->As<v8::ArrayBuffer>()->Data(), memory);
  EXPECT_THAT(buffer, IsDetached());
}

TEST_F(TransferTest, MovesAnEmptyBuffer) {
  v8::Local<v8::Object> list[] = {RunObject("new ArrayBuffer(0)"),
                                  RunObject("new ArrayBuffer(0)")};
  Outcome<v8::Local<v8::Value>> moved = Clone(list[1], list);
  ASSERT_THAT(moved, Returns(HoldsBytes(Bytes{})));
  EXPECT_THAT(list[0], IsDetached());
  EXPECT_THAT(list[1], IsDetached());
}

TEST_F(TransferTest, KeepsABufferResizable) {
  v8::Local<v8::Object> buffer =
      RunObject("new ArrayBuffer(2, {maxByteLength: 8})");
  Outcome<v8::Local<v8::Value>> moved = Clone(buffer, {&buffer, 1});
  ASSERT_THAT(moved, Succeeds());
  SetInTarget("it", *moved.value);
  EXPECT_TRUE(RunInTarget("it.resize(8); it.byteLength === 8")->IsTrue());
}

TEST_F(TransferTest, MovesWhatTheValueNeverMentions) {
  v8::Local<v8::Object> list[] = {RunObject("new Uint8Array([1]).buffer"),
                                  NewTestPipe("p"),
                                  RunObject("new Uint8Array([2]).buffer")};
  Outcome<SerializedValue> message = Serialize(Run("'nothing'"), list);
  ASSERT_THAT(message, Succeeds());
  EXPECT_THAT(list[0], IsDetached());
  EXPECT_EQ(PipeOf(agent(), list[1]).contents(), Pipe::kGone);
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_THAT(received.value->value, EvaluatesTo("'nothing'"));
  ASSERT_EQ(received.value->transferred.size(), 3u);
  EXPECT_THAT(received.value->transferred[0], HoldsBytes(Bytes{1}));
  EXPECT_THAT(received.value->transferred[1], HoldsBytes(Bytes{2}));
  EXPECT_EQ(PipeOf(agent(), received.value->transferred[2]).contents(), 7);
}

TEST_F(TransferTest, MentionsABufferTwice) {
  v8::Local<v8::Value> value = Run("globalThis.a = new ArrayBuffer(4); [a, a]");
  v8::Local<v8::Object> buffer = RunObject("a");
  Outcome<v8::Local<v8::Value>> moved = Clone(value, {&buffer, 1});
  ASSERT_THAT(moved, Succeeds());
  SetInTarget("it", *moved.value);
  EXPECT_TRUE(RunInTarget("it[0] === it[1]")->IsTrue());
}

TEST_F(TransferTest, CopiesABufferThatIsNotListed) {
  v8::Local<v8::Value> value =
      Run("globalThis.b = new Uint8Array([9]).buffer;"
          "globalThis.a = new Uint8Array([8]).buffer; [a, b]");
  v8::Local<v8::Object> buffer = RunObject("a");
  ASSERT_THAT(Clone(value, {&buffer, 1}), Succeeds());
  EXPECT_THAT(buffer, IsDetached());
  EXPECT_THAT(Run("b"), HoldsBytes(Bytes{9}));
}

TEST_F(TransferTest, MovesManyBuffers) {
  Run("globalThis.all = Array.from({length: 1000},"
      "  (_, i) => Uint8Array.of(i % 256, i >> 8).buffer)");
  std::vector<v8::Local<v8::Object>> list;
  for (uint32_t i = 0; i < 1000; ++i) {
    list.push_back(
        RunObject("all")->Get(source(), i).ToLocalChecked().As<v8::Object>());
  }
  Outcome<v8::Local<v8::Value>> moved = Clone(Run("all.toReversed()"), list);
  ASSERT_THAT(moved, Succeeds());
  SetInTarget("it", *moved.value);
  EXPECT_TRUE(RunInTarget("it.every((b, i) => { const v = new Uint8Array(b);"
                          "  return v[0] + 256 * v[1] === 999 - i; })")
                  ->IsTrue());
}

TEST_F(TransferTest, ConsumesTheMessage) {
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(1)");
  Outcome<SerializedValue> message = Serialize(buffer, {&buffer, 1});
  ASSERT_THAT(message, Succeeds());
  EXPECT_FALSE(message.value->consumed());
  ASSERT_THAT(Receive(std::move(*message.value)), Succeeds());
  EXPECT_TRUE(message.value->consumed());
  EXPECT_THAT(Receive(std::move(*message.value)),
              ThrowsDataCloneError(HasSubstr("was received already")));
  EXPECT_THAT(Deserialize(*message.value),
              ThrowsDataCloneError(HasSubstr("was received already")));
}

TEST_F(TransferTest, IsReceivedOnlyOnce) {
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(1)");
  Outcome<SerializedValue> message = Serialize(buffer, {&buffer, 1});
  ASSERT_THAT(message, Succeeds());
  EXPECT_THAT(Deserialize(*message.value),
              ThrowsDataCloneError(HasSubstr("received only once")));
  EXPECT_THAT(Receive(std::move(*message.value)), Succeeds())
      << "the refusal did not consume it";
}

TEST_F(TransferTest, BroadcastsAMessageWithoutTransfers) {
  v8::Local<v8::Object> pipe = NewTestPipe("p", TransferMode::kCloneable);
  Set("p", pipe);
  Outcome<SerializedValue> message = Serialize(Run("({p})"));
  ASSERT_THAT(message, Succeeds());
  EXPECT_FALSE(message.value->has_transfers());
  for (int i = 0; i < 3; ++i) {
    ASSERT_THAT(Deserialize(*message.value), Succeeds());
  }
  EXPECT_EQ(PipeOf(agent(), pipe).contents(), 7);
  EXPECT_EQ(log_->pipes_alive, 4);
  EXPECT_EQ(log_->holders_alive(), 1);
}

TEST_F(TransferTest, ReachesAnotherThread) {
  v8::Local<v8::Object> buffer = RunObject("new Uint8Array([5, 6]).buffer");
  const void* memory = buffer.As<v8::ArrayBuffer>()->Data();
  Outcome<SerializedValue> message = Serialize(buffer, {&buffer, 1});
  ASSERT_THAT(message, Succeeds());
  std::optional<SerializedValue> answer;
  OnOtherThread([&](TestIsolate& other) {
    auto received = Try([&] {
      return StructuredDeserializeWithTransfer(other.agent(), other.source(),
                                               std::move(*message.value));
    });
    ASSERT_THAT(received, Succeeds());
    EXPECT_EQ(received.value->value.As<v8::ArrayBuffer>()->Data(), memory);
    answer = StructuredSerializeWithTransfer(other.agent(), other.source(),
                                             received.value->value,
                                             received.value->transferred)
                 .FromJust();
  });
  Outcome<DeserializedValue> received = Receive(std::move(*answer));
  ASSERT_THAT(received, Succeeds());
  EXPECT_THAT(received.value->value, HoldsBytes(Bytes{5, 6}));
  EXPECT_EQ(received.value->value.As<v8::ArrayBuffer>()->Data(), memory);
}

TEST_F(TransferTest, ReleasesADroppedMessage) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(8)");
  std::weak_ptr<v8::BackingStore> store =
      buffer.As<v8::ArrayBuffer>()->GetBackingStore();
  v8::Local<v8::Object> list[] = {pipe, buffer};
  {
    Outcome<SerializedValue> message = Serialize(Run("0"), list);
    ASSERT_THAT(message, Succeeds());
    EXPECT_EQ(log_->holders_alive(), 1);
    EXPECT_FALSE(store.expired());
  }
  EXPECT_EQ(log_->holders_made, 1);
  EXPECT_EQ(log_->holders_destroyed, 1);
  EXPECT_TRUE(store.expired());
}

TEST_F(TransferTest, ReleasesAMessageOnAnotherThread) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  Outcome<SerializedValue> message = Serialize(Run("0"), {&pipe, 1});
  ASSERT_THAT(message, Succeeds());
  OnOtherThread([&](TestIsolate&) { message.value.reset(); });
  EXPECT_EQ(log_->holders_destroyed, 1);
}

TEST_F(TransferTest, ReleasesAMessageThatCannotBeRead) {
  v8::Local<v8::Object> pipe = NewTestPipe("p");
  Outcome<SerializedValue> message = Serialize(Run("0"), {&pipe, 1});
  ASSERT_THAT(message, Succeeds());
  RunInTarget("delete globalThis.Pipe");
  EXPECT_THAT(Receive(std::move(*message.value)),
              ThrowsDataCloneError(
                  HasSubstr("Pipe is not an interface of this realm")));
  EXPECT_TRUE(message.value->consumed());
  EXPECT_EQ(log_->holders_destroyed, 1);
  EXPECT_EQ(PipeOf(agent(), pipe).contents(), Pipe::kGone)
      << "what was sent is not taken back";
}

TEST_F(TransferTest, IsReadByManyThreadsAtOnce) {
  Outcome<SerializedValue> message = Serialize(
      Run("({e: new DOMException('m', 'AbortError'),"
          "  s: new SharedArrayBuffer(4), b: new Uint8Array(5000)})"));
  ASSERT_THAT(message, Succeeds());
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      TestIsolate other(cluster());
      for (int i = 0; i < 20; ++i) {
        v8::HandleScope handles(other.isolate());
        auto read = Try([&] {
          return StructuredDeserialize(other.agent(), other.source(),
                                       *message.value);
        });
        ASSERT_THAT(read, Succeeds());
        other.Set(other.source(), "it", *read.value);
        EXPECT_TRUE(other
                        .Run("it.e.code === 20 && it.s.byteLength === 4 &&"
                             "it.b.length === 5000")
                        ->IsTrue());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(TransferTest, OutlivesTheIsolateOfTheSender) {
  std::optional<SerializedValue> message;
  OnOtherThread([&](TestIsolate& other) {
    v8::Local<v8::Object> buffer =
        other.RunObject("new Uint8Array([1, 2]).buffer");
    message = StructuredSerializeWithTransfer(other.agent(), other.source(),
                                              buffer, {&buffer, 1})
                  .FromJust();
  });
  Outcome<DeserializedValue> received = Receive(std::move(*message));
  ASSERT_THAT(received, Succeeds());
  EXPECT_THAT(received.value->value, HoldsBytes(Bytes{1, 2}));
}

}  // namespace
}  // namespace ferry::testing_support
