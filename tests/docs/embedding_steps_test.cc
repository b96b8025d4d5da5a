// More examples of docs/embedding.md, run: steps after the commit, native steps
// of JavaScript classes, ports with an owner.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <utility>

#include "ferry/agent/strings.h"
#include "ferry/ferry.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"

namespace {

using ferry::testing_support::EvaluatesTo;
using ferry::testing_support::Returns;

class EmbeddingStepsTest : public ferry::testing_support::V8Test {};

TEST_F(EmbeddingStepsTest, BeginsAfterTheCommit) {
  constexpr const char* kFeed = R"js(
    var drained = [];
    class Feed {
      #queue = [];
      #paused = false;

      [kTransfer]() {
        this.#paused = true;
        return {data: {}, deserializeInfo: 'my_app/feed:Feed'};
      }
      [kTransferAbort](data) { this.#paused = false; }
      [kTransferCommit](data) { drained.push(...this.#queue.splice(0)); }
      [kDeserialize](data) {}

      push(item) { this.#queue.push(item); }
    }
    registerClass('my_app/feed:Feed', Feed);
    markClass(Feed, TRANSFERABLE);
    var feed = new Feed();
    feed.push(1);
  )js";
  Run(kFeed);
  RunInTarget(kFeed);
  v8::Local<v8::Object> list[] = {RunObject("feed")};
  EXPECT_THAT(Clone(Run("[feed, () => 1]"), list),
              ferry::testing_support::ThrowsDataCloneError(
                  testing::HasSubstr("could not be cloned")));
  EXPECT_THAT(Run("drained"), EvaluatesTo("[]"));
  EXPECT_TRUE(Clone(Run("feed"), list).value.has_value());
  EXPECT_THAT(Run("drained"), EvaluatesTo("[1]"));
}

class CounterHolder final : public ferry::DataHolder {
 public:
  absl::string_view type_name() const override { return "Counter"; }
  v8::MaybeLocal<v8::Object> Deserialize(ferry::Agent& agent,
                                         v8::Local<v8::Context>) override {
    return v8::Object::New(agent.isolate());
  }
  v8::Maybe<void> DeserializeData(ferry::Agent& agent,
                                  v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> counter,
                                  v8::Local<v8::Value> data) override {
    return counter->Set(context, ferry::NewString(agent.isolate(), "count"),
                        data)
                   .IsJust()
               ? v8::JustVoid()
               : v8::Nothing<void>();
  }
};

class CounterSteps final : public ferry::PlatformObject {
 public:
  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kTransferable;
  }
  ferry::HostObjectData PrepareTransfer(
      ferry::Agent& agent, v8::Local<v8::Context> context,
      v8::Local<v8::Object> counter) override {
    v8::Local<v8::Value> count;
    if (!counter->Get(context, ferry::NewString(agent.isolate(), "count"))
             .ToLocal(&count)) {
      return {};
    }
    return {.holder = std::make_unique<CounterHolder>(), .data = count};
  }
  // The whole message is committed: JavaScript may run again.
  void AfterCommit(ferry::Agent& agent, v8::Local<v8::Context> context,
                   v8::Local<v8::Object> counter, ferry::DataHolder& holder,
                   v8::Local<v8::Value> data) override {
    counter
        ->Set(context, ferry::NewString(agent.isolate(), "count"),
              v8::Undefined(agent.isolate()))
        .IsNothing();  // what it throws is reported
  }
};

void MarkCounters(ferry::Agent& agent, v8::Local<v8::Context> context,
                  v8::Local<v8::Function> counter_class) {
  if (ferry::TransferModeRegistry::Of(agent)
          .MarkClass(context, counter_class, std::make_unique<CounterSteps>())
          .IsNothing()) {
    return;  // an exception is pending
  }
}

TEST_F(EmbeddingStepsTest, GivesAClassNativeSteps) {
  Run("class Counter { count = 7 }");
  MarkCounters(agent(), source(), Run("Counter").As<v8::Function>());
  Run("var counter = new Counter()");
  v8::Local<v8::Object> list[] = {RunObject("counter")};
  EXPECT_THAT(Clone(list[0], list), Returns(EvaluatesTo("({count: 7})")));
  EXPECT_TRUE(Run("counter.count === undefined")->IsTrue());
}

class NoObserver final : public ferry::MessageObserver {
 public:
  void OnMessage(v8::Local<v8::Context>, v8::Local<v8::Object>,
                 const ferry::ReceivedMessage&) override {}
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
};

TEST_F(EmbeddingStepsTest, HasAPortWithAnOwner) {
  ferry::Agent& agent = this->agent();
  NoObserver observer;
  auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel();
  v8::Local<v8::Object> object =
      ferry::MessagePort::New(agent, source(), std::move(ours))
          .ToLocalChecked();
  ferry::MessagePort* port = ferry::MessagePort::From(agent, object);
  port->set_observer(&observer);
  port->set_keeps_itself_alive(false);
  port->Start();
  EXPECT_FALSE(local().event_loop().is_alive());
  port->set_keeps_itself_alive(true);
  EXPECT_TRUE(local().event_loop().is_alive());
  port->Close();
}

}  // namespace
