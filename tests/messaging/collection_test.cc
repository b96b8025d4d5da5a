// Which ports the garbage collector takes: a pair that nobody else has goes,
// unless something is due to happen there.

#include <v8-context.h>
#include <v8-external.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-script.h>
#include <v8-statistics.h>
#include <v8-template.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <functional>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/ready_list.h"
#include "ferry/messaging/messaging.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/process_memory.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Tells whether the collector has taken an object.
class Watched {
 public:
  Watched(v8::Isolate* isolate, v8::Local<v8::Object> object)
      : handle_(isolate, object) {
    handle_.SetWeak();
  }
  bool is_gone() const { return handle_.IsEmpty(); }
  // What is left of it.
  v8::Local<v8::Object> Get() const {
    return handle_.Get(v8::Isolate::GetCurrent());
  }

 private:
  v8::Global<v8::Object> handle_;
};

class PortCollectionTest : public PortTest {
 protected:
  // A channel that no handle keeps.
  struct Pair {
    Watched port1;
    Watched port2;
    bool is_gone() const { return port1.is_gone() && port2.is_gone(); }
  };
  // `adjust` gets both ends.
  Pair NewPair(const std::function<void(v8::Local<v8::Object> port1,
                                        v8::Local<v8::Object> port2)>& adjust) {
    v8::HandleScope handles(isolate());
    MessageChannel channel = NewChannel();
    adjust(channel.port1, channel.port2);
    return {Watched(isolate(), channel.port1),
            Watched(isolate(), channel.port2)};
  }

  // Two ends of one channel, of which the second one is elsewhere.
  std::pair<v8::Local<v8::Object>, DetachedMessagePort> NewHalf() {
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    return {
        MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked(),
        std::move(theirs)};
  }
  v8::Local<v8::Object> Show(DetachedMessagePort port) {
    return MessagePort::New(agent(), source(), std::move(port))
        .ToLocalChecked();
  }

  void Send(v8::Local<v8::Object> port, int number) {
    v8::HandleScope handles(isolate());
    ASSERT_THAT(Post(port, v8::Integer::New(isolate(), number)), Succeeds());
  }
  void Collect() { local().CollectGarbage(); }
  // Tasks in a HandleScope of their own, as a loop runs them.
  void RunAll() {
    v8::HandleScope handles(isolate());
    RunTasks();
  }
  bool is_loop_alive() { return local().event_loop().is_alive(); }
};

// --- Pairs that only hold each other -----------------------------------------

enum class Started { kNone, kFirst, kSecond, kBoth };
enum class Realms { kSame, kTwo };

class PortPairTest
    : public PortCollectionTest,
      public testing::WithParamInterface<std::tuple<Started, Realms>> {
 protected:
  // As the parameters say. The ends may get other objects.
  Pair NewPairOfParam() {
    const auto [started, realms] = GetParam();
    v8::HandleScope handles(isolate());
    MessageChannel channel = NewChannel();
    v8::Local<v8::Object> second = channel.port2;
    if (realms == Realms::kTwo) {
      second = Port(second).MoveToContext(target()).ToLocalChecked();
    }
    const auto starts = [started = started](Started one) {
      return started == one || started == Started::kBoth;
    };
    if (starts(Started::kFirst)) Listen(channel.port1, recorder1_);
    if (starts(Started::kSecond)) Listen(second, recorder2_);
    return {Watched(isolate(), channel.port1), Watched(isolate(), second)};
  }
};

TEST_P(PortPairTest, GoesWithoutAWord) {
  Pair pair = NewPairOfParam();
  EXPECT_FALSE(is_loop_alive());
  Collect();
  EXPECT_TRUE(pair.is_gone());
  RunAll();
  EXPECT_THAT(recorder1_.log, IsEmpty());
  EXPECT_THAT(recorder2_.log, IsEmpty());
}

TEST_P(PortPairTest, StaysWhileOneEndCanBeReached) {
  for (bool keeps_first : {true, false}) {
    Pair pair = NewPairOfParam();
    {
      v8::HandleScope handles(isolate());
      v8::Local<v8::Object> kept =
          keeps_first ? pair.port1.Get() : pair.port2.Get();
      Collect();
      ASSERT_FALSE(pair.port1.is_gone());
      ASSERT_FALSE(pair.port2.is_gone());
      Send(kept, 1);
      Collect();
      RunAll();
      Collect();
      ASSERT_FALSE(pair.port1.is_gone());
      ASSERT_FALSE(pair.port2.is_gone());
      EXPECT_FALSE(is_loop_alive());
    }
    Collect();
    EXPECT_TRUE(pair.is_gone());
  }
}

INSTANTIATE_TEST_SUITE_P(
    Pairs, PortPairTest,
    testing::Combine(testing::Values(Started::kNone, Started::kFirst,
                                     Started::kSecond, Started::kBoth),
                     testing::Values(Realms::kSame, Realms::kTwo)));

TEST_F(PortCollectionTest, TheObjectThatAPortHadBeforeIsNotKept) {
  v8::HandleScope handles(isolate());
  auto [port1, before] = [&] {
    v8::EscapableHandleScope inner(isolate());
    MessageChannel channel = NewChannel();
    Listen(channel.port1, recorder1_);
    v8::Local<v8::Object> moved =
        Port(channel.port2).MoveToContext(target()).ToLocalChecked();
    Listen(moved, recorder2_);
    return std::pair(inner.Escape(channel.port1),
                     Watched(isolate(), channel.port2));
  }();
  Collect();
  EXPECT_TRUE(before.is_gone());
  Send(port1, 1);
  RunAll();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
}

// --- What is due to happen ---------------------------------------------------

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

// --- Ends that are elsewhere -------------------------------------------------

TEST_F(PortCollectionTest, AStartedPortWaitsForOneOnItsWay) {
  MessageChannel way = NewChannel();
  std::optional<Watched> arrived;
  recorder1_.on_message = [&](auto, auto, const ReceivedMessage& message) {
    Send(message.ports[0], 1);
    arrived.emplace(isolate(), message.ports[0]);
    Collect();
  };
  Listen(way.port2, recorder1_);
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port1, recorder2_);
    v8::Local<v8::Object> list[] = {port2};
    Post(way.port1, "0", list);
  });
  EXPECT_TRUE(is_loop_alive());
  Collect();
  EXPECT_FALSE(pair.port1.is_gone());
  EXPECT_TRUE(pair.port2.is_gone()) << "the object that it had before";
  RunAll();
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1"));
  EXPECT_FALSE(is_loop_alive());
  Collect();
  EXPECT_TRUE(pair.port1.is_gone());
  EXPECT_TRUE(arrived->is_gone());
}

TEST_F(PortCollectionTest, AnEndGoesToAnotherIsolateAndBack) {
  std::optional<DetachedMessagePort> traveler;
  Pair pair = NewPair([&](auto port1, auto port2) {
    Listen(port1, recorder1_);
    traveler = Port(port2).Detach();
  });
  EXPECT_TRUE(is_loop_alive());
  Collect();
  OnOtherThread([&](TestIsolate& other) {
    v8::Local<v8::Object> there =
        MessagePort::New(other.agent(), other.source(), *std::move(traveler))
            .ToLocalChecked();
    MessagePort& port = *MessagePort::From(other.agent(), there);
    port.Start();
    other.CollectGarbage();
    EXPECT_TRUE(port.PostMessage(other.source(), v8::Null(other.isolate()), {})
                    .IsJust());
    traveler = port.Detach();
  });
  Collect();
  ASSERT_FALSE(pair.port1.is_gone());
  {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Object> back = Show(*std::move(traveler));
    EXPECT_TRUE(is_loop_alive()) << "the message waits";
    RunAll();
    EXPECT_THAT(recorder1_.log, ElementsAre("message null"));
    EXPECT_FALSE(is_loop_alive());
    Collect();
    ASSERT_FALSE(pair.port1.is_gone());
    Send(back, 2);
    RunAll();
  }
  EXPECT_THAT(recorder1_.log, ElementsAre("message null", "message 2"));
  Collect();
  EXPECT_TRUE(pair.port1.is_gone());
  RunAll();
  EXPECT_EQ(recorder1_.log.size(), 2u);
}

TEST_F(PortCollectionTest, APortThatAnotherIsolateForgetsCloses) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  NativeMessagePort port(std::move(ours));
  OnOtherThread([&, theirs = &theirs](TestIsolate& other) {
    {
      v8::HandleScope handles(other.isolate());
      EXPECT_FALSE(
          MessagePort::New(other.agent(), other.source(), std::move(*theirs))
              .IsEmpty());
    }
    const auto receive = [&] {
      return port.Receive(std::chrono::milliseconds(0)).status().code();
    };
    EXPECT_EQ(receive(), absl::StatusCode::kDeadlineExceeded);
    other.CollectGarbage();
    EXPECT_EQ(receive(), absl::StatusCode::kFailedPrecondition);
  });
}

TEST_F(PortCollectionTest, AnAgentOfTheSameIsolateIsElsewhere) {
  auto [port, theirs] = NewHalf();
  Listen(port, recorder1_);
  EXPECT_TRUE(is_loop_alive());
  {
    Agent other(isolate(), cluster(), {.event_loop = &local().event_loop()});
    v8::HandleScope handles(isolate());
    v8::Local<v8::Object> there =
        MessagePort::New(other, source(), std::move(theirs)).ToLocalChecked();
    Collect();
    EXPECT_TRUE(MessagePort::From(other, there)
                    ->PostMessage(source(), v8::Null(isolate()), {})
                    .IsJust());
    RunAll();
    EXPECT_THAT(recorder1_.log, ElementsAre("message null"));
  }
  RunAll();
  EXPECT_THAT(recorder1_.log, ElementsAre("message null", "close"));
  EXPECT_FALSE(is_loop_alive());
}

TEST_F(PortCollectionTest, AnAgentEndsWithPairsOfEveryKind) {
  NewPair([](auto, auto) {});
  NewPair([&](auto port1, auto port2) {
    Listen(port1, recorder1_);
    Listen(port2, recorder2_);
    Send(port1, 1);
  });
  NewPair([&](auto port1, auto port2) {
    Listen(port2, recorder2_);
    Port(port1).Close();
  });
  local().DestroyAgent();
  RunAll();
  EXPECT_THAT(recorder2_.log, IsEmpty());
  EXPECT_FALSE(is_loop_alive());
}

// --- Classes of the embedder's own -------------------------------------------

// The field that refers to the other end is one more.
TEST_F(PortCollectionTest, AnEmbeddersClassKeepsItsOwnFields) {
  constexpr int kOwnField = 1;
  Agent agent(isolate(), cluster(), {.event_loop = &local().event_loop()});
  v8::Local<v8::FunctionTemplate> port_class =
      v8::FunctionTemplate::New(isolate());
  port_class->Inherit(WrapperRegistry::Of(agent).NewTemplate("MessagePort"));
  port_class->InstanceTemplate()->SetInternalFieldCount(kOwnField + 1);
  Messaging::Of(agent).set_port_template(port_class);
  v8::HandleScope handles(isolate());
  MessageChannel channel = MessageChannel::New(agent, source()).FromJust();
  for (v8::Local<v8::Object> port : {channel.port1, channel.port2}) {
    EXPECT_EQ(port->InternalFieldCount(), kOwnField + 2);
    port->SetInternalField(kOwnField, v8::Integer::New(isolate(), 7));
  }
  MessagePort::From(agent, channel.port1)->Close();
  for (v8::Local<v8::Object> port : {channel.port1, channel.port2}) {
    EXPECT_EQ(port->GetInternalField(kOwnField)
                  .As<v8::Value>()
                  .As<v8::Int32>()
                  ->Value(),
              7);
  }
}

using PortCollectionDeathTest = PortCollectionTest;

TEST_F(PortCollectionDeathTest, NeedsATemplateWithoutAFunction) {
  EXPECT_DEATH(
      {
        Agent agent(isolate(), cluster(),
                    {.event_loop = &local().event_loop()});
        v8::Local<v8::FunctionTemplate> port_class =
            WrapperRegistry::Of(agent).NewTemplate("MessagePort");
        port_class->GetFunction(source()).ToLocalChecked();
        Messaging::Of(agent).set_port_template(port_class);
        MessageChannel::New(agent, source()).Check();
      },
      "set_port_template needs a template of which V8 has made no function "
      "yet");
}

// --- Many --------------------------------------------------------------------

TEST_F(PortCollectionTest, ManyChannelsLeaveMemoryFlat) {
  constexpr int kChannels = 100'000;
  constexpr size_t kMaxHeapGrowth = size_t{1} << 20;
  [[maybe_unused]] constexpr size_t kMaxGrowth = size_t{16} << 20;
  const auto drop_channels = [&] {
    for (int i = 0; i < kChannels; ++i) {
      NewPair([&](auto port1, auto port2) {
        Listen(port1, recorder1_);
        Listen(port2, recorder2_);
      });
    }
    Collect();
    Collect();
    v8::HeapStatistics heap;
    isolate()->GetHeapStatistics(&heap);
    return std::pair(heap.used_heap_size(), ResidentMemory());
  };
  const auto [heap, memory] = drop_channels();
  for (int i = 0; i < 2; ++i) {
    [[maybe_unused]] const auto [heap_now, memory_now] = drop_channels();
    EXPECT_LT(heap_now, heap + kMaxHeapGrowth);
    // AddressSanitizer keeps for a while what is freed.
#ifndef __SANITIZE_ADDRESS__
    EXPECT_LT(memory_now, memory + kMaxGrowth);
#endif
  }
}

}  // namespace
}  // namespace ferry::testing_support
