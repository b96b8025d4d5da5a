// A port at which something is due to happen stays until it has happened: a
// message waits, the other end was closed.

#include <v8-context.h>
#include <v8-external.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include <cstddef>
#include <optional>

#include "ferry/messaging/internal/ready_list.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/tests/messaging/port_collection_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(PortCollectionTest, AMessageThatWaitsKeepsTheReceiver) {
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port2, recorder2_);
    Send(port1, 1);
    Send(port1, 2);
  });
  EXPECT_TRUE(is_loop_alive());
  Collect();
  RunAll();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1", "message 2"));
  EXPECT_FALSE(is_loop_alive());
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

TEST_F(PortCollectionTest, MessagesOfBeforeTheStartKeepTheReceiver) {
  Pair pair = NewPair([&](auto port1, auto port2) {
    Send(port1, 1);
    Collect();
    Listen(port2, recorder2_);
  });
  Collect();
  RunAll();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

TEST_F(PortCollectionTest, NobodyCanStartAPortThatNobodyHas) {
  Pair pair = NewPair([&](auto port1, auto) { Send(port1, 1); });
  EXPECT_FALSE(is_loop_alive());
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

TEST_F(PortCollectionTest, AnAnswerIsOnItsWayWhereTheQuestionIs) {
  recorder2_.on_message = [&](auto context, auto target, const auto& message) {
    Collect();
    const int number = message.value.template As<v8::Int32>()->Value();
    if (number < 10) Send(target, number + 1);
    Collect();
  };
  recorder1_.on_message = recorder2_.on_message;
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port1, recorder1_);
    Listen(port2, recorder2_);
    Send(port1, 0);
  });
  Collect();
  RunAll();
  EXPECT_EQ(recorder1_.log.size(), 5u);
  EXPECT_EQ(recorder2_.log.size(), 6u);
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

// A run of the ready list ends with the message that is its last.
TEST_F(PortCollectionTest, ARunThatIsFullLetsGo) {
  constexpr int kFull = internal::ReadyList::kMaxMessagesPerRun;
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port2, recorder2_);
    for (int i = 0; i < kFull; ++i) Send(port1, i);
  });
  Collect();
  RunAll();
  EXPECT_EQ(recorder2_.log.size(), size_t{kFull});
  EXPECT_FALSE(is_loop_alive());
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

TEST_F(PortCollectionTest, ATerminationLetsGo) {
  recorder2_.on_message = [](v8::Local<v8::Context> context, auto,
                             const auto&) {
    v8::Local<v8::String> script = v8::String::NewFromUtf8Literal(
        v8::Isolate::GetCurrent(), "terminate(); for (;;);");
    EXPECT_TRUE(v8::Script::Compile(context, script)
                    .ToLocalChecked()
                    ->Run(context)
                    .IsEmpty());
  };
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port2, recorder2_);
    Send(port1, 1);
  });
  RunAll();
  isolate()->CancelTerminateExecution();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
  EXPECT_FALSE(is_loop_alive());
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

TEST_F(PortCollectionTest, TakingTheLastMessageLetsGo) {
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port2, recorder2_);
    Send(port1, 1);
    v8::HandleScope handles(isolate());
    ASSERT_TRUE(Port(port2).ReceiveMessage(source()).FromJust().has_value());
  });
  RunAll();
  EXPECT_FALSE(is_loop_alive());
  EXPECT_THAT(recorder2_.log, IsEmpty());
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

class PortCloseTest : public PortCollectionTest,
                      public testing::WithParamInterface<bool> {
 protected:
  // Whether the end that is told of the close is started.
  void Observe(v8::Local<v8::Object> port) {
    Port(port).set_observer(&recorder2_);
    if (GetParam()) Port(port).Start();
  }
  void ExpectOneCloseOf(const Pair& pair) {
    Collect();
    EXPECT_FALSE(pair.port2.is_gone());
    RunAll();
    EXPECT_THAT(recorder2_.log, ElementsAre("close"));
    EXPECT_FALSE(is_loop_alive());
    Collect();
    EXPECT_TRUE(pair.is_gone());
    RunAll();
    EXPECT_EQ(recorder2_.log.size(), 1u);
  }
};

TEST_P(PortCloseTest, KeepsTheOtherEndUntilItIsTold) {
  Pair pair = NewPair([&](auto port1, auto port2) {
    Observe(port2);
    Port(port1).Close();
  });
  ExpectOneCloseOf(pair);
}

TEST_P(PortCloseTest, KeepsTheOtherEndWhereAGetterCloses) {
  Pair pair = NewPair([&](auto port1, auto port2) {
    Observe(port2);
    Set("closes", v8::Function::New(
                      source(),
                      [](const v8::FunctionCallbackInfo<v8::Value>& info) {
                        auto* port = static_cast<MessagePort*>(
                            info.Data().As<v8::External>()->Value());
                        port->Close();
                        info.GetIsolate()->ThrowError("no message");
                      },
                      v8::External::New(isolate(), &Port(port1)))
                      .ToLocalChecked());
    EXPECT_THAT(Post(port1, "({get a() { closes(); }})"),
                Throws("Error", "no message"));
    Set("closes", v8::Undefined(isolate()));
  });
  ExpectOneCloseOf(pair);
}

TEST_P(PortCloseTest, IsToldToAPortThatArrivesAfterIt) {
  std::optional<Watched> arrived;
  MessageChannel way = NewChannel();
  recorder1_.on_message = [&](auto, auto, const ReceivedMessage& message) {
    if (message.ports.empty()) return Collect();
    Observe(message.ports[0]);
    arrived.emplace(isolate(), message.ports[0]);
  };
  Listen(way.port2, recorder1_);
  NewPair([&](auto port1, auto port2) {
    v8::Local<v8::Object> list[] = {port2};
    Post(way.port1, port2, list);
    Port(port1).Close();
  });
  // Comes before the close, of which the first message lets know.
  Send(way.port1, 2);
  RunAll();
  EXPECT_EQ(recorder1_.log.size(), 2u);
  EXPECT_THAT(recorder2_.log, ElementsAre("close"));
  Collect();
  EXPECT_TRUE(arrived->is_gone());
}

INSTANTIATE_TEST_SUITE_P(StartedOrNot, PortCloseTest, testing::Bool());

TEST_F(PortCollectionTest, APortThatCannotBeReadClosesTheOtherEnd) {
  MessageChannel way = NewChannel();
  Listen(way.port2, recorder1_);
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port1, recorder2_);
    v8::Local<v8::Object> list[] = {port2};
    EXPECT_THAT(Post(way.port1, R"({
      const point = {[kClone]() {
        return {data: 1, deserializeInfo: 'Point'};
      }};
      markTransferMode(point, CLONEABLE);
      point;
    })",
                     list),
                Succeeds());
  });
  Collect();
  RunAll();
  EXPECT_THAT(recorder1_.log, ElementsAre(testing::HasSubstr("error")));
  EXPECT_THAT(recorder2_.log, ElementsAre("close"));
  Collect();
  EXPECT_TRUE(pair.is_gone());
}

}  // namespace
}  // namespace ferry::testing_support
