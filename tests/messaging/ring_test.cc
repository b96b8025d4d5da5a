// Threads pass ports round a ring while messages are on their way to them, and
// collect garbage, are terminated or die meanwhile. Each message arrives once
// and in order, or its channel closes.

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/v8_test.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr int kTravelers = 4;
constexpr int kMessages = 200;
constexpr int kMessagesPerHop = 7;

// What has come through the travelling ports, wherever they were.
struct Arrivals {
  std::atomic<int> next[kTravelers] = {};
  std::atomic<int> out_of_order{0};
  std::atomic<int> hops{0};
};

struct Options {
  int threads = 2;
  bool collect_garbage = false;
  // A script runs for each message, and other threads terminate it.
  bool run_scripts = false;
  // The second thread ends after so many messages; 0 for never.
  int dies_after = 0;
};

int ToInt(v8::Local<v8::Value> value) {
  return static_cast<int>(value.As<v8::Number>()->Value());
}

// One thread of the ring.
class Station final : public MessageObserver {
 public:
  Station(const Options& options, Arrivals& arrivals, bool dies,
          DetachedMessagePort left, DetachedMessagePort right,
          DetachedMessagePort control)
      // The last is home's: travelers begin there, and its end is the end.
      : options_(options),
        arrivals_(arrivals),
        dies_(dies),
        detached_left_(std::move(left)),
        detached_right_(std::move(right)),
        detached_control_(std::move(control)),
        thread_([this] { Run(); }) {}
  ~Station() override { thread_.join(); }

  void Terminate() {
    std::lock_guard<std::mutex> lock(mutex_);
    if (running_ != nullptr) running_->TerminateExecution();
  }

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override {
    if (message.ports.empty()) {
      Count(target, ToInt(message.value));
      MayGoOn(context, target);
    } else {
      Listen(message.ports[0]);
    }
    if (options_.run_scripts) RunScript(context);
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object> target) override {
    if (target == control_) stopped_ = true;
  }

 private:
  void Run() {
    TestIsolate isolate;
    isolate_ = &isolate;
    SetRunning(isolate.isolate());
    control_ = Show(std::move(detached_control_));
    right_ = Show(std::move(detached_right_));
    Listen(control_);
    Listen(Show(std::move(detached_left_)));
    while (!stopped_) {
      v8::HandleScope handles(isolate.isolate());
      RunTask();
      isolate.isolate()->CancelTerminateExecution();
    }
    SetRunning(nullptr);
    isolate.isolate()->CancelTerminateExecution();
  }

  void RunTask() {
    v8::Isolate* isolate = isolate_->isolate();
    if (RunPlatformTask(isolate)) return;
    isolate_->event_loop().Wait([&] { WaitForPlatformTask(isolate); });
  }

  // Where a termination strikes.
  static void RunScript(v8::Local<v8::Context> context) {
    v8::Local<v8::Script> script;
    if (v8::Script::Compile(context, v8::String::NewFromUtf8Literal(
                                         v8::Isolate::GetCurrent(),
                                         "for (let i = 0; i < 1000; ++i);"))
            .ToLocal(&script)) {
      script->Run(context).IsEmpty();
    }
  }

  void SetRunning(v8::Isolate* isolate) {
    std::lock_guard<std::mutex> lock(mutex_);
    running_ = isolate;
  }

  v8::Local<v8::Object> Show(DetachedMessagePort port) {
    return MessagePort::New(isolate_->agent(), isolate_->source(),
                            std::move(port))
        .ToLocalChecked();
  }
  void Listen(v8::Local<v8::Object> object) {
    MessagePort& port = *MessagePort::From(isolate_->agent(), object);
    port.set_observer(this);
    port.Start();
  }

  // Messages are traveler + kTravelers * number.
  void Count(v8::Local<v8::Object> target, int message) {
    std::atomic<int>& next = arrivals_.next[message % kTravelers];
    if (next.load() == message / kTravelers) {
      ++next;
    } else {
      ++arrivals_.out_of_order;
    }
    ++handled_;
    if (options_.collect_garbage && handled_ % 40 == 0) {
      isolate_->CollectGarbage();
    }
    if (dies_ && handled_ >= options_.dies_after) stopped_ = true;
  }

  void MayGoOn(v8::Local<v8::Context> context, v8::Local<v8::Object> target) {
    if (handled_ % kMessagesPerHop != 0) return;
    v8::Local<v8::Object> list[] = {target};
    MessagePort& right = *MessagePort::From(isolate_->agent(), right_);
    v8::TryCatch try_catch(isolate_->isolate());
    if (right.PostMessage(context, v8::Null(isolate_->isolate()), list)
            .IsJust()) {
      ++arrivals_.hops;
    }
  }

  const Options options_;
  Arrivals& arrivals_;
  const bool dies_;
  DetachedMessagePort detached_left_;
  DetachedMessagePort detached_right_;
  DetachedMessagePort detached_control_;
  TestIsolate* isolate_ = nullptr;
  v8::Local<v8::Object> control_;
  v8::Local<v8::Object> right_;
  int handled_ = 0;
  bool stopped_ = false;
  std::mutex mutex_;
  v8::Isolate* running_ = nullptr;
  std::thread thread_;
};

// The end of a traveler that stays at home, and sends.
class Home final : public MessageObserver {
 public:
  bool is_closed = false;

  void OnMessage(v8::Local<v8::Context>, v8::Local<v8::Object>,
                 const ReceivedMessage&) override {}
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {
    is_closed = true;
  }
};

class RingTest : public V8Test {
 protected:
  void RunRing(const Options& options);

  // Whether this traveler has nothing to wait for any more.
  bool IsDone(int traveler) const {
    return homes_[traveler].is_closed || arrivals_.next[traveler] == kMessages;
  }

  v8::Local<v8::Object> Show(DetachedMessagePort port) {
    return MessagePort::New(agent(), source(), std::move(port))
        .ToLocalChecked();
  }
  MessagePort& Port(v8::Local<v8::Object> object) {
    return *MessagePort::From(agent(), object);
  }
  void Send(v8::Local<v8::Object> port, int number) {
    v8::HandleScope handles(isolate());
    ASSERT_TRUE(
        Port(port)
            .PostMessage(source(), v8::Number::New(isolate(), number), {})
            .IsJust());
  }

  Home homes_[kTravelers];
  Arrivals arrivals_;
};

void RingTest::RunRing(const Options& options) {
  using Link = std::pair<DetachedMessagePort, DetachedMessagePort>;
  std::vector<Link> links;
  for (int i = 0; i < options.threads; ++i) {
    links.push_back(DetachedMessagePort::NewChannel());
  }
  std::vector<v8::Local<v8::Object>> controls;
  std::vector<std::unique_ptr<Station>> stations;
  for (int i = 0; i < options.threads; ++i) {
    Link control = DetachedMessagePort::NewChannel();
    controls.push_back(Show(std::move(control.first)));
    stations.push_back(std::make_unique<Station>(
        options, arrivals_, options.dies_after > 0 && i == 1,
        std::move(links[i].second),
        std::move(links[(i + 1) % options.threads].first),
        std::move(control.second)));
  }
  std::vector<v8::Local<v8::Object>> senders;
  for (Home& home : homes_) {
    MessageChannel channel = MessageChannel::New(agent(), source()).FromJust();
    senders.push_back(channel.port1);
    Port(channel.port1).set_observer(&home);
    Port(channel.port1).Start();
    v8::Local<v8::Object> list[] = {channel.port2};
    ASSERT_TRUE(Port(controls[0])
                    .PostMessage(source(), v8::Null(isolate()), list)
                    .IsJust());
  }
  for (int number = 0; number < kMessages; ++number) {
    for (int i = 0; i < kTravelers; ++i) {
      Send(senders[i], i + kTravelers * number);
    }
    if (number % 10 == 0) std::this_thread::yield();
    if (options.run_scripts && number % 16 == 0) {
      stations[number / 16 % options.threads]->Terminate();
    }
  }
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(60);
  for (int i = 0; i < kTravelers; ++i) {
    while (!IsDone(i) && std::chrono::steady_clock::now() < deadline) {
      local().RunTasks();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    EXPECT_TRUE(IsDone(i)) << "traveler " << i << " lost a message after "
                           << arrivals_.next[i];
  }
  for (v8::Local<v8::Object> control : controls) Port(control).Close();
  stations.clear();
  EXPECT_EQ(arrivals_.out_of_order, 0);
}

class RingSizeTest : public RingTest,
                     public testing::WithParamInterface<int> {};

TEST_P(RingSizeTest, LosesNothing) {
  RunRing({.threads = GetParam()});
  for (int i = 0; i < kTravelers; ++i) {
    EXPECT_EQ(arrivals_.next[i], kMessages);
    EXPECT_FALSE(homes_[i].is_closed);
  }
  EXPECT_GT(arrivals_.hops, kTravelers);
}

INSTANTIATE_TEST_SUITE_P(Threads, RingSizeTest, testing::Values(2, 4, 8));

TEST_F(RingTest, LosesNothingWhileGarbageIsCollected) {
  RunRing({.threads = 3, .collect_garbage = true});
  for (int i = 0; i < kTravelers; ++i) {
    EXPECT_EQ(arrivals_.next[i], kMessages);
  }
}

TEST_F(RingTest, ClosesWhatADeadThreadHas) {
  RunRing({.threads = 3, .dies_after = 100});
}

TEST_F(RingTest, GoesOnAfterTerminations) {
  RunRing({.threads = 3, .run_scripts = true});
}

}  // namespace
}  // namespace ferry::testing_support
