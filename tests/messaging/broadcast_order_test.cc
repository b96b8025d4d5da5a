// In which order the broadcast channels of an isolate hear messages: HTML
// queues one task for each destination, the older channels first, and an event
// loop runs such tasks in the order in which they were queued.

#include <v8-exception.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/messaging/recorder.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/platform.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;

class BroadcastOrderTest : public PortTest {
 protected:
  // A channel that writes "<listener> <message>" into the log.
  struct Listener {
    Recorder recorder;
    BroadcastChannel* channel;
    std::function<void(int message)> on_message;
  };

  static BroadcastChannel& Join(TestIsolate& in, BroadcastHub& hub,
                                absl::string_view name) {
    v8::Local<v8::Object> object = WrapperRegistry::Of(in.agent())
                                       .NewTemplate("BroadcastChannel")
                                       ->InstanceTemplate()
                                       ->NewInstance(in.source())
                                       .ToLocalChecked();
    return BroadcastChannel::Wrap(in.agent(), object, hub, name);
  }
  Listener& Listen(absl::string_view as, absl::string_view name = "name") {
    Listener& listener = *listeners_.emplace_back(std::make_unique<Listener>());
    listener.channel = &Join(local(), hub_, name);
    listener.channel->set_observer(&listener.recorder);
    listener.recorder.on_message = [this, &listener, as = std::string(as)](
                                       v8::Local<v8::Context>,
                                       v8::Local<v8::Object>,
                                       const ReceivedMessage& message) {
      const int number = message.value.As<v8::Int32>()->Value();
      log_.push_back(absl::StrCat(as, number));
      if (listener.on_message) listener.on_message(number);
    };
    return listener;
  }
  static void Say(TestIsolate& in, BroadcastChannel& channel, int number) {
    EXPECT_TRUE(
        channel.PostMessage(in.source(), v8::Integer::New(in.isolate(), number))
            .IsJust());
  }
  void Say(BroadcastChannel& channel, int number) {
    Say(local(), channel, number);
  }

  BroadcastHub hub_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::string> log_;
};

// More than one run of the ready list handles.
TEST_F(BroadcastOrderTest, AllHearAMessageBeforeAnyHearsTheNext) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  std::vector<std::string> expected;
  for (int i = 0; i < 60; ++i) Listen(absl::StrCat("c", i, " "));
  for (int message = 0; message < 50; ++message) {
    Say(speaker, message);
    for (int i = 0; i < 60; ++i) {
      expected.push_back(absl::StrCat("c", i, " ", message));
    }
  }
  RunTasks();
  EXPECT_EQ(log_, expected);
}

TEST_F(BroadcastOrderTest, SendersAndNamesTakeTurnsAsTheySpeak) {
  BroadcastChannel& first = *Listen("a").channel;
  BroadcastChannel& second = *Listen("b").channel;
  BroadcastChannel& other = Join(local(), hub_, "other");
  Listen("o", "other");
  Say(second, 1);
  Say(other, 2);
  Say(first, 3);
  Say(second, 4);
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a1", "o2", "b3", "a4"));
}

TEST_F(BroadcastOrderTest, AnAnswerComesAfterWhatWasSaidBefore) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  Listener& a = Listen("a");
  Listen("b");
  a.on_message = [&](int number) {
    if (number == 1) Say(*a.channel, 9);
  };
  Say(speaker, 1);
  Say(speaker, 2);
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a1", "b1", "a2", "b2", "b9"));
}

TEST_F(BroadcastOrderTest, AChannelThatIsClosedInTheMiddleHearsNoMore) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  Listener& a = Listen("a");
  Listener& b = Listen("b");
  Listen("c");
  a.on_message = [&](int number) {
    if (number == 1) b.channel->Close();
    if (number == 2) a.channel->Close();
  };
  for (int number : {1, 2, 3}) Say(speaker, number);
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a1", "c1", "a2", "c2", "c3"));
}

TEST_F(BroadcastOrderTest, AChannelThatIsMadeInTheMiddleHearsWhatIsSaidLater) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  Listener& a = Listen("a");
  Listen("b");
  a.on_message = [&](int number) {
    if (number != 1) return;
    Listen("new");
    Say(speaker, 3);
  };
  Say(speaker, 1);
  Say(speaker, 2);
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a1", "b1", "a2", "b2", "a3", "b3", "new3"));
}

TEST_F(BroadcastOrderTest, GoesOnAfterAListenerThatThrows) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  Listener& a = Listen("a");
  Listen("b");
  a.on_message = [&](int) {
    isolate()->ThrowException(v8::Exception::Error(
        v8::String::NewFromUtf8Literal(isolate(), "oops")));
  };
  Say(speaker, 1);
  Say(speaker, 2);
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a1", "b1", "a2", "b2"));
  EXPECT_THAT(local().uncaught(), ElementsAre("Error: oops", "Error: oops"));
}

TEST_F(BroadcastOrderTest, GoesOnAfterAListenerThatIsTerminated) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  Listener& a = Listen("a");
  Listen("b");
  a.on_message = [&](int number) {
    if (number != 1) return;
    isolate()->TerminateExecution();
    v8::Local<v8::Value> ignored;
    v8::TryCatch try_catch(isolate());
    EXPECT_FALSE(v8::Script::Compile(source(), v8::String::NewFromUtf8Literal(
                                                   isolate(), "for (;;);"))
                     .ToLocalChecked()
                     ->Run(source())
                     .ToLocal(&ignored));
    try_catch.ReThrow();
  };
  Say(speaker, 1);
  Say(speaker, 2);
  RunPlatformTask(isolate());
  EXPECT_THAT(log_, ElementsAre("a1"));
  isolate()->CancelTerminateExecution();
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a1", "b1", "a2", "b2"));
}

// A port is one entry of the list for all that waits in it, a message to a
// channel one by itself.
TEST_F(BroadcastOrderTest, PortsAndChannelsDoNotStarveEachOther) {
  BroadcastChannel& speaker = Join(local(), hub_, "name");
  size_t heard_before_last = 0;
  Listener& a = Listen("a");
  Listen("b");
  PortTest::Listen(port2(), recorder2_);
  a.on_message = [&](int) { heard_before_last = recorder2_.log.size(); };
  for (int i = 0; i < 5000; ++i) Post(port1(), v8::Null(isolate()));
  for (int i = 0; i < 3; ++i) Say(speaker, i);
  RunTasks();
  EXPECT_THAT(log_, ElementsAre("a0", "b0", "a1", "b1", "a2", "b2"));
  EXPECT_LE(heard_before_last, 2000u);
  EXPECT_EQ(recorder2_.log.size(), 5000u);

  recorder2_.log.clear();
  log_.clear();
  size_t said_before_port = 0;
  recorder2_.on_message = [&](auto...) {
    if (recorder2_.log.size() == 1) said_before_port = log_.size();
  };
  for (int i = 0; i < 600; ++i) Say(speaker, i);
  Post(port1(), v8::Null(isolate()));
  for (int i = 0; i < 5000; ++i) Say(speaker, i);
  RunTasks();
  EXPECT_EQ(said_before_port, 1200u);
  EXPECT_EQ(log_.size(), 11200u);
}

// Each isolate hears all messages of all others, and every isolate in one
// order.
TEST_F(BroadcastOrderTest, IsOneOrderForAllIsolates) {
  constexpr int kSpeakers = 3;
  constexpr int kMessages = 200;
  Listen("a ");
  Listen("b ");
  std::vector<std::thread> threads;
  for (int speaker = 0; speaker < kSpeakers; ++speaker) {
    threads.emplace_back([&, speaker] {
      TestIsolate other(cluster());
      BroadcastChannel& channel = Join(other, hub_, "name");
      for (int i = 0; i < kMessages; ++i) {
        Say(other, channel, speaker * kMessages + i);
      }
    });
  }
  while (log_.size() < 2 * kSpeakers * kMessages) RunTasks();
  for (std::thread& thread : threads) thread.join();
  std::vector<int> next(kSpeakers);
  for (size_t i = 0; i < log_.size(); i += 2) {
    const int number = std::stoi(log_[i].substr(2));
    EXPECT_EQ(log_[i], absl::StrCat("a ", number));
    EXPECT_EQ(log_[i + 1], absl::StrCat("b ", number));
    EXPECT_EQ(number % kMessages, next[number / kMessages]++);
  }
}

}  // namespace
}  // namespace ferry::testing_support
