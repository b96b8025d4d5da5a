// The examples of docs/messaging.md, run. snippets_test checks that each of
// them stands here word for word.

#include "ferry/messaging/messaging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libplatform/libplatform.h>
#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-isolate.h>

#include <memory>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop_platform.h"
#include "ferry/agent/strings.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/test_isolate.h"
#include "ferry/tests/support/v8_test.h"

namespace {

v8::Platform* PlatformOfTests() {
  return ferry::testing_support::GetPlatform();
}

// Answers each message, and ends when nobody can ask any more.
class Echo final : public ferry::MessageObserver {
 public:
  explicit Echo(ferry::Agent& agent) : agent_(agent) {}

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> port,
                 const ferry::ReceivedMessage& message) override {
    ferry::MessagePort::From(agent_, port)
        ->PostMessage(context, message.value, {})
        .IsNothing();  // what it throws is reported by the event loop
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value> error) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}

 private:
  ferry::Agent& agent_;
};

class Collector final : public ferry::MessageObserver {
 public:
  explicit Collector(ferry::Agent& agent) : agent_(agent) {}

  std::vector<std::string> answers;

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> port,
                 const ferry::ReceivedMessage& message) override {
    answers.push_back(ferry::ToUtf8(agent_.isolate(), message.value));
    ferry::MessagePort::From(agent_, port)->Close();
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value> error) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}

 private:
  ferry::Agent& agent_;
};

// Runs `program` in an isolate of its own, with a loop as the document has it.
template <typename Program>
void RunIsolate(Program program) {
  ferry::testing_support::IsolatePtr owner =
      ferry::testing_support::NewIsolate();
  v8::Isolate* isolate = owner.get();
  v8::Platform* platform = PlatformOfTests();
  v8::Isolate::Scope isolate_scope(isolate);
  v8::HandleScope handles(isolate);
  v8::Local<v8::Context> context = v8::Context::New(isolate);
  v8::Context::Scope context_scope(context);
  auto cluster = ferry::testing_support::NewAgentCluster();
  auto report_uncaught = [](v8::Local<v8::Context>, v8::Local<v8::Value>,
                            v8::Local<v8::Message>) { ADD_FAILURE(); };
  ferry::PlatformEventLoop loop(platform, isolate, report_uncaught);
  ferry::Agent agent(isolate, cluster, {.event_loop = &loop});
  auto observer = program(agent, context);
  while (loop.is_alive()) {
    if (v8::platform::PumpMessageLoop(platform, isolate)) continue;
    loop.Wait([&] {
      v8::platform::PumpMessageLoop(
          platform, isolate, v8::platform::MessageLoopBehavior::kWaitForWork);
    });
  }
}

void RunWorker(ferry::DetachedMessagePort theirs) {
  RunIsolate([&](ferry::Agent& agent, v8::Local<v8::Context> context) {
    auto observer = std::make_unique<Echo>(agent);
    v8::Local<v8::Object> object;
    if (ferry::MessagePort::New(agent, context, std::move(theirs))
            .ToLocal(&object)) {
      ferry::MessagePort* port = ferry::MessagePort::From(agent, object);
      port->set_observer(observer.get());
      port->Start();
    }
    return observer;
  });
}

TEST(MessagingDocumentTest, AsksAWorker) {
  std::vector<std::string> answers;
  auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel();
  std::thread worker(RunWorker, std::move(theirs));
  RunIsolate([&answers, port = std::move(ours)](
                 ferry::Agent& agent, v8::Local<v8::Context> context) mutable {
    // Outlives the loop, which is all that the answers need.
    struct Keep {
      Keep(ferry::Agent& agent, std::vector<std::string>& result)
          : collector(agent), result(result) {}
      ~Keep() { result = collector.answers; }
      Collector collector;
      std::vector<std::string>& result;
    };
    auto keep = std::make_unique<Keep>(agent, answers);
    v8::Local<v8::Object> object =
        ferry::MessagePort::New(agent, context, std::move(port))
            .ToLocalChecked();
    ferry::MessagePort* asking = ferry::MessagePort::From(agent, object);
    asking->set_observer(&keep->collector);
    asking->Start();
    EXPECT_TRUE(
        asking
            ->PostMessage(
                context,
                v8::String::NewFromUtf8Literal(agent.isolate(), "hello"), {})
            .IsJust());
    return keep;
  });
  worker.join();
  EXPECT_THAT(answers, testing::ElementsAre("hello"));
}

}  // namespace
