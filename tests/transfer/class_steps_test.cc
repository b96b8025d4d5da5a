// Classes of JavaScript that are marked with native steps.

#include <v8-container.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <memory>
#include <string>
#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Arrives as {came: data}.
class CardHolder final : public DataHolder {
 public:
  absl::string_view type_name() const override { return "Card"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    return v8::Object::New(agent.isolate());
  }
  v8::Maybe<void> DeserializeData(Agent& agent, v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> object,
                                  v8::Local<v8::Value> data) override {
    return object->Set(context, NewString(agent.isolate(), "came"), data)
                   .IsNothing()
               ? v8::Nothing<void>()
               : v8::JustVoid();
  }
};

// The steps of all cards: their state is the property `text`.
class CardSteps final : public PlatformObject {
 public:
  CardSteps(std::vector<std::string>* log, TransferMode mode)
      : log_(log), mode_(mode) {}
  ~CardSteps() override { log_->push_back("gone"); }

  TransferMode GetTransferMode() const override { return mode_; }
  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override {
    return Take(agent, context, object, "clone ");
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override {
    return Take(agent, context, object, "prepare ");
  }
  void CommitTransfer(DataHolder&) noexcept override {
    log_->push_back("commit");
  }
  void AfterCommit(Agent& agent, v8::Local<v8::Context>,
                   v8::Local<v8::Object> object, DataHolder& holder,
                   v8::Local<v8::Value> data) override {
    log_->push_back("after " + std::string(holder.type_name()) + " " +
                    ToUtf8(agent.isolate(), data));
  }
  void AbortTransfer(Agent& agent, v8::Local<v8::Context>,
                     v8::Local<v8::Object>,
                     v8::Local<v8::Value> data) override {
    log_->push_back("abort " + ToUtf8(agent.isolate(), data));
  }

 private:
  HostObjectData Take(Agent& agent, v8::Local<v8::Context> context,
                      v8::Local<v8::Object> object, const char* what) {
    v8::Local<v8::Value> text;
    if (!object->Get(context, NewString(agent.isolate(), "text"))
             .ToLocal(&text)) {
      return {};
    }
    log_->push_back(what + ToUtf8(agent.isolate(), text));
    return {.holder = std::make_unique<CardHolder>(), .data = text};
  }

  std::vector<std::string>* const log_;
  const TransferMode mode_;
};

class ClassStepsTest : public V8Test {
 protected:
  ClassStepsTest() {
    Run("class Card { constructor(text) { this.text = text; } }"
        "var card = new Card('a');"
        "var thrower = {get x() { throw new RangeError('mine'); }}");
    Mark(TransferMode::kCloneableAndTransferable);
  }

  // The steps write into the log to their end.
  ~ClassStepsTest() override { local().DestroyAgent(); }

  void Mark(TransferMode mode) {
    EXPECT_TRUE(TransferModeRegistry::Of(agent())
                    .MarkClass(source(), Run("Card").As<v8::Function>(),
                               std::make_unique<CardSteps>(&log_, mode))
                    .IsJust());
  }
  Outcome<v8::Local<v8::Value>> Move(const char* value) {
    v8::Local<v8::Object> list[] = {RunObject("card")};
    return Clone(Run(value), list);
  }

  std::vector<std::string> log_;
};

TEST_F(ClassStepsTest, CloneInstancesAndThoseOfSubclasses) {
  EXPECT_THAT(Clone("[card, new (class extends Card {})('b')]"),
              Returns(EvaluatesTo("[{came: 'a'}, {came: 'b'}]")));
  EXPECT_THAT(log_, ElementsAre("clone a", "clone b"));
}

TEST_F(ClassStepsTest, CountAlsoForObjectsThatWereThereBefore) {
  EXPECT_THAT(Clone("({deep: [card]})"),
              Returns(EvaluatesTo("({deep: [{came: 'a'}]})")));
}

TEST_F(ClassStepsTest, TransferInBothPhases) {
  EXPECT_THAT(Move("card"), Returns(EvaluatesTo("({came: 'a'})")));
  EXPECT_THAT(log_, ElementsAre("prepare a", "commit", "after Card a"));
}

TEST_F(ClassStepsTest, TakeBackWhatFails) {
  Run("card.text = 'b'; class Bad { [kClone]() { throw new RangeError('m'); } }"
      "markClass(Bad, CLONEABLE)");
  EXPECT_THAT(Move("[card, new Bad()]"), Throws("RangeError", "m"));
  EXPECT_THAT(log_, ElementsAre("prepare b", "abort b"));
}

TEST_F(ClassStepsTest, AreNotAskedAfterATermination) {
  Run("class Endless {"
      "  [kTransfer]() { return {data: 1, deserializeInfo: 'test:Endless'}; }"
      "  [kTransferCommit]() { terminate(); for (;;); }"
      "} markClass(Endless, TRANSFERABLE); var endless = new Endless()");
  v8::Local<v8::Object> list[] = {RunObject("endless"), RunObject("card")};
  Outcome<SerializedValue> sent = Serialize(Run("0"), list);
  EXPECT_TRUE(sent.value.has_value());
  isolate()->CancelTerminateExecution();
  EXPECT_THAT(log_, ElementsAre("prepare a", "commit"));
}

TEST_F(ClassStepsTest, KnowNothingOfTheProtocolsSymbols) {
  Run("card[kClone] = () => ({data: 1, deserializeInfo: 'forged'})");
  EXPECT_THAT(Clone("card"), Returns(EvaluatesTo("({came: 'a'})")));
}

TEST_F(ClassStepsTest, AnOwnMarkTakesAwayOnly) {
  Run("markTransferMode(card, CLONEABLE)");
  EXPECT_THAT(Move("card"),
              ThrowsDataCloneError(HasSubstr("its transfer mode forbids it")));
  EXPECT_THAT(Clone("card"), Succeeds());
  Mark(TransferMode::kTransferable);
  Run("markTransferMode(card, BOTH)");
  EXPECT_THAT(
      Clone("card"),
      ThrowsDataCloneError(HasSubstr("It can only be transferred: add it")));
}

TEST_F(ClassStepsTest, LiveAsLongAsTheAgent) {
  Mark(TransferMode::kTransferable);
  EXPECT_THAT(log_, ElementsAre());
  local().DestroyAgent();
  EXPECT_THAT(log_, ElementsAre("gone", "gone"));
}

TEST_F(ClassStepsTest, AreRefusedWhereAModeIs) {
  v8::TryCatch try_catch(isolate());
  EXPECT_TRUE(TransferModeRegistry::Of(agent())
                  .MarkClass(source(), Run("Object").As<v8::Function>(),
                             std::make_unique<CardSteps>(
                                 &log_, TransferMode::kTransferable))
                  .IsNothing());
  EXPECT_THAT(ToUtf8(isolate(), try_catch.Exception()),
              HasSubstr("Object cannot be marked"));
}

}  // namespace
}  // namespace ferry::testing_support
