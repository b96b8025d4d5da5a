// Errors: what is kept of them, along each path.

#include <ostream>
#include <string>
#include <tuple>

#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

struct ErrorRow {
  const char* name;
  // An expression with an error.
  const char* original;
  // What must hold in the target realm, where the copy is `it`.
  const char* check;
};

void PrintTo(const ErrorRow& row, std::ostream* stream) { *stream << row.name; }

constexpr ErrorRow kErrors[] = {
    {"Error", "new Error('m')",
     "it instanceof Error && it.constructor === Error"},
    {"EvalError", "new EvalError('m')", "it instanceof EvalError"},
    {"RangeError", "new RangeError('m')", "it instanceof RangeError"},
    {"ReferenceError", "new ReferenceError('m')",
     "it instanceof ReferenceError"},
    {"SyntaxError", "new SyntaxError('m')", "it instanceof SyntaxError"},
    {"TypeError", "new TypeError('m')", "it instanceof TypeError"},
    {"URIError", "new URIError('m')", "it instanceof URIError"},
    {"AggregateErrorBecomesError", "new AggregateError([1], 'm')",
     "it.constructor === Error && !('errors' in it)"},
    {"SubclassBecomesItsBuiltin", "new (class Mine extends TypeError {})('m')",
     "it.constructor === TypeError"},
    {"UnknownNameBecomesError", "Object.assign(new Error('m'), {name: 'Mine'})",
     "it.name === 'Error'"},
    {"KnownNameDecides", "Object.assign(new Error('m'), {name: 'RangeError'})",
     "it instanceof RangeError"},
    {"CauseKept", "new Error('m', {cause: {deep: [1]}})",
     "it.cause.deep[0] === 1 && it.cause instanceof Object"},
    {"CauseUndefinedKept", "new Error('m', {cause: undefined})",
     "Object.hasOwn(it, 'cause') && it.cause === undefined"},
    {"CauseIsItself", "const e = new Error('m'); e.cause = e; e",
     "it.cause === it"},
    {"CauseIsAnError", "new Error('m', {cause: new RangeError('inner')})",
     "it.cause instanceof RangeError && it.cause.message === 'inner'"},
    {"PropertiesDropped", "Object.assign(new Error('m'), {extra: 1})",
     "!('extra' in it)"},
};

using Param = std::tuple<ErrorRow, ClonePath>;

class CloneErrorsTest : public ClonePathTest,
                        public testing::WithParamInterface<Param> {};

TEST_P(CloneErrorsTest, KeepsKindMessageAndStack) {
  const auto& [row, path] = GetParam();
  v8::Local<v8::Value> original = Run(row.original);
  Set("original", original);
  SetInTarget("stack", Run("original.stack"));
  Outcome<v8::Local<v8::Value>> copy = Take(original, path);
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget(row.check)->IsTrue()) << row.check;
  EXPECT_TRUE(RunInTarget("it.message === 'm'")->IsTrue());
  EXPECT_TRUE(RunInTarget("it.stack === stack")->IsTrue());
  EXPECT_TRUE(RunInTarget("Object.keys(it).length === 0")->IsTrue())
      << "message, stack and cause are not enumerable";
}

INSTANTIATE_TEST_SUITE_P(
    Errors, CloneErrorsTest,
    testing::Combine(testing::ValuesIn(kErrors),
                     testing::Values(ClonePath::kStructuredClone,
                                     ClonePath::kMessage, ClonePath::kStorage)),
    [](const testing::TestParamInfo<Param>& info) {
      return std::get<0>(info.param).name + PathName(std::get<1>(info.param));
    });

class CloneErrorPartsTest : public ClonePathTest {
 protected:
  // What `check` gives for a copy of `original`.
  bool Holds(const char* original, const char* check) {
    Outcome<v8::Local<v8::Value>> copy = Clone(original);
    if (!copy.value) return false;
    SetInTarget("it", *copy.value);
    return RunInTarget(check)->IsTrue();
  }
};

TEST_F(CloneErrorPartsTest, LeavesOutAMissingMessage) {
  EXPECT_TRUE(Holds("new Error()", "!Object.hasOwn(it, 'message')"));
}

TEST_F(CloneErrorPartsTest, TurnsTheMessageIntoAString) {
  EXPECT_TRUE(
      Holds("Object.assign(new Error(), {message: 5})", "it.message === '5'"));
}

TEST_F(CloneErrorPartsTest, LeavesOutAStackThatIsNoString) {
  EXPECT_TRUE(Holds("Object.assign(new Error('m'), {stack: 17})",
                    "typeof it.stack !== 'number'"));
}

TEST_F(CloneErrorPartsTest, LeavesOutAMessageThatIsAnAccessor) {
  EXPECT_TRUE(Holds(
      "Object.defineProperty(new Error('m'), 'message', {get() { throw 1; }})",
      "!Object.hasOwn(it, 'message')"));
}

TEST_F(CloneErrorPartsTest, KeepsIdentity) {
  EXPECT_TRUE(Holds("const e = new Error('m'); [e, e]", "it[0] === it[1]"));
}

TEST_F(CloneErrorPartsTest, RefusesAnUncloneableCause) {
  EXPECT_THAT(
      Clone("new Error('m', {cause: () => 1})"),
      ThrowsDataCloneError(testing::HasSubstr("() => 1 could not be cloned.")));
}

TEST_F(CloneErrorPartsTest, PassesOnWhatANameGetterThrows) {
  EXPECT_THAT(Clone("Object.defineProperty(new Error('m'), 'name', "
                    "{get() { throw new RangeError('mine'); }})"),
              Throws("RangeError", "mine"));
}

}  // namespace
}  // namespace ferry::testing_support
