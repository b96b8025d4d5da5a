// Which ports the garbage collector takes: a pair that nobody else has.

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-statistics.h>
#include <v8-template.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "ferry/agent/agent.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/tests/messaging/port_collection_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/process_memory.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

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
