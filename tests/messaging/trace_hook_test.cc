// What an agent tells its TraceHook.

#include "ferry/agent/trace_hook.h"

#include <v8-object.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Notes final : public TraceHook {
 public:
  void Begin(TraceEvent event, uint64_t flow) override {
    said.push_back(absl::StrCat(NameOf(event), " {"));
    if (flow != 0) flows.push_back(flow);
  }
  void End(TraceEvent event) override {
    said.push_back(absl::StrCat("} ", NameOf(event)));
  }

  std::vector<std::string> said;
  std::vector<uint64_t> flows;
};

class WithNotes {
 protected:
  Notes notes_;
};

class TraceHookTest : public WithNotes, public V8Test {
 protected:
  TraceHookTest() : V8Test({.trace_hook = &notes_}) {}
};

class Ignores final : public MessageObserver {
 public:
  void OnMessage(v8::Local<v8::Context>, v8::Local<v8::Object>,
                 const ReceivedMessage&) override {}
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
};

TEST_F(TraceHookTest, HearsOfClones) {
  EXPECT_THAT(Clone("({a: 1})"), Succeeds());
  EXPECT_THAT(notes_.said, ElementsAre("clone {", "} clone"));
  notes_.said.clear();
  // One that throws too.
  EXPECT_THAT(Clone("(() => 0)"),
              ThrowsDataCloneError(HasSubstr("could not be cloned")));
  EXPECT_THAT(notes_.said, ElementsAre("clone {", "} clone"));
  notes_.said.clear();
  Outcome<SerializedValue> value = Serialize(Run("[1]"));
  EXPECT_THAT(Deserialize(*value.value), Succeeds());
  EXPECT_THAT(notes_.said, ElementsAre("serialize {", "} serialize",
                                       "deserialize {", "} deserialize"));
  EXPECT_THAT(notes_.flows, IsEmpty());
}

TEST_F(TraceHookTest, FollowsAMessage) {
  Ignores observer;
  Messaging::Of(agent()).set_observer(&observer);
  MessageChannel channel = MessageChannel::New(agent(), source()).FromJust();
  MessagePort& sender = *MessagePort::From(agent(), channel.port1);
  MessagePort& receiver = *MessagePort::From(agent(), channel.port2);
  ASSERT_TRUE(sender.PostMessage(source(), Run("({})"), {}).IsJust());
  EXPECT_THAT(notes_.said, ElementsAre("post {", "serialize {", "} serialize",
                                       "send {", "} send", "} post"));
  notes_.said.clear();
  receiver.Start();
  local().RunTasks();
  EXPECT_THAT(notes_.said, ElementsAre("deliver {", "deserialize {",
                                       "} deserialize", "} deliver"));
  ASSERT_EQ(notes_.flows.size(), 2u);
  EXPECT_EQ(notes_.flows[0], notes_.flows[1]);
  sender.Close();
  local().RunTasks();
  Messaging::Of(agent()).set_observer(nullptr);
}

}  // namespace
}  // namespace ferry::testing_support
