// Ports of one isolate: delivery, order, start, close.

#include "ferry/messaging/message_port.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using MessagePortTest = PortTest;

TEST_F(MessagePortTest, DeliversInOrder) {
  Listen(port2(), recorder2_);
  EXPECT_THAT(Post(port1(), "1"), Succeeds());
  EXPECT_THAT(Post(port1(), "({a: [2]})"), Succeeds());
  EXPECT_THAT(recorder2_.log, IsEmpty());
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1", "message {\"a\":[2]}"));
}

TEST_F(MessagePortTest, KeepsMessagesUntilItIsStarted) {
  EXPECT_THAT(Post(port1(), "1"), Succeeds());
  RunTasks();
  EXPECT_EQ(Port(port2()).queued_messages(), 1u);
  Listen(port2(), recorder2_);
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
  EXPECT_EQ(Port(port2()).queued_messages(), 0u);
  EXPECT_EQ(Port(port2()).queued_bytes(), 0u);
}

TEST_F(MessagePortTest, SendsBothWays) {
  Listen(port1(), recorder1_);
  Listen(port2(), recorder2_);
  recorder2_.on_message = [&](v8::Local<v8::Context>,
                              v8::Local<v8::Object> target,
                              const ReceivedMessage&) {
    EXPECT_EQ(target, port2());
    EXPECT_THAT(Post(port2(), "'pong'"), Succeeds());
  };
  EXPECT_THAT(Post(port1(), "'ping'"), Succeeds());
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("message \"pong\""));
}

TEST_F(MessagePortTest, TellsTheOtherEndOfClose) {
  Listen(port1(), recorder1_);
  Listen(port2(), recorder2_);
  EXPECT_THAT(Post(port1(), "1"), Succeeds());
  Port(port1()).Close();
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1", "close"));
  EXPECT_THAT(recorder1_.log, IsEmpty());
}

TEST_F(MessagePortTest, TransfersAPortWithItsQueue) {
  MessageChannel other = NewChannel();
  EXPECT_THAT(Post(other.port1, "'waits'"), Succeeds());
  Recorder arrived;
  Listen(port2(), recorder2_);
  recorder2_.on_message = [&](v8::Local<v8::Context>, v8::Local<v8::Object>,
                              const ReceivedMessage& message) {
    ASSERT_EQ(message.ports.size(), 1u);
    Listen(message.ports[0], arrived);
  };
  v8::Local<v8::Object> list[] = {other.port2};
  EXPECT_THAT(Post(port1(), "0", list), Succeeds());
  EXPECT_THAT(Post(other.port1, "'later'"), Succeeds());
  RunTasks();
  EXPECT_THAT(arrived.log,
              ElementsAre("message \"waits\"", "message \"later\""));
  EXPECT_TRUE(Port(other.port2).is_detached());
}

TEST_F(MessagePortTest, RefusesTheSourcePort) {
  v8::Local<v8::Object> list[] = {port1()};
  EXPECT_THAT(
      Post(port1(), "0", list),
      ThrowsDataCloneError(
          "Entry 0 of the transfer list (MessagePort) is the source port."));
  EXPECT_FALSE(Port(port1()).is_detached());
}

}  // namespace
}  // namespace ferry::testing_support
