// What waits in queues: limits, figures, turns, and who is told of the memory.

#include <v8-array-buffer.h>
#include <v8-platform.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

using QueueTest = PortTest;

TEST_F(QueueTest, CountsWhatWaits) {
  Post(port1(), "1");
  Post(port1(), "new Uint8Array(1000)");
  EXPECT_EQ(Port(port2()).queued_messages(), 2u);
  EXPECT_GT(Port(port2()).queued_bytes(), 1000u);
  EXPECT_LT(Port(port2()).queued_bytes(), 1100u);
  Port(port2()).Close();
  EXPECT_EQ(Port(port2()).queued_messages(), 0u);
  EXPECT_EQ(Port(port2()).queued_bytes(), 0u);
}

TEST_F(QueueTest, ReleasesWhatNobodyObserves) {
  MessageChannel other = NewChannel();
  Listen(other.port2, recorder2_);
  v8::Local<v8::Object> list[] = {other.port1};
  Post(port1(), other.port1, list);
  Port(port2()).Start();
  RunTasks();
  EXPECT_THAT(recorder2_.log, testing::ElementsAre("close"));
}

TEST_F(QueueTest, RefusesAMessageTooManyAndGivesNothingUp) {
  Port(port2()).set_queue_limits({.max_queued_messages = 2});
  Post(port1(), "1");
  Post(port1(), "2");
  MessageChannel other = NewChannel();
  v8::Local<v8::Object> list[] = {RunObject("new ArrayBuffer(8)"), other.port1};
  EXPECT_THAT(Post(port1(), list[0], list),
              Throws("QuotaExceededError",
                     "The queue of the receiving MessagePort is full."));
  EXPECT_THAT(list[0], testing::Not(IsDetached()));
  EXPECT_FALSE(Port(other.port1).is_detached());
  Listen(port2(), recorder2_);
  RunTasks();
  EXPECT_THAT(Post(port1(), list[0], list), Succeeds());
  RunTasks();
  EXPECT_EQ(recorder2_.log.size(), 3u);
}

TEST_F(QueueTest, LimitsBytesWithTransferredBuffers) {
  Port(port2()).set_queue_limits({.max_queued_bytes = 1000});
  v8::Local<v8::Object> list[] = {RunObject("new ArrayBuffer(1000)")};
  EXPECT_THAT(Post(port1(), list[0], list),
              Throws("QuotaExceededError", testing::_));
  EXPECT_THAT(list[0], testing::Not(IsDetached()));
  EXPECT_THAT(Post(port1(), "'x'.repeat(900)"), Succeeds());
  EXPECT_THAT(Post(port1(), "'x'.repeat(900)"),
              Throws("QuotaExceededError", testing::_));
}

TEST_F(QueueTest, LimitsPortsOfTheIsolate) {
  messaging().set_queue_limits({.max_queued_messages = 1});
  MessageChannel limited = NewChannel();
  EXPECT_THAT(Post(limited.port1, "1"), Succeeds());
  EXPECT_THAT(Post(limited.port1, "2"),
              Throws("QuotaExceededError", testing::_));
  EXPECT_THAT(Post(port1(), "1"), Succeeds());
  EXPECT_THAT(Post(port1(), "2"), Succeeds());
}

// A task that notes how many messages were handled before it.
class Probe final : public v8::Task {
 public:
  Probe(const Recorder& recorder, size_t& handled)
      : recorder_(recorder), handled_(handled) {}
  void Run() override { handled_ = recorder_.log.size(); }

 private:
  const Recorder& recorder_;
  size_t& handled_;
};

TEST_F(QueueTest, StarvesNeitherTasksNorOtherPorts) {
  MessageChannel other = NewChannel();
  Listen(port2(), recorder2_);
  size_t handled_before_other = 0;
  Recorder other_recorder;
  other_recorder.on_message = [&](auto...) {
    handled_before_other = recorder2_.log.size();
  };
  Listen(other.port2, other_recorder);
  for (int i = 0; i < 5000; ++i) Post(port1(), v8::Null(isolate()));
  Post(other.port1, "1");
  size_t handled_before_task = 0;
  local().event_loop().PostTask(
      std::make_unique<Probe>(recorder2_, handled_before_task));
  RunTasks();
  EXPECT_EQ(recorder2_.log.size(), 5000u);
  EXPECT_EQ(handled_before_task, 1000u);
  EXPECT_LE(handled_before_other, 2000u);
}

int64_t ExternalMemory(v8::Isolate* isolate) {
  return isolate->AdjustAmountOfExternalAllocatedMemory(0);
}

TEST_F(QueueTest, ChargesTheReceiverWhileBytesWait) {
  const int64_t before = ExternalMemory(isolate());
  for (int i = 0; i < 10; ++i) Post(port1(), "'x'.repeat(1 << 20)");
  EXPECT_LT(ExternalMemory(isolate()), before + (1 << 20));
  int64_t at_first = 0;
  recorder2_.on_message = [&](auto...) {
    if (at_first == 0) at_first = ExternalMemory(isolate());
  };
  Listen(port2(), recorder2_);
  RunTasks();
  EXPECT_GE(at_first, before + (9 << 20));
  EXPECT_LT(ExternalMemory(isolate()), before + (1 << 20));
}

TEST_F(QueueTest, CreditsWhatIsDropped) {
  const int64_t before = ExternalMemory(isolate());
  for (int i = 0; i < 10; ++i) Post(port1(), "'x'.repeat(1 << 20)");
  recorder2_.on_message = [&](v8::Local<v8::Context>,
                              v8::Local<v8::Object> target,
                              const ReceivedMessage&) { Port(target).Close(); };
  Listen(port2(), recorder2_);
  RunTasks();
  EXPECT_EQ(recorder2_.log.size(), 1u);
  EXPECT_LT(ExternalMemory(isolate()), before + (1 << 20));
}

// Each port waits in the queue of the next one.
TEST_F(QueueTest, DropsPortsInsidePortsWithoutAStack) {
  v8::HandleScope outer(isolate());
  v8::Global<v8::Object> last(isolate(), port2());
  for (int i = 0; i < 10000; ++i) {
    v8::HandleScope handles(isolate());
    MessageChannel next = NewChannel();
    v8::Local<v8::Object> list[] = {last.Get(isolate())};
    ASSERT_THAT(Post(next.port1, v8::Null(isolate()), list), Succeeds());
    last.Reset(isolate(), next.port2);
  }
  Listen(port1(), recorder1_);
  Port(last.Get(isolate())).Close();
  RunTasks();
  EXPECT_THAT(recorder1_.log, testing::ElementsAre("close"));
}

}  // namespace
}  // namespace ferry::testing_support
