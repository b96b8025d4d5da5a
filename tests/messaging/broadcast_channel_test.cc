#include "ferry/messaging/broadcast_channel.h"

#include <memory>
#include <string>
#include <variant>

#include "ferry/tests/messaging/recorder.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class BroadcastChannelTest : public TwoIsolatesTest {
 protected:
  static v8::Local<v8::Object> NewObject(TestIsolate& in) {
    return WrapperRegistry::Of(in.agent())
        .NewTemplate("BroadcastChannel")
        ->InstanceTemplate()
        ->NewInstance(in.source())
        .ToLocalChecked();
  }

  BroadcastChannel& Join(TestIsolate& in, absl::string_view name,
                         Recorder& recorder) {
    BroadcastChannel& channel =
        BroadcastChannel::Wrap(in.agent(), NewObject(in), hub_, name);
    channel.set_observer(&recorder);
    return channel;
  }
  Outcome<std::monostate> Post(BroadcastChannel& channel,
                               absl::string_view script) {
    return Try([&] { return channel.PostMessage(source(), Run(script)); });
  }

  BroadcastHub hub_;
  Recorder a_;
  Recorder b_;
  Recorder c_;
};

TEST_F(BroadcastChannelTest, SaysToAllOthersOfTheName) {
  BroadcastChannel& a = Join(local(), "name", a_);
  Join(local(), "name", b_);
  Join(local(), "other", c_);
  EXPECT_THAT(Post(a, "[1]"), Succeeds());
  EXPECT_THAT(Post(a, "2"), Succeeds());
  local().RunTasks();
  EXPECT_THAT(a_.log, IsEmpty());
  EXPECT_THAT(b_.log, ElementsAre("message [1]", "message 2"));
  EXPECT_THAT(c_.log, IsEmpty());
}

TEST_F(BroadcastChannelTest, IsHeardInAnotherIsolate) {
  BroadcastChannel& a = Join(local(), "name", a_);
  OnOtherThread([&](TestIsolate& other) {
    Recorder heard;
    BroadcastChannel& there = Join(other, "name", heard);
    EXPECT_TRUE(
        there.PostMessage(other.source(), other.Run("'hello'")).IsJust());
    other.RunTasks();
    EXPECT_THAT(heard.log, IsEmpty());
  });
  local().RunTasks();
  EXPECT_THAT(a_.log, ElementsAre("message \"hello\""));
  EXPECT_THAT(Post(a, "1"), Succeeds());
}

TEST_F(BroadcastChannelTest, ClonesANativeObjectForEach) {
  InstallPipe(agent(), source());
  auto log = std::make_shared<PipeLog>();
  BroadcastChannel& a = Join(local(), "name", a_);
  Join(local(), "name", b_);
  Join(local(), "name", c_);
  v8::Local<v8::Object> pipe =
      NewPipe(agent(), source(),
              std::make_unique<Pipe>(log, "p", TransferMode::kCloneable));
  EXPECT_THAT(Try([&] { return a.PostMessage(source(), pipe); }), Succeeds());
  local().RunTasks();
  EXPECT_THAT(b_.log, ElementsAre("message {}"));
  EXPECT_THAT(c_.log, ElementsAre("message {}"));
  EXPECT_EQ(log->pipes_alive, 3);
  EXPECT_EQ(log->holders_alive(), 0);
}

TEST_F(BroadcastChannelTest, RefusesWhatCanOnlyBeTransferred) {
  InstallPipe(agent(), source());
  auto log = std::make_shared<PipeLog>();
  BroadcastChannel& a = Join(local(), "name", a_);
  Join(local(), "name", b_);
  v8::Local<v8::Object> pipe =
      NewPipe(agent(), source(),
              std::make_unique<Pipe>(log, "p", TransferMode::kTransferable));
  EXPECT_THAT(Try([&] { return a.PostMessage(source(), pipe); }),
              ThrowsDataCloneError(HasSubstr("It can only be transferred")));
  EXPECT_EQ(PipeOf(agent(), pipe).contents(), 7);
  local().RunTasks();
  EXPECT_THAT(b_.log, IsEmpty());
}

TEST_F(BroadcastChannelTest, ClosedSaysAndHearsNothing) {
  BroadcastChannel& a = Join(local(), "name", a_);
  BroadcastChannel& b = Join(local(), "name", b_);
  EXPECT_THAT(Post(a, "1"), Succeeds());
  b.Close();
  local().RunTasks();
  EXPECT_THAT(b_.log, IsEmpty());
  EXPECT_THAT(Post(b, "2"),
              Throws("InvalidStateError", "The BroadcastChannel is closed."));
}

TEST_F(BroadcastChannelTest, LivesWhileItListens) {
  BroadcastChannel& a = Join(local(), "name", a_);
  {
    v8::HandleScope handles(isolate());
    Join(local(), "name", b_).set_listens(true);
    Join(local(), "name", c_);
  }
  local().CollectGarbage();
  EXPECT_TRUE(local().event_loop().is_alive());
  EXPECT_THAT(Post(a, "1"), Succeeds());
  local().RunTasks();
  EXPECT_THAT(b_.log, ElementsAre("message 1"));
  EXPECT_THAT(c_.log, IsEmpty());
}

}  // namespace
}  // namespace ferry::testing_support
