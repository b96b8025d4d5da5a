#include "ferry/transfer/transfer_mode_registry.h"

#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <ostream>
#include <string>
#include <variant>

#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

class TransferModeRegistryTest : public V8Test {
 protected:
  std::optional<TransferMode> ModeOf(const char* script) {
    return TransferModeRegistry::Of(agent())
        .GetTransferMode(source(), RunObject(script))
        .value();
  }
  Outcome<std::monostate> MarkClass(const char* script) {
    return Try([&] {
      return TransferModeRegistry::Of(agent()).MarkClass(
          source(), Run(script).As<v8::Function>(), TransferMode::kCloneable);
    });
  }
};

TEST_F(TransferModeRegistryTest, HasNoMarksAtFirst) {
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_marks());
  EXPECT_THAT(ModeOf("({})"), Eq(std::nullopt));
}

TEST_F(TransferModeRegistryTest, KeepsEveryMode) {
  for (int mode = 0; mode < 4; ++mode) {
    Run("globalThis.o = {}; markTransferMode(o, " + std::to_string(mode) + ")");
    EXPECT_THAT(ModeOf("o"), Optional(static_cast<TransferMode>(mode)));
  }
}

TEST_F(TransferModeRegistryTest, OverwritesAnEarlierMark) {
  Run("var o = {}; markTransferMode(o, BOTH); markTransferMode(o, DISALLOW)");
  EXPECT_THAT(ModeOf("o"), Optional(TransferMode::kDisallowCloneAndTransfer));
}

TEST_F(TransferModeRegistryTest, CountsForInstancesAndSubclasses) {
  Run("class A {} class B extends A {} var early = new B();"
      "markClass(A, CLONEABLE)");
  EXPECT_THAT(ModeOf("new A()"), Optional(TransferMode::kCloneable));
  EXPECT_THAT(ModeOf("early"), Optional(TransferMode::kCloneable));
  EXPECT_THAT(ModeOf("new B()"), Optional(TransferMode::kCloneable));
  EXPECT_THAT(ModeOf("A.prototype"), Eq(std::nullopt))
      << "the prototype of a marked class is an ordinary object";
}

TEST_F(TransferModeRegistryTest, PrefersTheMarkOfTheSubclass) {
  Run("class A {} class B extends A {}"
      "markClass(A, CLONEABLE); markClass(B, TRANSFERABLE)");
  EXPECT_THAT(ModeOf("new B()"), Optional(TransferMode::kTransferable));
  EXPECT_THAT(ModeOf("new A()"), Optional(TransferMode::kCloneable));
}

TEST_F(TransferModeRegistryTest, PrefersAnObjectsOwnMark) {
  Run("class A {} markClass(A, CLONEABLE);"
      "var a = new A(); markTransferMode(a, TRANSFERABLE)");
  EXPECT_THAT(ModeOf("a"), Optional(TransferMode::kTransferable));
}

TEST_F(TransferModeRegistryTest, IsInvisibleToReflection) {
  Run("class A {} markClass(A, BOTH); var o = {}; markTransferMode(o, BOTH);"
      "markAsUntransferable(o);");
  EXPECT_TRUE(Run("Reflect.ownKeys(o).length === 0 &&"
                  "Reflect.ownKeys(A.prototype).join() === 'constructor' &&"
                  "JSON.stringify(o) === '{}'")
                  ->IsTrue());
}

TEST_F(TransferModeRegistryTest, MarksFrozenObjects) {
  Run("var o = Object.freeze({}); markTransferMode(o, CLONEABLE)");
  EXPECT_THAT(ModeOf("o"), Optional(TransferMode::kCloneable));
}

TEST_F(TransferModeRegistryTest, IgnoresPrimitives) {
  EXPECT_TRUE(Run("markTransferMode(1, BOTH) === false &&"
                  "markTransferMode(null, BOTH) === false &&"
                  "markAsUntransferable('s') === false &&"
                  "markAsUncloneable(undefined) === false")
                  ->IsTrue());
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_marks());
}

TEST_F(TransferModeRegistryTest, MeansNothingToAnotherAgent) {
  Run("var o = {}; markTransferMode(o, DISALLOW)");
  Agent other(isolate(), cluster());
  EXPECT_THAT(TransferModeRegistry::Of(other)
                  .GetTransferMode(source(), RunObject("o"))
                  .value(),
              Eq(std::nullopt));
}

TEST_F(TransferModeRegistryTest, UncloneableTakesOnePermissionAway) {
  Run("var plain = {}, both = {}, clone = {};"
      "markTransferMode(both, BOTH); markTransferMode(clone, CLONEABLE);"
      "[plain, both, clone].forEach(markAsUncloneable)");
  EXPECT_THAT(ModeOf("plain"),
              Optional(TransferMode::kDisallowCloneAndTransfer));
  EXPECT_THAT(ModeOf("both"), Optional(TransferMode::kTransferable));
  EXPECT_THAT(ModeOf("clone"),
              Optional(TransferMode::kDisallowCloneAndTransfer));
  EXPECT_THAT(Clone("plain"),
              ThrowsDataCloneError(HasSubstr("could not be cloned")));
}

TEST_F(TransferModeRegistryTest, UncloneableStartsFromTheClassMark) {
  Run("class A {} markClass(A, BOTH); var a = new A(); markAsUncloneable(a)");
  EXPECT_THAT(ModeOf("a"), Optional(TransferMode::kTransferable));
}

TEST_F(TransferModeRegistryTest, MarkFunctionMarks) {
  Set("mark", TransferModeRegistry::Of(agent())
                  .GetMarkFunction(source())
                  .ToLocalChecked());
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_marks());
  Run("var o = {}; mark(1, true, true); mark(null); mark(undefined);");
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_marks());
  Run("mark(o, false, true)");
  EXPECT_TRUE(TransferModeRegistry::Of(agent()).has_instance_marks());
  EXPECT_THAT(ModeOf("o"), Optional(TransferMode::kTransferable));
  Run("mark(o, 1, 0)");
  EXPECT_THAT(ModeOf("o"), Optional(TransferMode::kCloneable));
  EXPECT_TRUE(Run("Reflect.ownKeys(o).length === 0")->IsTrue());
}

TEST_F(TransferModeRegistryTest, MarkFunctionIgnoresAHijackedRealm) {
  Set("mark", TransferModeRegistry::Of(agent())
                  .GetMarkFunction(source())
                  .ToLocalChecked());
  Run("Object.defineProperty(Object.prototype, 'symbol', {get() { throw 1; }});"
      "var o = {}; mark(o, true, false)");
  EXPECT_THAT(ModeOf("o"), Optional(TransferMode::kCloneable));
}

struct RefusedClassRow {
  const char* name;
  const char* constructor;
  const char* message;
};
void PrintTo(const RefusedClassRow& row, std::ostream* s) { *s << row.name; }

constexpr RefusedClassRow kRefusedClasses[] = {
    {"Object", "Object", "Object cannot be marked"},
    {"Arrow", "(() => 1)", "the function has no prototype"},
    {"Array", "Array", "subclass of a built-in"},
    {"ArraySubclass", "(class extends Array {})", "subclass of a built-in"},
    {"MapSubclass", "(class extends Map {})", "subclass of a built-in"},
    {"SetSubclass", "(class extends Set {})", "subclass of a built-in"},
    {"DateSubclass", "(class extends Date {})", "subclass of a built-in"},
    {"RegExpSubclass", "(class extends RegExp {})", "subclass of a built-in"},
    {"PromiseSubclass", "(class extends Promise {})", "subclass of a built-in"},
    {"BufferSubclass", "(class extends ArrayBuffer {})",
     "subclass of a built-in"},
    {"ViewSubclass", "(class extends Uint8Array {})", "subclass of a built-in"},
    {"DataViewSubclass", "(class extends DataView {})",
     "subclass of a built-in"},
    {"StringSubclass", "(class extends String {})", "subclass of a built-in"},
};

class RefusedClassTest : public V8Test,
                         public testing::WithParamInterface<RefusedClassRow> {};

TEST_P(RefusedClassTest, ThrowsATypeError) {
  v8::Local<v8::Function> constructor =
      Run(GetParam().constructor).As<v8::Function>();
  EXPECT_THAT(Try([&] {
                return TransferModeRegistry::Of(agent()).MarkClass(
                    source(), constructor, TransferMode::kCloneable);
              }),
              Throws("TypeError", HasSubstr(GetParam().message)));
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_marks());
}

INSTANTIATE_TEST_SUITE_P(
    Refused, RefusedClassTest, testing::ValuesIn(kRefusedClasses),
    [](const testing::TestParamInfo<RefusedClassRow>& info) {
      return std::string(info.param.name);
    });

TEST_F(TransferModeRegistryTest, RefusesTheObjectOfAnotherRealm) {
  SetInTarget("theirs", Run("Object"));
  v8::Local<v8::Function> theirs = RunInTarget("theirs").As<v8::Function>();
  EXPECT_THAT(Try([&] {
                return TransferModeRegistry::Of(agent()).MarkClass(
                    target(), theirs, TransferMode::kCloneable);
              }),
              Throws("TypeError", HasSubstr("Object cannot be marked")));
}

TEST_F(TransferModeRegistryTest, PassesOnWhatAPrototypeGetterThrows) {
  EXPECT_THAT(MarkClass("new Proxy(class {}, {get() { throw new RangeError("
                        "'mine'); }})"),
              Throws("RangeError", "mine"));
}

}  // namespace
}  // namespace ferry::testing_support
