#include "ferry/agent/agent.h"

#include <v8-initialization.h>
#include <v8-isolate.h>
#include <v8-locker.h>

#include <memory>
#include <optional>
#include <thread>  // NOLINT(build/c++11)

#include "ferry/agent/built_for.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/script_protocol.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

class AgentTest : public V8Test {};

TEST_F(AgentTest, KnowsItsIsolateAndCluster) {
  EXPECT_EQ(agent().isolate(), isolate());
  EXPECT_EQ(agent().cluster(), cluster());
  EXPECT_EQ(agent().host_object_delegate(), nullptr);
}

TEST_F(AgentTest, LetsAnIsolateHaveSeveral) {
  Agent second(isolate(), cluster());
  EXPECT_NE(ProtocolSymbols::Of(second).Get(ProtocolSymbol::kClone),
            ProtocolSymbols::Of(agent()).Get(ProtocolSymbol::kClone));
  EXPECT_EQ(ProtocolSymbols::Of(agent()).Get(ProtocolSymbol::kClone),
            ProtocolSymbols::Of(agent()).Get(ProtocolSymbol::kClone));
}

TEST_F(AgentTest, KeepsItsClusterAlive) {
  std::weak_ptr<const AgentCluster> weak;
  {
    auto other = NewAgentCluster();
    weak = other;
    Agent second(isolate(), std::move(other));
    EXPECT_FALSE(weak.expired());
  }
  EXPECT_TRUE(weak.expired());
}

TEST_F(AgentTest, OutlivesContexts) {
  {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Context> brief = v8::Context::New(isolate());
    v8::Context::Scope scope(brief);
    EXPECT_FALSE(
        StructuredClone(agent(), brief, v8::Object::New(isolate())).IsEmpty());
  }
  local().CollectGarbage();
  EXPECT_THAT(Clone("({a: 1})"), Returns(EvaluatesTo("({a: 1})")));
}

using AgentDeathTest = AgentTest;

TEST_F(AgentDeathTest, NeedsACluster) {
  EXPECT_DEATH(Agent(isolate(), nullptr), "Agent needs an AgentCluster");
}

TEST_F(AgentDeathTest, NeedsTheV8ThatItWasBuiltFor) {
  internal::CheckV8Version(v8::V8::GetVersion());
  EXPECT_DEATH(internal::CheckV8Version("99.1.2.3"),
               "ferry was built for V8 [0-9]+[.][0-9]+, and this process has "
               "V8 99[.]1[.]2[.]3");
}

TEST_F(AgentDeathTest, ChecksTheThread) {
  EXPECT_DEATH(
      {
        v8::Local<v8::Value> value = v8::Undefined(isolate());
        v8::Local<v8::Context> context = source();
        std::thread([&] {
          (void)StructuredClone(agent(), context, value).IsEmpty();
        }).join();
      },
      "StructuredClone was called for isolate .*, but this thread's current "
      "isolate is .*Call it on the isolate's thread");
}

TEST_F(AgentDeathTest, ChecksTheIsolate) {
  EXPECT_DEATH(
      {
        Outcome<SerializedValue> message = Serialize(v8::Null(isolate()));
        TestIsolate other;
        (void)StructuredDeserialize(agent(), source(), *message.value)
            .IsEmpty();
      },
      "StructuredDeserialize was called for isolate");
}

TEST_F(AgentDeathTest, ChecksEveryEntryPoint) {
  v8::Local<v8::Value> null = v8::Null(isolate());
  v8::Local<v8::Context> context = source();
  Outcome<SerializedValue> message = Serialize(null);
  isolate()->Exit();
  EXPECT_DEATH((void)StructuredSerialize(agent(), context, null).IsNothing(),
               "StructuredSerialize was called for isolate");
  EXPECT_DEATH((void)StructuredSerializeWithTransfer(agent(), context, null, {})
                   .IsNothing(),
               "StructuredSerializeWithTransfer was called for isolate");
  EXPECT_DEATH(
      (void)StructuredSerializeForStorage(agent(), context, null).IsNothing(),
      "StructuredSerializeForStorage was called for isolate");
  EXPECT_DEATH((void)StructuredDeserializeWithTransfer(
                   agent(), context, std::move(*message.value))
                   .IsNothing(),
               "StructuredDeserializeWithTransfer was called for isolate");
  EXPECT_DEATH(local().DestroyAgent(), "Agent::~Agent was called for isolate");
  isolate()->Enter();
}

TEST(AgentLockingDeathTest, ChecksTheLock) {
  EXPECT_DEATH(
      {
        TestIsolate unlocked(
            NewAgentCluster(),
            {.locking = Locking::kLocker, .host_object_delegate = nullptr});
      },
      "Agent::Agent was called for isolate .* without its lock. Hold a "
      "v8::Locker");
}

}  // namespace
}  // namespace ferry::testing_support
