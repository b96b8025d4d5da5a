// What closes a port: garbage collection, the end of its agent, of its thread.

#include <v8-persistent-handle.h>

#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LifetimeTest : public PortTest {
 protected:
  // A channel whose second port no handle keeps.
  v8::Local<v8::Object> NewHalfChannel(Recorder* recorder = nullptr) {
    v8::EscapableHandleScope handles(isolate());
    MessageChannel channel = NewChannel();
    if (recorder != nullptr) Listen(channel.port2, *recorder);
    return handles.Escape(channel.port1);
  }
};

TEST_F(LifetimeTest, APortThatNobodyHasCloses) {
  v8::Local<v8::Object> port = NewHalfChannel();
  Listen(port, recorder1_);
  local().CollectGarbage();
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
}

TEST_F(LifetimeTest, AStartedPortLives) {
  v8::Local<v8::Object> port = NewHalfChannel(&recorder2_);
  local().CollectGarbage();
  EXPECT_THAT(Post(port, "1"), Succeeds());
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
}

TEST_F(LifetimeTest, KeepsTheLoopAliveWhileMessagesMayCome) {
  PlatformEventLoop& loop = local().event_loop();
  EXPECT_FALSE(loop.is_alive());
  Listen(port2(), recorder2_);
  EXPECT_TRUE(loop.is_alive());
  Port(port2()).set_keeps_loop_alive(false);
  EXPECT_FALSE(loop.is_alive());
  Port(port2()).set_keeps_loop_alive(true);
  EXPECT_TRUE(loop.is_alive());
  Port(port1()).Close();
  RunTasks();
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
    MessagePort::From(other.agent(), there)
        ->PostMessage(other.source(), v8::Null(other.isolate()), {})
        .Check();
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
