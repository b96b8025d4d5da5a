// When a port is told that its other end is gone: HTML fires `close` at an
// entangled port, started or not, whatever waits in it.

#include <v8-persistent-handle.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/platform.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// What becomes of the other end.
enum class End {
  kClosed,
  kCollected,
  kAgentEnds,
  kDetachedPortDies,
  kNativePortDies,
  kMessageIsLost,
  kMessageCannotBeRead,
};

struct CloseCase {
  End end;
  bool started;
  int waiting;
};

class CloseTest : public PortTest,
                  public testing::WithParamInterface<CloseCase> {
 protected:
  SerializedValue Number(double number) {
    wire::Writer writer;
    writer.Number(number);
    return *SerializedValue::FromWriter(cluster(), std::move(writer));
  }

  v8::Local<v8::Object> Show(DetachedMessagePort port) {
    return MessagePort::New(agent(), source(), std::move(port))
        .ToLocalChecked();
  }

  void Finish(End end, DetachedMessagePort far) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Object> list[1];
    switch (end) {
      case End::kClosed:
        Port(Show(std::move(far))).Close();
        return;
      case End::kCollected: {
        // Elsewhere: in one isolate this end would hold it.
        OnOtherThread([&](TestIsolate& other) {
          {
            v8::HandleScope inner(other.isolate());
            MessagePort::New(other.agent(), other.source(), std::move(far))
                .ToLocalChecked();
          }
          other.CollectGarbage();
        });
        return;
      }
      case End::kAgentEnds:
        OnOtherThread([&](TestIsolate& other) {
          MessagePort::New(other.agent(), other.source(), std::move(far))
              .ToLocalChecked();
        });
        return;
      case End::kDetachedPortDies: {
        DetachedMessagePort dies = std::move(far);
        return;
      }
      case End::kNativePortDies: {
        NativeMessagePort dies(std::move(far));
        return;
      }
      case End::kMessageIsLost:
        list[0] = Show(std::move(far));
        EXPECT_THAT(Serialize(list[0], list), Succeeds());
        return;
      case End::kMessageCannotBeRead:
        list[0] = Show(std::move(far));
        Listen(port2(), recorder2_);
        EXPECT_THAT(Post(port1(), R"({
          const box = {[kClone]() { return {data: 1, deserializeInfo: 'Box'}; }};
          markTransferMode(box, CLONEABLE);
          box;
        })",
                         list),
                    Succeeds());
        return;
    }
  }

  // A port, and its other end, which has sent so many messages.
  std::pair<v8::Local<v8::Object>, DetachedMessagePort> Waiting(int messages) {
    auto [near, far] = DetachedMessagePort::NewChannel();
    v8::Local<v8::Object> port = Show(std::move(near));
    NativeMessagePort sender(std::move(far));
    for (int i = 0; i < messages; ++i) {
      EXPECT_TRUE(sender.Post(Number(i)).ok());
    }
    return {port, sender.Detach()};
  }
};

TEST_P(CloseTest, IsToldOnceAndLosesNoMessage) {
  auto [port, far] = Waiting(GetParam().waiting);
  std::vector<std::string> messages;
  for (int i = 0; i < GetParam().waiting; ++i) {
    messages.push_back(absl::StrCat("message ", i));
  }
  Port(port).set_observer(&recorder1_);
  if (GetParam().started) Port(port).Start();
  Finish(GetParam().end, std::move(far));
  RunTasks();
  std::vector<std::string> expected;
  if (GetParam().started) expected = messages;
  expected.push_back("close");
  EXPECT_EQ(recorder1_.log, expected);

  Port(port).Start();
  RunTasks();
  if (!GetParam().started) {
    expected.insert(expected.end(), messages.begin(), messages.end());
  }
  EXPECT_EQ(recorder1_.log, expected);
  Port(port).Close();
  RunTasks();
  EXPECT_EQ(recorder1_.log, expected);
}

std::vector<CloseCase> AllCases() {
  std::vector<CloseCase> cases;
  for (End end :
       {End::kClosed, End::kCollected, End::kAgentEnds, End::kDetachedPortDies,
        End::kNativePortDies, End::kMessageIsLost, End::kMessageCannotBeRead}) {
    for (bool started : {false, true}) {
      for (int waiting : {0, 1, 3}) cases.push_back({end, started, waiting});
    }
  }
  return cases;
}

std::string NameOf(const testing::TestParamInfo<CloseCase>& info) {
  static constexpr const char* kEnds[] = {
      "Closed",         "Collected",     "AgentEnds",          "DetachedDies",
      "NativePortDies", "MessageIsLost", "MessageCannotBeRead"};
  return absl::StrCat(kEnds[static_cast<int>(info.param.end)],
                      info.param.started ? "Started" : "NotStarted",
                      info.param.waiting, "Waiting");
}

INSTANTIATE_TEST_SUITE_P(Ends, CloseTest, testing::ValuesIn(AllCases()),
                         NameOf);

using CloseOfPortTest = CloseTest;

// Node's receiveMessageOnPort.
TEST_F(CloseOfPortTest, MessagesCanStillBeTaken) {
  auto [port, far] = Waiting(2);
  Port(port).set_observer(&recorder1_);
  Finish(End::kClosed, std::move(far));
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
  for (int i = 0; i < 2; ++i) {
    auto taken = Try([&] { return Port(port).ReceiveMessage(source()); });
    ASSERT_TRUE(taken.value.has_value() && taken.value->has_value());
    EXPECT_THAT((**taken.value).value, EvaluatesTo(absl::StrCat(i)));
  }
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
}

TEST_F(CloseOfPortTest, AStartedPortLivesUntilItHasReadWhatWaits) {
  v8::Global<v8::Object> weak;
  {
    v8::HandleScope handles(isolate());
    auto [port, far] = Waiting(2);
    weak.Reset(isolate(), port);
    Port(port).set_observer(&recorder1_);
    Finish(End::kDetachedPortDies, std::move(far));
    RunTasks();
    EXPECT_THAT(recorder1_.log, ElementsAre("close"));
    Port(port).Start();
    EXPECT_TRUE(local().event_loop().is_alive());
    weak.SetWeak();
  }
  local().CollectGarbage();
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close", "message 0", "message 1"));
  EXPECT_FALSE(local().event_loop().is_alive());
  local().CollectGarbage();
  EXPECT_TRUE(weak.IsEmpty());
}

// Each news of a close is a task of its own, and others come between.
TEST_F(CloseOfPortTest, NewsOfClosesLetTheLoopDoOtherThings) {
  int closes = 0;
  auto close_one = [&] {
    v8::HandleScope handles(isolate());
    auto [port, far] = Waiting(0);
    Port(port).set_observer(&recorder1_);
    Finish(End::kDetachedPortDies, std::move(far));
  };
  recorder1_.on_close = [&](auto) {
    if (++closes < 5000) close_one();
  };
  close_one();
  RunPlatformTask(isolate());
  EXPECT_GE(closes, 1);
  EXPECT_LE(closes, 1000);
  RunTasks();
  EXPECT_EQ(closes, 5000);
}

// A port moves on with what it knows.
TEST_F(CloseOfPortTest, AMovedPortIsNotToldAgain) {
  auto [port, far] = Waiting(1);
  Port(port).set_observer(&recorder1_);
  Finish(End::kClosed, std::move(far));
  RunTasks();
  v8::Local<v8::Object> moved =
      Port(port).MoveToContext(target()).ToLocalChecked();
  Listen(moved, recorder2_);
  RunTasks();
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
  EXPECT_THAT(recorder2_.log, ElementsAre("message 0"));
}

TEST_F(CloseOfPortTest, APortThatMovesBeforeItIsToldIsToldThere) {
  auto [port, far] = Waiting(1);
  Port(port).set_observer(&recorder1_);
  Finish(End::kClosed, std::move(far));
  v8::Local<v8::Object> moved =
      Port(port).MoveToContext(target()).ToLocalChecked();
  Port(moved).set_observer(&recorder2_);
  RunTasks();
  EXPECT_THAT(recorder1_.log, IsEmpty());
  EXPECT_THAT(recorder2_.log, ElementsAre("close"));
}

}  // namespace
}  // namespace ferry::testing_support
