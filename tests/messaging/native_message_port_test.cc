// Ports of native threads: messages without an isolate, in both directions.

#include "ferry/messaging/native_message_port.h"

#include <chrono>  // NOLINT(build/c++11)
#include <cstdint>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/serializer/backing_store.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/wire/document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using absl::StatusCode;
using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

class NativeMessagePortTest : public PortTest {
 protected:
  SerializedValue Number(double number) {
    wire::Writer writer;
    writer.Number(number);
    return *SerializedValue::FromWriter(cluster(), std::move(writer));
  }
  static double NumberIn(const SerializedValue& value) {
    return *wire::Document::Open(value.view())->root().number();
  }
};

TEST_F(NativeMessagePortTest, SpeaksWithAnotherNativePort) {
  auto [a, b] = DetachedMessagePort::NewChannel();
  NativeMessagePort left(std::move(a));
  NativeMessagePort right(std::move(b));
  EXPECT_TRUE(left.Post(Number(1)).ok());
  EXPECT_TRUE(left.Post(Number(2)).ok());
  EXPECT_EQ(NumberIn(*right.Receive()), 1);
  EXPECT_EQ(NumberIn(*right.Receive(milliseconds(0))), 2);
  EXPECT_EQ(right.Receive(milliseconds(1)).status().code(),
            StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(right.Post(Number(3)).ok());
  EXPECT_EQ(NumberIn(*left.Receive()), 3);
}

TEST_F(NativeMessagePortTest, ReadsWhatWasSentBeforeTheOtherEndClosed) {
  auto [a, b] = DetachedMessagePort::NewChannel();
  NativeMessagePort left(std::move(a));
  NativeMessagePort right(std::move(b));
  EXPECT_TRUE(left.Post(Number(1)).ok());
  left.Close();
  EXPECT_EQ(left.Post(Number(1)).message(), "The port is closed.");
  EXPECT_EQ(left.Receive().status().message(), "The port is closed.");
  EXPECT_EQ(NumberIn(*right.Receive()), 1);
  for (int i = 0; i < 2; ++i) {
    absl::Status status = right.Receive().status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("other end of the port is closed"));
  }
  EXPECT_TRUE(right.Post(Number(2)).ok());  // and is lost
}

TEST_F(NativeMessagePortTest, RefusesWhatTheQueueHasNoRoomFor) {
  auto [a, b] = DetachedMessagePort::NewChannel();
  NativeMessagePort left(std::move(a));
  NativeMessagePort right(std::move(b));
  right.set_queue_limits({.max_queued_messages = 1});
  EXPECT_TRUE(left.Post(Number(1)).ok());
  SerializedValue value = Number(2);
  EXPECT_EQ(left.Post(std::move(value)).code(), StatusCode::kResourceExhausted);
  EXPECT_FALSE(value.consumed());
  EXPECT_TRUE(right.Receive().ok());
  EXPECT_TRUE(left.Post(std::move(value)).ok());
  EXPECT_EQ(left.Post(SerializedValue()).code(),
            StatusCode::kFailedPrecondition);
}

TEST_F(NativeMessagePortTest, AnswersAnIsolateFromAnotherThread) {
  std::thread native(
      [&, port = Port(port2()).Detach(), cluster = cluster()]() mutable {
        NativeMessagePort answers(std::move(port));
        for (;;) {
          absl::StatusOr<SerializedValue> message = answers.Receive();
          if (!message.ok()) return;
          absl::StatusOr<wire::Document> document =
              wire::Document::Open(message->view());
          std::vector<double> doubled;
          for (wire::Value row : document->root()["rows"].elements()) {
            doubled.push_back(2 * *row["a"].number());
          }
          MessageParts parts;
          parts.array_buffers.push_back(ToBackingStore(std::move(doubled)));
          wire::Writer writer;
          writer.TransferredArrayBuffer(0);
          writer.View(wire::ViewType::kFloat64,
                      {.byte_length = parts.array_buffers[0]->ByteLength()});
          EXPECT_TRUE(answers
                          .Post(*SerializedValue::FromWriter(
                              cluster, std::move(writer), std::move(parts)))
                          .ok());
        }
      });
  Listen(port1(), recorder1_);
  std::string sums;
  recorder1_.on_message = [&](v8::Local<v8::Context>, v8::Local<v8::Object>,
                              const ReceivedMessage& message) {
    EXPECT_THAT(v8::Local<v8::Value>(message.value),
                EvaluatesTo("new Float64Array([2, 5])"));
    sums += "answer ";
  };
  EXPECT_THAT(Post(port1(), "({rows: [{a: 1}, {a: 2.5}]})"), Succeeds());
  EXPECT_THAT(Post(port1(), "({rows: [{a: 1}, {a: 2.5}]})"), Succeeds());
  while (sums != "answer answer ") RunTasks();
  Port(port1()).Close();
  native.join();
}

TEST_F(NativeMessagePortTest, MovesOnWithWhatWaits) {
  NativeMessagePort native(Port(port2()).Detach());
  EXPECT_THAT(Post(port1(), "7"), Succeeds());
  v8::Local<v8::Object> moved =
      MessagePort::New(agent(), target(), native.Detach()).ToLocalChecked();
  EXPECT_FALSE(native.Detach().has_port());
  Listen(moved, recorder2_);
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 7"));
}

TEST_F(NativeMessagePortTest, WaitsAsLongAsItIsTold) {
  constexpr milliseconds kSoon(30);
  for (milliseconds timeout :
       {milliseconds::max(), milliseconds::max() - milliseconds(1),
        milliseconds(INT64_MAX / 1'000'000),
        milliseconds(INT64_MAX / 2'000'000), milliseconds(1'000'000)}) {
    SCOPED_TRACE(timeout.count());
    auto [a, b] = DetachedMessagePort::NewChannel();
    NativeMessagePort left(std::move(a));
    NativeMessagePort right(std::move(b));
    const auto start = std::chrono::steady_clock::now();
    std::thread closes([&] {
      std::this_thread::sleep_for(kSoon);
      left.Close();
    });
    EXPECT_THAT(right.Receive(timeout).status().message(),
                HasSubstr("other end of the port is closed"));
    EXPECT_GE(std::chrono::steady_clock::now() - start, kSoon);
    closes.join();
  }
  auto [a, b] = DetachedMessagePort::NewChannel();
  NativeMessagePort left(std::move(a));
  NativeMessagePort right(std::move(b));
  for (milliseconds timeout :
       {milliseconds(0), milliseconds(-1), milliseconds::min(),
        milliseconds::min() + milliseconds(1)}) {
    SCOPED_TRACE(timeout.count());
    EXPECT_EQ(right.Receive(timeout).status().code(),
              StatusCode::kDeadlineExceeded);
  }
}

TEST_F(NativeMessagePortTest, ItsOwnSideEndsAReceiveThatWaits) {
  for (bool detaches : {false, true}) {
    for (int i = 0; i < 50; ++i) {
      auto [a, b] = DetachedMessagePort::NewChannel();
      NativeMessagePort left(std::move(a));
      NativeMessagePort right(std::move(b));
      std::thread receives([&] {
        absl::StatusOr<SerializedValue> message = right.Receive();
        while (message.ok()) message = right.Receive();
        EXPECT_EQ(message.status().message(), "The port is closed.");
      });
      EXPECT_TRUE(left.Post(Number(i)).ok());
      if (i % 2 == 0) std::this_thread::sleep_for(milliseconds(1));
      if (detaches) {
        EXPECT_TRUE(right.Detach().has_port());
      } else {
        right.Close();
      }
      receives.join();
      EXPECT_EQ(right.Receive().status().message(), "The port is closed.");
      EXPECT_THAT(left.Receive().status().message(),
                  HasSubstr("other end of the port is closed"));
    }
  }
}

TEST_F(NativeMessagePortTest, AnyThreadMayPostWhileOneReceivesAndOneCloses) {
  auto [a, b] = DetachedMessagePort::NewChannel();
  NativeMessagePort left(std::move(a));
  NativeMessagePort right(std::move(b));
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (left.Post(Number(1)).ok()) {
        left.set_queue_limits({.max_queued_messages = 100});
      }
    });
  }
  threads.emplace_back([&] {
    while (left.Receive().ok()) {
    }
  });
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(right.Receive().ok());
  left.Close();
  for (std::thread& thread : threads) thread.join();
  while (right.Receive().ok()) {
  }
}

// As a clone it could be received twice.
TEST_F(NativeMessagePortTest, APortInPartsIsTransferred) {
  MessageChannel channel = NewChannel();
  v8::Local<v8::Object> list[] = {channel.port2};
  MessageParts parts = std::move(*Serialize(Run("0"), list).value).TakeParts();
  parts.transferred_host_objects = 0;
  auto make = [&] {
    wire::Writer writer;
    writer.Null();
    return SerializedValue::FromWriter(cluster(), std::move(writer),
                                       std::move(parts));
  };
  EXPECT_EQ(make().status().message(),
            "MessageParts::host_objects[0] is a MessagePort, which can only be "
            "transferred: put it among the first transferred_host_objects.");
  parts.transferred_host_objects = 1;
  absl::StatusOr<SerializedValue> value = make();
  ASSERT_TRUE(value.ok());
  Outcome<DeserializedValue> received = Receive(*std::move(value));
  ASSERT_THAT(received, Succeeds());
  Listen(received.value->transferred[0], recorder2_);
  EXPECT_THAT(Post(channel.port1, "1"), Succeeds());
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
}

TEST_F(NativeMessagePortTest, RefusesToSendTheOtherEnd) {
  MessageChannel channel = NewChannel();
  v8::Local<v8::Object> list[] = {channel.port1};
  Outcome<SerializedValue> message = Serialize(Run("0"), list);
  ASSERT_THAT(message, Succeeds());
  NativeMessagePort native(Port(channel.port2).Detach());
  EXPECT_THAT(native.Post(*std::move(message.value)).message(),
              HasSubstr("carries the port"));
}

}  // namespace
}  // namespace ferry::testing_support
