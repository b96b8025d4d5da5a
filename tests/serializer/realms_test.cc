// Realms that may not look into each other, realms that are gone, and two
// agents in one isolate: nothing crashes, nothing is given up, and what one
// agent marks is nothing to the other.

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-template.h>
#include <v8-value.h>

#include <memory>
#include <ostream>
#include <string>

#include "ferry/agent/strings.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::_;
using testing::HasSubstr;

// `foreign` is the global object of a realm with another security token.
class ForeignRealmTest : public V8Test {
 protected:
  ForeignRealmTest() {
    v8::HandleScope handles(isolate());
    target()->SetSecurityToken(NewString(isolate(), "foreign"));
    Set("foreign", target()->Global());
    Set("guarded", NewGuarded());
    Run(R"js(
      globalThis.cargo = new ArrayBuffer(8);
      class Marked {}
      markClass(Marked, CLONEABLE);
      globalThis.denied = (() => { try { foreign.x; } catch { return true; } })())js");
  }

  // With an access check that always fails.
  v8::Local<v8::Object> NewGuarded() {
    v8::Local<v8::ObjectTemplate> guarded = v8::ObjectTemplate::New(isolate());
    guarded->SetAccessCheckCallback([](v8::Local<v8::Context>,
                                       v8::Local<v8::Object>,
                                       v8::Local<v8::Value>) { return false; });
    v8::Context::Scope scope(target());
    return guarded->NewInstance(target()).ToLocalChecked();
  }

  Outcome<v8::Local<v8::Value>> CloneWithCargo(absl::string_view script) {
    v8::Local<v8::Object> list[] = {RunObject("cargo = new ArrayBuffer(8)")};
    CloneOptions options;
    options.transfer = list;
    return Try([&] {
      return StructuredClone(agent(), source(), Run(script), options);
    });
  }
};

TEST_F(ForeignRealmTest, IsOutOfReach) {
  EXPECT_TRUE(Run("denied === true")->IsTrue());
}

TEST_F(ForeignRealmTest, RefusesWhatItMayNotLookAt) {
  for (const char* script :
       {"foreign", "({a: [foreign]})", "new Map([[foreign, 1]])",
        "new Proxy(foreign, {})", "guarded", "({a: guarded})",
        "new Error('', {cause: foreign})",
        "({get a() { return foreign.secret; }})"}) {
    SCOPED_TRACE(script);
    Outcome<v8::Local<v8::Value>> clone = CloneWithCargo(script);
    EXPECT_FALSE(clone.value.has_value());
    EXPECT_FALSE(clone.exception.IsEmpty());
    EXPECT_THAT(RunObject("cargo"), testing::Not(IsDetached()));
  }
}

// A mark or a protocol method does not open it either.
TEST_F(ForeignRealmTest, RefusesWhatIsMarked) {
  for (const char* name : {"foreign", "guarded"}) {
    SCOPED_TRACE(name);
    Run(std::string("try { markTransferMode(") + name +
        ", CLONEABLE | TRANSFERABLE) } catch {}");
    v8::Local<v8::Object> list[] = {RunObject("cargo"), RunObject(name)};
    Outcome<v8::Local<v8::Value>> moved = Clone(Run("cargo"), list);
    EXPECT_FALSE(moved.value.has_value());
    EXPECT_FALSE(CloneWithCargo(name).value.has_value());
    EXPECT_THAT(list[0], testing::Not(IsDetached()));
  }
}

TEST_F(ForeignRealmTest, ClonesWhatOnlyInheritsFromIt) {
  EXPECT_THAT(CloneWithCargo("({__proto__: foreign, a: 1})"),
              Returns(EvaluatesTo("({a: 1})")));
  EXPECT_THAT(CloneWithCargo("Object.setPrototypeOf([2], foreign)"),
              Succeeds());
}

// The values of another realm are no secret once a script has them.
TEST_F(ForeignRealmTest, ClonesItsPlainObjects) {
  Set("theirs", RunInTarget("({a: [1, new Date(0)], b: new Map([[1, {}]])})"));
  EXPECT_THAT(CloneWithCargo("theirs"),
              Returns(EvaluatesTo("({a: [1, new Date(0)], "
                                  "b: new Map([[1, {}]])})")));
}

using GoneRealmTest = V8Test;

TEST_F(GoneRealmTest, IsStillClonedFromAndInto) {
  Set("theirs", RunInTarget("({a: [1], e: new TypeError('m')})"));
  target()->DetachGlobal();
  EXPECT_THAT(Clone("theirs"), Succeeds());
  EXPECT_THAT(Clone("({a: 1})"), Succeeds());
  EXPECT_THAT(Clone("({a: () => {}})"),
              ThrowsDataCloneError(HasSubstr("$.a: () => {}")));
}

class TwoAgentsTest : public V8Test {
 protected:
  Outcome<v8::Local<v8::Value>> CloneBySecond(v8::Local<v8::Value> value,
                                              ObjectSpan transfer = {}) {
    CloneOptions options;
    options.transfer = transfer;
    return Try(
        [&] { return StructuredClone(second_, target(), value, options); });
  }

  Agent second_{isolate(), cluster()};
};

// To the other agent they are ordinary objects.
TEST_F(TwoAgentsTest, KeepTheirMarksApart) {
  v8::Local<v8::Value> value =
      Run("const o = {a: 1}; markTransferMode(o, 0); o");
  EXPECT_THAT(Clone(value), ThrowsDataCloneError(_));
  EXPECT_THAT(CloneBySecond(value), Returns(EvaluatesTo("({a: 1})")));
  v8::Local<v8::Object> buffer =
      RunObject("const b = new ArrayBuffer(1); markAsUntransferable(b); b");
  EXPECT_THAT(Clone(buffer, {&buffer, 1}), ThrowsDataCloneError(_));
  EXPECT_THAT(CloneBySecond(buffer, {&buffer, 1}), Succeeds());
}

// A wrapper of one agent is an unknown API object to the other, which refuses
// it and leaves it alone.
TEST_F(TwoAgentsTest, RefuseEachOthersWrappers) {
  auto log = std::make_shared<PipeLog>();
  InstallPipe(agent(), source());
  v8::Local<v8::Object> list[] = {
      RunObject("new ArrayBuffer(1)"),
      NewPipe(agent(), source(),
              std::make_unique<Pipe>(log, "a", TransferMode::kTransferable))};
  EXPECT_THAT(CloneBySecond(list[1]),
              ThrowsDataCloneError(HasSubstr("could not be cloned")));
  EXPECT_THAT(CloneBySecond(list[1], list),
              ThrowsDataCloneError(HasSubstr("is not transferable")));
  EXPECT_THAT(list[0], testing::Not(IsDetached()));
  EXPECT_THAT(log->events, testing::IsEmpty());
  EXPECT_EQ(PipeOf(agent(), list[1]).contents(), 7);
  Set("error", Run("new DOMException('m')"));
  EXPECT_THAT(CloneBySecond(Run("error")),
              ThrowsDataCloneError(HasSubstr("could not be cloned")));
}

}  // namespace
}  // namespace ferry::testing_support
