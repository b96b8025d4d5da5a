// Ports of one isolate: delivery, order, start, close.

#include "ferry/messaging/message_port.h"

#include <v8-exception.h>
#include <v8-microtask-queue.h>

#include <optional>

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

TEST_F(MessagePortTest, RunsMicrotasksBetweenMessages) {
  isolate()->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  Run("globalThis.log = []");
  Listen(port2(), recorder2_);
  recorder2_.on_message = [&](auto...) {
    Run("log.push('task'); Promise.resolve().then(() => log.push('micro'))");
  };
  Post(port1(), "1");
  Post(port1(), "2");
  RunTasks();
  EXPECT_THAT(Run("log"), EvaluatesTo("['task', 'micro', 'task', 'micro']"));
}

TEST_F(MessagePortTest, ReportsWhatAnObserverThrowsAndGoesOn) {
  Listen(port2(), recorder2_);
  recorder2_.on_message = [&](auto...) {
    isolate()->ThrowException(v8::Exception::Error(
        v8::String::NewFromUtf8Literal(isolate(), "oops")));
  };
  Post(port1(), "1");
  Post(port1(), "2");
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1", "message 2"));
  EXPECT_THAT(local().uncaught(), ElementsAre("Error: oops", "Error: oops"));
}

TEST_F(MessagePortTest, LivesOnAfterAMessageThatCannotBeRead) {
  Listen(port2(), recorder2_);
  Post(port1(), R"({
    const point = {[kClone]() { return {data: 1, deserializeInfo: 'Point'}; }};
    markTransferMode(point, CLONEABLE);
    point;
  })");
  Post(port1(), "2");
  RunTasks();
  EXPECT_THAT(recorder2_.log,
              ElementsAre("error DataCloneError: Class \"Point\" is not "
                          "registered in this realm. Register it before the "
                          "message is read.",
                          "message 2"));
}

TEST_F(MessagePortTest, GivesOneMessageAtOnce) {
  Post(port1(), "1");
  Post(port1(), "2");
  auto receive = [&] {
    return Try([&] { return Port(port2()).ReceiveMessage(source()); });
  };
  Outcome<std::optional<ReceivedMessage>> received = receive();
  ASSERT_TRUE(received.value.has_value() && received.value->has_value());
  EXPECT_THAT((**received.value).value, EvaluatesTo("1"));
  EXPECT_EQ(Port(port2()).queued_messages(), 1u);
  receive();
  received = receive();
  ASSERT_TRUE(received.value.has_value());
  EXPECT_FALSE(received.value->has_value());
}

TEST_F(MessagePortTest, TellsOfCloseAfterTheLastMessageWasTaken) {
  Listen(port2(), recorder2_);
  Post(port1(), "1");
  Port(port1()).Close();
  EXPECT_THAT(Try([&] { return Port(port2()).ReceiveMessage(source()); }),
              Succeeds());
  EXPECT_THAT(recorder2_.log, IsEmpty());
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("close"));
}

TEST_F(MessagePortTest, IsMadeOfNoEmptyPort) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  DetachedMessagePort moved = std::move(ours);
  EXPECT_THAT(
      Try([&] { return MessagePort::New(agent(), source(), std::move(ours)); }),
      Throws(
          "InvalidStateError",
          "MessagePort::New needs a port: the DetachedMessagePort is empty. It "
          "was moved away, or its port is closed."));
  Port(port1()).Close();
  EXPECT_THAT(Try([&] {
                return MessagePort::New(agent(), source(),
                                        Port(port1()).Detach());
              }),
              Throws("InvalidStateError", HasSubstr("is empty")));
  EXPECT_THAT(Try([&] {
                return MessagePort::New(agent(), source(), std::move(moved));
              }),
              Succeeds());
}

TEST_F(MessagePortTest, ReportsWhatAnObserverOfALostChannelThrows) {
  class Thrower final : public MessageObserver {
   public:
    void OnMessage(v8::Local<v8::Context>, v8::Local<v8::Object>,
                   const ReceivedMessage&) override {}
    void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                        v8::Local<v8::Value>) override {}
    void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
    void OnChannelLost(v8::Local<v8::Context>, v8::Local<v8::Object>) override {
      v8::Isolate* isolate = v8::Isolate::GetCurrent();
      isolate->ThrowException(v8::Exception::Error(
          v8::String::NewFromUtf8Literal(isolate, "lost")));
    }
  } thrower;
  Port(port1()).set_observer(&thrower);
  v8::Local<v8::Object> list[] = {port2()};
  EXPECT_THAT(Post(port1(), "0", list), Succeeds());
  EXPECT_THAT(local().uncaught(), ElementsAre("Error: lost"));
}

TEST_F(MessagePortTest, LosesMessagesToAClosedEndWithWhatWasTransferred) {
  Listen(port1(), recorder1_);
  Port(port2()).Close();
  v8::Local<v8::Object> list[] = {RunObject("new ArrayBuffer(8)")};
  EXPECT_THAT(Post(port1(), list[0], list), Succeeds());
  EXPECT_THAT(list[0], IsDetached());
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
  EXPECT_THAT(Post(port2(), "1"), Succeeds());
}

TEST_F(MessagePortTest, LosesTheChannelWithItsTargetPort) {
  Listen(port1(), recorder1_);
  v8::Local<v8::Object> list[] = {port2()};
  EXPECT_THAT(Post(port1(), "0", list), Succeeds());
  EXPECT_THAT(recorder1_.log, ElementsAre("lost"));
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("lost", "close"));
}

TEST_F(MessagePortTest, CannotTransferAClosedPort) {
  MessageChannel other = NewChannel();
  Port(other.port1).Close();
  v8::Local<v8::Object> list[] = {other.port1};
  EXPECT_THAT(Post(port1(), "0", list),
              ThrowsDataCloneError("Entry 0 of the transfer list (MessagePort) "
                                   "is already detached."));
  EXPECT_THAT(Clone(other.port2),
              ThrowsDataCloneError(HasSubstr("It can only be transferred")));
}

TEST_F(MessagePortTest, KeepsAPortWhoseMessageFails) {
  MessageChannel other = NewChannel();
  Listen(other.port2, recorder2_);
  v8::Local<v8::Object> list[] = {other.port2};
  EXPECT_THAT(Post(port1(), "() => {}", list),
              ThrowsDataCloneError(HasSubstr("could not be cloned")));
  EXPECT_FALSE(Port(other.port2).is_detached());
  Post(other.port1, "1");
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
}

TEST_F(MessagePortTest, MayBeTransferredWhileItReceives) {
  MessageChannel way = NewChannel();
  Recorder arrived;
  Recorder on_way;
  on_way.on_message = [&](v8::Local<v8::Context>, v8::Local<v8::Object>,
                          const ReceivedMessage& message) {
    Listen(message.ports[0], arrived);
  };
  Listen(way.port2, on_way);
  Listen(port2(), recorder2_);
  recorder2_.on_message = [&](v8::Local<v8::Context>,
                              v8::Local<v8::Object> target,
                              const ReceivedMessage&) {
    v8::Local<v8::Object> list[] = {target};
    EXPECT_THAT(Post(way.port1, "'port'", list), Succeeds());
  };
  for (const char* number : {"1", "2", "3"}) Post(port1(), number);
  Port(port1()).Close();
  RunTasks();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
  EXPECT_THAT(arrived.log, ElementsAre("message 2", "message 3", "close"));
}

TEST_F(MessagePortTest, MakesMessagesInTheRealmOfItsObject) {
  v8::Local<v8::Object> moved =
      Port(port2()).MoveToContext(target()).ToLocalChecked();
  Listen(moved, recorder2_);
  bool is_of_target = false;
  recorder2_.on_message = [&](v8::Local<v8::Context> context,
                              v8::Local<v8::Object>,
                              const ReceivedMessage& message) {
    SetInTarget("got", message.value);
    is_of_target =
        context == target() && RunInTarget("got instanceof Object")->IsTrue();
  };
  Post(port1(), "({})");
  RunTasks();
  EXPECT_TRUE(is_of_target);
  EXPECT_THAT(
      Try([&] { return Port(port2()).MoveToContext(target()); }),
      ThrowsDataCloneError("The MessagePort cannot be moved: it is closed, or "
                           "was transferred."));
}

TEST_F(MessagePortTest, CannotReadForARealmThatIsGone) {
  v8::Global<v8::Object> port;
  {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Context> brief = v8::Context::New(isolate());
    port.Reset(isolate(), Port(port2()).MoveToContext(brief).ToLocalChecked());
    Listen(port.Get(isolate()), recorder2_);
    brief->DetachGlobal();
  }
  port.Reset();
  local().CollectGarbage();
  Post(port1(), "1");
  Port(port1()).Close();
  RunTasks();
  EXPECT_THAT(recorder2_.log,
              ElementsAre("error DataCloneError: The realm that the message "
                          "was for is gone.",
                          "close"));
}

}  // namespace
}  // namespace ferry::testing_support
