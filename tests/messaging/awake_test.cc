// A thread that has read all messages stays awake for the next one.

#include <v8-platform.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "absl/functional/function_ref.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/tests/messaging/forwarding_loop.h"
#include "ferry/tests/messaging/recorder.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using std::chrono::microseconds;

// Longer than any test lasts: a wait that ends does so because of a message.
constexpr microseconds kForever = std::chrono::hours(1);

// Counts the tasks that it passes on.
class CountingLoop final : public ForwardingLoop {
 public:
  std::atomic<int> tasks{0};
  // Whether control goes back to the loop.
  bool is_over = false;

  void PostTask(std::unique_ptr<v8::Task> task) override {
    ++tasks;
    real->PostTask(std::move(task));
  }
  bool RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback) override {
    return real->RunCallback(context, callback) && !is_over;
  }
};

// Made before the fixture's agent, which refers to it.
struct LoopOwner {
  CountingLoop loop_;
};

class AwakeTest : private LoopOwner, public V8Test {
 protected:
  explicit AwakeTest(microseconds longest_spin = kForever)
      : V8Test(Agent::Options{.locking = Locking::kNone,
                              .host_object_delegate = nullptr,
                              .event_loop = &loop_,
                              .longest_spin = longest_spin}) {
    loop_.real = &local().event_loop();
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    far_ = std::make_unique<NativeMessagePort>(std::move(theirs));
    port_ =
        MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked();
    port().set_observer(&recorder_);
    port().Start();
  }

  CountingLoop& loop() { return loop_; }
  MessagePort& port() { return *MessagePort::From(agent(), port_); }
  void Post() {
    EXPECT_TRUE(port().PostMessage(source(), v8::Null(isolate()), {}).IsJust());
  }
  void PostFromAfar() {
    wire::Writer writer;
    writer.Null();
    EXPECT_TRUE(
        far_->Post(*SerializedValue::FromWriter(cluster(), std::move(writer)))
            .ok());
  }
  // The thread that is spoken to answers each message.
  void Echo() {
    while (far_->Receive().ok()) PostFromAfar();
  }

  std::unique_ptr<NativeMessagePort> far_;
  v8::Local<v8::Object> port_;
  Recorder recorder_;
};

// The tests that wait for ever need a thread to wait for.
bool HasOneCore() { return std::thread::hardware_concurrency() < 2; }

TEST_F(AwakeTest, IsWokenUpOnceForManyAnswers) {
  if (HasOneCore()) GTEST_SKIP() << "there is no core to wait for";
  constexpr int kMessages = 40;
  int messages = 0;
  recorder_.on_message = [&](auto...) {
    if (++messages < kMessages) return Post();
    loop().is_over = true;
  };
  std::thread echo([this] { Echo(); });
  Post();
  while (messages == 0) WaitForPlatformTask(isolate());
  EXPECT_EQ(messages, kMessages);
  EXPECT_EQ(loop().tasks, 1);
  far_->Close();
  echo.join();
}

// However soon the next message comes.
TEST_F(AwakeTest, LetsTheLoopDoOtherThings) {
  if (HasOneCore()) GTEST_SKIP() << "there is no core to wait for";
  class OtherTask final : public v8::Task {
   public:
    explicit OtherTask(bool& has_run) : has_run_(has_run) {}
    void Run() override { has_run_ = true; }

   private:
    bool& has_run_;
  };
  constexpr int kMessages = 2000;
  int messages = 0;
  int before_other = -1;
  bool other_has_run = false;
  recorder_.on_message = [&](auto...) {
    if (++messages == 1) {
      loop().real->PostTask(std::make_unique<OtherTask>(other_has_run));
    }
    if (other_has_run && before_other < 0) before_other = messages;
    if (messages < kMessages) return Post();
    loop().is_over = true;
  };
  std::thread echo([this] { Echo(); });
  Post();
  while (messages < kMessages) WaitForPlatformTask(isolate());
  EXPECT_GT(before_other, 1);
  EXPECT_LE(before_other, 1001);
  far_->Close();
  echo.join();
}

class NeverAwakeTest : public AwakeTest {
 protected:
  NeverAwakeTest() : AwakeTest(microseconds(0)) {}
};

TEST_F(NeverAwakeTest, IsWokenUpForEachMessage) {
  constexpr int kMessages = 40;
  for (int i = 0; i < kMessages; ++i) {
    PostFromAfar();
    local().RunTasks();
  }
  EXPECT_EQ(recorder_.log.size(), static_cast<size_t>(kMessages));
  EXPECT_EQ(loop().tasks, kMessages);
}

}  // namespace
}  // namespace ferry::testing_support
