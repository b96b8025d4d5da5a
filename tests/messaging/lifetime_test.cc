// What closes a port: the end of its agent, of its thread, of the message that
// it is in. What keeps an event loop alive. collection_test has the garbage
// collector.

#include <optional>
#include <utility>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using LifetimeTest = PortTest;

TEST_F(LifetimeTest, KeepsTheLoopAliveWhileMessagesMayComeFromElsewhere) {
  PlatformEventLoop& loop = local().event_loop();
  DetachedMessagePort theirs = Port(port1()).Detach();
  EXPECT_FALSE(loop.is_alive());
  Listen(port2(), recorder2_);
  EXPECT_TRUE(loop.is_alive());
  Port(port2()).set_keeps_loop_alive(false);
  EXPECT_FALSE(loop.is_alive());
  Port(port2()).set_keeps_loop_alive(true);
  EXPECT_TRUE(loop.is_alive());
  {
    DetachedMessagePort closes = std::move(theirs);
  }
  EXPECT_TRUE(loop.is_alive()) << "it is to be told";
  RunTasks();
  EXPECT_FALSE(loop.is_alive());
}

// Only this isolate's scripts can send, and those something else has to run.
TEST_F(LifetimeTest, KeepsTheLoopAliveForTheMessagesOfThisIsolate) {
  PlatformEventLoop& loop = local().event_loop();
  Listen(port1(), recorder1_);
  Listen(port2(), recorder2_);
  EXPECT_FALSE(loop.is_alive());
  for (v8::Local<v8::Object> port : {port1(), port2()}) {
    Post(port, "1");
    EXPECT_TRUE(loop.is_alive());
    RunTasks();
    EXPECT_FALSE(loop.is_alive());
  }
  Post(port1(), "2");
  Port(port2()).set_keeps_loop_alive(false);
  EXPECT_FALSE(loop.is_alive());
  Port(port2()).set_keeps_loop_alive(true);
  EXPECT_TRUE(loop.is_alive());
  Port(port2()).Close();
  RunTasks();
  EXPECT_FALSE(loop.is_alive());
  EXPECT_THAT(recorder1_.log, ElementsAre("message 1", "close"));
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
}

// Whether an end is elsewhere changes as it travels.
TEST_F(LifetimeTest, KeepsTheLoopAliveWhileAnEndTravels) {
  PlatformEventLoop& loop = local().event_loop();
  Listen(port1(), recorder1_);
  MessageChannel way = NewChannel();
  Port(way.port2).Start();
  v8::Local<v8::Object> list[] = {port2()};
  Post(way.port1, port2(), list);
  EXPECT_TRUE(loop.is_alive());
  std::optional<ReceivedMessage> received =
      Port(way.port2).ReceiveMessage(source()).FromJust();
  RunTasks();
  EXPECT_FALSE(loop.is_alive());
  Post(received->ports[0], "1");
  EXPECT_TRUE(loop.is_alive());
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("message 1"));
  EXPECT_FALSE(loop.is_alive());
}

TEST_F(LifetimeTest, ThePortsOfAnAgentCloseWithIt) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  v8::Local<v8::Object> port =
      MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked();
  Listen(port, recorder1_);
  DetachedMessagePort moved = std::move(theirs);
  OnOtherThread([&](TestIsolate& other) {
    v8::Local<v8::Object> there =
        MessagePort::New(other.agent(), other.source(), std::move(moved))
            .ToLocalChecked();
    EXPECT_TRUE(MessagePort::From(other.agent(), there)
                    ->PostMessage(other.source(), v8::Null(other.isolate()), {})
                    .IsJust());
    MessagePort::From(other.agent(), there)->Start();
  });
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("message null", "close"));
}

TEST_F(LifetimeTest, NothingComesAfterTheAgent) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  v8::Local<v8::Object> port =
      MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked();
  Listen(port, recorder1_);
  {
    DetachedMessagePort closes = std::move(theirs);
  }
  Post(port1(), "1");
  local().DestroyAgent();
  RunTasks();
  EXPECT_THAT(recorder1_.log, IsEmpty());
  EXPECT_FALSE(local().event_loop().is_alive());
}

TEST_F(LifetimeTest, APortThatNobodyReceivesCloses) {
  Listen(port1(), recorder1_);
  v8::Local<v8::Object> list[] = {port2()};
  {
    Outcome<SerializedValue> message = Serialize(port2(), list);
    ASSERT_THAT(message, Succeeds());
    RunTasks();
    EXPECT_THAT(recorder1_.log, IsEmpty());
  }
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
}

TEST_F(LifetimeTest, APortOfAMessageThatCannotBeReadCloses) {
  Listen(port1(), recorder1_);
  MessageChannel way = NewChannel();
  Listen(way.port2, recorder2_);
  v8::Local<v8::Object> list[] = {port2()};
  EXPECT_THAT(Post(way.port1, R"({
    const point = {[kClone]() { return {data: 1, deserializeInfo: 'Point'}; }};
    markTransferMode(point, CLONEABLE);
    point;
  })",
                   list),
              Succeeds());
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre(testing::HasSubstr("error")));
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
}

using LifetimeDeathTest = LifetimeTest;

TEST_F(LifetimeDeathTest, NeedsAnEventLoop) {
  EXPECT_DEATH(
      {
        Agent lonely(isolate(), cluster());
        Messaging::Of(lonely);
      },
      "Messaging needs an EventLoop");
}

}  // namespace
}  // namespace ferry::testing_support
