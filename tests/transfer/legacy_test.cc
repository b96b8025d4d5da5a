// The older way: wrappers of a native base class, and what is lost on it.

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <string>

#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/legacy/js_transferable.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

class LegacyTest : public V8Test {
 protected:
  LegacyTest() : legacy_(agent()) {
    Install(source(), [this](auto name, auto value) { Set(name, value); });
    Install(target(),
            [this](auto name, auto value) { SetInTarget(name, value); });
    for (v8::Local<v8::Context> realm : {source(), target()}) {
      local().RunIn(realm, R"js(
        class Point extends JSTransferable {
          constructor(x) { super(); this.x = x; }
          [kClone]() { return {data: this.x, deserializeInfo: 'Point'}; }
          [kTransfer]() {
            const {x} = this;
            this.x = 'gone';
            return {data: x, deserializeInfo: 'Point'};
          }
          [kTransferAbort](x) { this.x = x; }
          [kDeserialize](x) { this.x = x; }
        }
        registerClass('Point', Point);
        class Plain {
          #secret = 'kept';
          constructor(x) { this.x = x; }
          static hasSecret(object) { return #secret in object; }
          get double() { return this.x * 2; }
          [kClone]() { return {data: this.x, deserializeInfo: 'Point'}; }
        }
        class NoMethods extends JSTransferable {}
      )js");
    }
  }

  // A class declared in an earlier script is a global binding of its realm.
  std::string Text(const char* script) {
    return *v8::String::Utf8Value(isolate(), Run(script));
  }

 private:
  template <typename Setter>
  void Install(v8::Local<v8::Context> realm, Setter set) {
    set("JSTransferable", legacy_.GetConstructor(realm).ToLocalChecked());
    set("makeTransferable",
        legacy_.NewMakeTransferableFunction(realm).ToLocalChecked());
  }

 protected:
  JSTransferable legacy_;
};

TEST_F(LegacyTest, ClonesASubclass) {
  Outcome<v8::Local<v8::Value>> copy = Clone("({p: new Point(5)})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("copy", *copy.value);
  EXPECT_TRUE(
      RunInTarget("copy.p instanceof Point && copy.p.x === 5")->IsTrue());
}

TEST_F(LegacyTest, TransfersASubclass) {
  v8::Local<v8::Object> point = RunObject("globalThis.p = new Point(5)");
  Outcome<v8::Local<v8::Value>> copy = Clone(point, {&point, 1});
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("copy", *copy.value);
  EXPECT_TRUE(RunInTarget("copy.x === 5")->IsTrue());
  EXPECT_EQ(Text("p.x"), "gone");
  EXPECT_THAT(Clone(point), ThrowsDataCloneError(
                                HasSubstr("It is closed, or was transferred")));
}

TEST_F(LegacyTest, TakesAFailedTransferBack) {
  v8::Local<v8::Object> point = RunObject("globalThis.p = new Point(5)");
  EXPECT_THAT(Clone(Run("({p, q: () => 1})"), {&point, 1}),
              ThrowsDataCloneError(HasSubstr("could not be cloned")));
  EXPECT_EQ(Text("p.x"), "5");
}

TEST_F(LegacyTest, TakesBackWhatWasPrepared) {
  Run("var p = new Point(5), q = new Point(6);"
      "q[kTransfer] = () => { throw new RangeError('mine'); }");
  v8::Local<v8::Object> list[] = {RunObject("p"), RunObject("q")};
  EXPECT_THAT(Clone(Run("0"), list), Throws("RangeError", "mine"));
  EXPECT_EQ(Text("p.x"), "5");
}

TEST_F(LegacyTest, ModeFollowsTheMethods) {
  EXPECT_THAT(Clone("new NoMethods()"),
              ThrowsDataCloneError(HasSubstr("Its transfer mode forbids it.")));
  v8::Local<v8::Object> cloneable = RunObject("makeTransferable(new Plain(1))");
  EXPECT_THAT(Clone(cloneable, {&cloneable, 1}),
              ThrowsDataCloneError(HasSubstr("its transfer mode forbids it.")));
}

TEST_F(LegacyTest, NeedsNew) {
  EXPECT_TRUE(Run("try { JSTransferable(); false } "
                  "catch (error) { error instanceof TypeError }")
                  ->IsTrue());
}

TEST_F(LegacyTest, MakesAnObjectThatIsCloned) {
  Outcome<v8::Local<v8::Value>> copy = Clone("makeTransferable(new Plain(7))");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("copy", *copy.value);
  EXPECT_TRUE(RunInTarget("copy.x === 7")->IsTrue());
}

TEST_F(LegacyTest, CopiesDescriptorsAndPrototype) {
  Run("globalThis.plain = new Plain(7);"
      "Object.defineProperty(plain, 'hidden', {value: 1});"
      "Object.defineProperty(plain, 'computed', {get() { return this.x; }});"
      "globalThis.made = makeTransferable(plain);");
  EXPECT_EQ(Text("Reflect.ownKeys(made).join()"), "x,hidden,computed");
  EXPECT_EQ(Text("made.computed + made.double"), "21");
  EXPECT_TRUE(
      Run("Object.getPrototypeOf(made) === Plain.prototype &&"
          "made instanceof Plain && !(made instanceof JSTransferable) &&"
          "!Object.getOwnPropertyDescriptor(made, 'hidden').enumerable")
          ->IsTrue());
}

TEST_F(LegacyTest, ReturnsATransferableAsItIs) {
  EXPECT_TRUE(
      Run("const p = new Point(1); makeTransferable(p) === p")->IsTrue());
}

TEST_F(LegacyTest, LosesIdentity) {
  EXPECT_TRUE(Run("globalThis.plain = new Plain(7);"
                  "const known = new WeakSet([plain]);"
                  "const made = makeTransferable(plain);"
                  "made !== plain && !known.has(made)")
                  ->IsTrue());
}

TEST_F(LegacyTest, LosesPrivateFields) {
  EXPECT_TRUE(Run("const plain = new Plain(7);"
                  "Plain.hasSecret(plain) &&"
                  "!Plain.hasSecret(makeTransferable(plain))")
                  ->IsTrue());
}

TEST_F(LegacyTest, MarksKeepBoth) {
  EXPECT_TRUE(Run("markClass(Plain, CLONEABLE);"
                  "Plain.hasSecret(new Plain(7))")
                  ->IsTrue());
  EXPECT_THAT(Clone("new Plain(7)"), Succeeds());
}

TEST_F(LegacyTest, IsCalledFromNativeCodeToo) {
  v8::Local<v8::Object> plain = RunObject("globalThis.plain = new Plain(7)");
  Set("made", legacy_.MakeTransferable(source(), plain).ToLocalChecked());
  EXPECT_TRUE(Run("made !== plain && made.x === 7")->IsTrue());
}

TEST_F(LegacyTest, DiesWithItsObjects) {
  {
    v8::HandleScope handles(isolate());
    Run("for (let i = 0; i < 1000; ++i) new Point(i); 0");
  }
  local().CollectGarbage();
  EXPECT_THAT(Clone("new Point(1)"), Succeeds());
}

}  // namespace
}  // namespace ferry::testing_support
