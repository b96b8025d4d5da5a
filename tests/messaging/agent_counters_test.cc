#include "ferry/messaging/agent_counters.h"

#include <v8-object.h>

#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "ferry/agent/agent.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/test_isolate.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

class AgentCountersTest : public PortTest {
 protected:
  AgentCounters Get() { return GetAgentCounters(agent()); }
};

TEST_F(AgentCountersTest, CountMessagesAndWhatWaits) {
  EXPECT_EQ(Get().messages_posted, 0u);
  Post(port1(), "1");
  Post(port1(), "new Uint8Array(1000)");
  Post(port2(), "2");
  AgentCounters counters = Get();
  EXPECT_EQ(counters.messages_posted, 3u);
  EXPECT_EQ(counters.messages_received, 0u);
  EXPECT_EQ(counters.queued_messages, 3u);
  EXPECT_GT(counters.queued_bytes, 1000u);
  EXPECT_LT(counters.queued_bytes, 1100u);

  Listen(port2(), recorder2_);
  RunTasks();
  counters = Get();
  EXPECT_EQ(counters.messages_received, 2u);
  EXPECT_EQ(counters.queued_messages, 1u);
  EXPECT_LT(counters.queued_bytes, 100u);
  Port(port1()).Close();
  EXPECT_EQ(Get().queued_messages, 0u);
  EXPECT_EQ(Get().queued_bytes, 0u);
}

TEST_F(AgentCountersTest, CountRefusalsByKind) {
  Post(port1(), "() => 1");
  EXPECT_FALSE(Clone("[Symbol()]").value.has_value());
  EXPECT_EQ(Get().refusals.not_cloneable, 2u);
  // What user code throws is its own matter.
  EXPECT_FALSE(Clone("({get a() { throw 1; }})").value.has_value());
  EXPECT_EQ(Get().refusals.not_cloneable, 2u);

  EXPECT_FALSE(
      Serialize(Run("'text'"), {}, {.limits = {.bytes = 2}}).value.has_value());
  EXPECT_EQ(Get().refusals.over_limits, 1u);

  Port(port2()).set_queue_limits({.max_queued_messages = 1});
  Post(port1(), "1");
  Post(port1(), "2");
  EXPECT_EQ(Get().refusals.queue_full, 1u);
  EXPECT_EQ(Get().messages_posted, 1u);
  EXPECT_EQ(Get().refusals.unreadable, 0u);
}

TEST_F(AgentCountersTest, CountWhatIsKept) {
  const AgentCounters before = Get();
  Post(port1(), "[{a: 1, b: 2}, {a: 3, b: 4}]");
  Listen(port2(), recorder2_);
  RunTasks();
  const AgentCounters after = Get();
  EXPECT_EQ(before.shape_bytes, 0u);
  EXPECT_GT(after.shape_bytes, 0u);
  EXPECT_GT(after.growth_buffer_bytes, 0u);
  EXPECT_GT(after.pool_bytes, before.pool_bytes);
}

// Whoever only sends has none that it has read.
TEST_F(AgentCountersTest, CountWhatTheReaderOfAnotherIsolateGivesBack) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  v8::Local<v8::Object> port =
      MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked();
  constexpr int kMoreThanOneKeeps = 1200;
  for (int i = 0; i < kMoreThanOneKeeps; ++i) Post(port, "({a: 1})");
  const AgentCounters before = Get();
  std::thread([this, theirs = std::move(theirs)]() mutable {
    TestIsolate other(cluster());
    v8::Local<v8::Object> reading =
        MessagePort::New(other.agent(), other.source(), std::move(theirs))
            .ToLocalChecked();
    MessagePort::From(other.agent(), reading)->Start();
    other.RunTasks();
    EXPECT_EQ(GetAgentCounters(other.agent()).queued_messages, 0u);
  }).join();
  Post(port, "({a: 1})");
  EXPECT_GT(Get().pool_bytes, before.pool_bytes + 4000);
}

// A new realm has not tried its scripts.
TEST_F(AgentCountersTest, CountMessagesForScripts) {
  Post(port1(), "[{a: 1, b: 2}, {a: 'x'.repeat(100)}]");
  Listen(port2(), recorder2_);
  RunTasks();
  const AgentCounters counters = Get();
  EXPECT_EQ(counters.scripted_writes.rested, 1u);
  EXPECT_EQ(counters.scripted_writes.values, 0u);
  EXPECT_EQ(counters.scripted_reads.rested, 1u);
  EXPECT_EQ(counters.scripted_reads.values, 0u);
  EXPECT_EQ(counters.script_memory_bytes, 0u);
}

TEST_F(AgentCountersTest, NeedNoEventLoop) {
  local().DestroyAgent();
  Agent silent(isolate(), cluster());
  EXPECT_TRUE(StructuredClone(silent, source(), Run("() => 1")).IsEmpty());
  EXPECT_EQ(GetAgentCounters(silent).refusals.not_cloneable, 1u);
}

}  // namespace
}  // namespace ferry::testing_support
