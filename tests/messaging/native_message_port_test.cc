// Ports of native threads: messages without an isolate, in both directions.

#include "ferry/messaging/native_message_port.h"

#include <chrono>  // NOLINT(build/c++11)
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
  EXPECT_EQ(native.Detach().core(), nullptr);
  Listen(moved, recorder2_);
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 7"));
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
