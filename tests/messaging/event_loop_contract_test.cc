// Event loops that break their contract: it is said, and nothing hangs or
// crashes.

#include <v8-platform.h>

#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "ferry/messaging/message_port.h"
#include "ferry/tests/messaging/forwarding_loop.h"
#include "ferry/tests/messaging/recorder.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

enum class Fault { kNone, kRunsNothing, kRunsTwice, kStops, kRunsTaskItself };

// Passes everything on to another loop, but for one fault.
class FaultyLoop final : public ForwardingLoop {
 public:
  Fault fault = Fault::kNone;

  void PostTask(std::unique_ptr<v8::Task> task) override {
    if (fault == Fault::kRunsTaskItself) return task->Run();
    real->PostTask(std::move(task));
  }
  bool RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback) override {
    switch (fault) {
      case Fault::kRunsNothing:
        return true;
      case Fault::kStops:
        return false;
      case Fault::kRunsTwice:
        return real->RunCallback(context, [&] {
          callback();
          callback();
        });
      default:
        return real->RunCallback(context, callback);
    }
  }
};

// Made before the fixture's agent, which refers to it.
struct LoopOwner {
  FaultyLoop loop_;
};

class EventLoopContractTest : private LoopOwner, public V8Test {
 protected:
  EventLoopContractTest()
      : V8Test(Agent::Options{.locking = Locking::kNone,
                              .host_object_delegate = nullptr,
                              .event_loop = &loop_}) {
    loop_.real = &local().event_loop();
    channel_ = MessageChannel::New(agent(), source()).FromJust();
    MessagePort& receiver = *MessagePort::From(agent(), channel_.port2);
    receiver.set_observer(&recorder_);
    receiver.Start();
  }

  FaultyLoop& loop() { return loop_; }
  MessagePort& sender() { return *MessagePort::From(agent(), channel_.port1); }
  void Post(int number) {
    EXPECT_TRUE(
        sender()
            .PostMessage(source(), v8::Integer::New(isolate(), number), {})
            .IsJust());
  }

  MessageChannel channel_;
  Recorder recorder_;
};

constexpr char kLost[] =
    "Error: EventLoop::RunCallback did not run its callback: a message or "
    "close "
    "was lost.";

TEST_F(EventLoopContractTest, SaysThatACallbackWasNotRun) {
  Post(1);
  loop().fault = Fault::kRunsNothing;
  local().RunTasks();
  EXPECT_THAT(local().uncaught(), ElementsAre(kLost));
  sender().Close();
  local().RunTasks();
  EXPECT_THAT(local().uncaught(), ElementsAre(kLost, kLost));
  EXPECT_THAT(recorder_.log, IsEmpty());
}

TEST_F(EventLoopContractTest, RunsACallbackOnce) {
  loop().fault = Fault::kRunsTwice;
  Post(1);
  Post(2);
  sender().Close();
  local().RunTasks();
  EXPECT_THAT(recorder_.log, ElementsAre("message 1", "message 2", "close"));
}

// Nothing else runs until the loop comes back, also after the news of a close.
TEST_F(EventLoopContractTest, StopsWhereTheLoopSaysSo) {
  MessageChannel other = MessageChannel::New(agent(), source()).FromJust();
  Recorder recorder;
  MessagePort& receiver = *MessagePort::From(agent(), other.port2);
  receiver.set_observer(&recorder);
  receiver.Start();
  sender().Close();
  EXPECT_TRUE(MessagePort::From(agent(), other.port1)
                  ->PostMessage(source(), v8::Null(isolate()), {})
                  .IsJust());
  loop().fault = Fault::kStops;
  RunPlatformTask(isolate());
  loop().fault = Fault::kNone;
  EXPECT_THAT(recorder.log, IsEmpty());
  local().RunTasks();
  EXPECT_THAT(recorder.log, ElementsAre("message null"));
  EXPECT_THAT(local().uncaught(), IsEmpty());
}

using EventLoopContractDeathTest = EventLoopContractTest;

TEST_F(EventLoopContractDeathTest, DoesNotHangWhereATaskIsRunAtOnce) {
  EXPECT_DEATH(
      {
        loop().fault = Fault::kRunsTaskItself;
        Post(1);
      },
      "EventLoop::PostTask ran the task itself");
}

}  // namespace
}  // namespace ferry::testing_support
