// AfterCommit and [kTransferCommit](): what a transfer begins once no step can
// fail any more.

#include <v8-exception.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-script.h>
#include <v8-value.h>

#include <utility>

#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Boxes whose `events` say what they were asked.
constexpr const char* kBox = R"js(
  var events = [];
  class Box {
    constructor(name) { this.name = name; this.state = {name}; }
    [kTransfer]() {
      events.push('transfer ' + this.name);
      const data = this.state;
      this.state = null;
      return {data, deserializeInfo: 'test:CommitBox'};
    }
    [kTransferAbort](data) { events.push('abort ' + this.name); this.state = data; }
    [kTransferCommit](data) {
      events.push('commit ' + data.name + (buffer.detached ? ' late' : ' early'));
      this.onCommit?.();
    }
    [kDeserialize](data) { this.name = data.name; }
  }
  registerClass('test:CommitBox', Box);
  var buffer = new ArrayBuffer(8);
  var one = new Box('one');
  var two = new Box('two');
)js";

class AfterCommitTest : public V8Test {
 protected:
  AfterCommitTest() {
    Run(kBox);
    Run("markClass(Box, TRANSFERABLE)");
    RunInTarget(kBox);
  }

  Outcome<SerializedValue> Send(const char* value) {
    v8::Local<v8::Object> list[] = {RunObject("one"), RunObject("buffer"),
                                    RunObject("two")};
    return Serialize(Run(value), list);
  }
  const char* kEverything = "[one, two, buffer]";
};

TEST_F(AfterCommitTest, ComesAfterEverythingWasGivenUp) {
  EXPECT_THAT(Send(kEverything), Succeeds());
  EXPECT_THAT(Run("events.join()"),
              EvaluatesTo("'transfer one,transfer two,commit one late,"
                          "commit two late'"));
}

TEST_F(AfterCommitTest, IsNotAskedOfWhatFails) {
  EXPECT_THAT(Send("[one, {get x() { throw new RangeError('mine'); }}]"),
              Throws("RangeError", "mine"));
  Run("two[kTransfer] = () => { throw new RangeError('late'); }");
  EXPECT_THAT(Send(kEverything), Throws("RangeError", "late"));
  EXPECT_THAT(Run("events.join()"), EvaluatesTo("'transfer one,abort one'"));
}

TEST_F(AfterCommitTest, IsAskedInAClone) {
  v8::Local<v8::Object> list[] = {RunObject("one")};
  EXPECT_THAT(Clone(list[0], list), Succeeds());
  EXPECT_THAT(Run("events.join()"),
              EvaluatesTo("'transfer one,commit one early'"));
}

TEST_F(AfterCommitTest, ReportsWhatIsThrownAndGoesOn) {
  Run("one.onCommit = () => { throw new RangeError('mine'); }");
  Outcome<SerializedValue> sent = Send(kEverything);
  ASSERT_THAT(sent, Succeeds());
  EXPECT_THAT(local().uncaught(), ElementsAre(HasSubstr("RangeError: mine")));
  EXPECT_THAT(Run("events.at(-1)"), EvaluatesTo("'commit two late'"));
  EXPECT_THAT(Receive(*std::move(sent.value)), Succeeds());
}

TEST_F(AfterCommitTest, SendsTheMessageAlsoWhereItIsTerminated) {
  Run("one.onCommit = () => { terminate(); for (;;); }");
  Outcome<SerializedValue> sent = Send(kEverything);
  ASSERT_TRUE(sent.value.has_value());
  EXPECT_TRUE(sent.value->parts().has_transfers());
  // The termination ends the next script.
  v8::TryCatch try_catch(isolate());
  EXPECT_TRUE(v8::Script::Compile(
                  source(), v8::String::NewFromUtf8Literal(isolate(), "0"))
                  .ToLocalChecked()
                  ->Run(source())
                  .IsEmpty());
  EXPECT_TRUE(try_catch.HasTerminated());
  try_catch.Reset();
  isolate()->CancelTerminateExecution();
  EXPECT_THAT(Run("events.at(-1)"), EvaluatesTo("'commit one late'"));
}

TEST_F(AfterCommitTest, MaySendMoreMessages) {
  Run("var inner = new Box('inner');"
      "one.onCommit = () => structuredClone(inner, [inner])");
  Outcome<SerializedValue> sent = Send(kEverything);
  ASSERT_THAT(sent, Succeeds());
  SetInTarget("it", Receive(*std::move(sent.value)).value->value);
  EXPECT_THAT(RunInTarget("it.length + it[0].name + it[1].name"),
              EvaluatesTo("'3onetwo'"));
}

}  // namespace
}  // namespace ferry::testing_support
