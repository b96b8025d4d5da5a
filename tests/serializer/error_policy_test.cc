// ErrorPolicy::kFull: what is kept of errors beyond what V8 keeps.

#include "ferry/exceptions/error_policy.h"

#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_features.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

struct Row {
  const char* name;
  const char* original;
  // What must hold in the target realm, where the copy is `it`.
  const char* check;
};

void PrintTo(const Row& row, std::ostream* stream) { *stream << row.name; }

constexpr Row kRows[] = {
    {"Error", "new Error('m')",
     "it.constructor === Error && it.message === 'm' && it.stack === stack"},
    {"EvalError", "new EvalError('m')", "it.constructor === EvalError"},
    {"RangeError", "new RangeError('m')", "it.constructor === RangeError"},
    {"ReferenceError", "new ReferenceError('m')",
     "it.constructor === ReferenceError"},
    {"SyntaxError", "new SyntaxError('m')", "it.constructor === SyntaxError"},
    {"TypeError", "new TypeError('m')", "it.constructor === TypeError"},
    {"URIError", "new URIError('m')", "it.constructor === URIError"},
    {"AggregateError", "new AggregateError([1, new TypeError('t')], 'm')",
     "it.constructor === AggregateError && it.errors[0] === 1 &&"
     "it.errors[1] instanceof TypeError && it.errors[1].message === 't' &&"
     "!Object.keys(it).includes('errors')"},
    {"OwnProperties",
     "Object.assign(new Error('m'), {code: 'E_X', detail: {a: [1]}})",
     "it.code === 'E_X' && it.detail.a[0] === 1 &&"
     "Object.keys(it).join() === 'code,detail'"},
    {"OwnName", "Object.assign(new RangeError('m'), {name: 'Mine'})",
     "it.name === 'Mine' && it instanceof RangeError"},
    {"NameOfAClass",
     "class Mine extends TypeError { get name() { return 'Mine'; } };"
     "new Mine('m')",
     "it.name === 'Mine' && it.constructor === TypeError &&"
     "!Object.keys(it).includes('name')"},
    {"Cause", "new Error('m', {cause: new RangeError('c')})",
     "it.cause instanceof RangeError && it.cause.message === 'c' &&"
     "!Object.keys(it).includes('cause')"},
    {"CauseIsItself", "const e = new Error('m'); e.cause = e; e",
     "it.cause === it"},
    {"Cycle", "const e = new AggregateError([], 'm'); e.errors.push({e}); e",
     "it.errors[0].e === it"},
    {"NoMessage", "new Error()", "!Object.hasOwn(it, 'message')"},
    {"ProtoKey",
     "Object.defineProperty(new Error('m'), '__proto__',"
     "                      {value: 1, enumerable: true})",
     "Object.getOwnPropertyDescriptor(it, '__proto__').value === 1 &&"
     "it instanceof Error"},
};

enum class Path { kClone, kStorage };
using Param = std::tuple<Row, Path>;

class ErrorPolicyTest : public V8Test,
                        public testing::WithParamInterface<Param> {
 protected:
  void SetUp() override {
    if (!AsksAboutErrors(isolate())) {
      GTEST_SKIP() << "this V8 does not ask its delegate about errors";
    }
  }

  Outcome<v8::Local<v8::Value>> Take(v8::Local<v8::Value> value, Path path) {
    CloneOptions options;
    options.error_policy = ErrorPolicy::kFull;
    if (path == Path::kClone) {
      return Try(
          [&] { return StructuredClone(agent(), target(), value, options); });
    }
    auto stored = Try([&] {
      return StructuredSerializeForStorage(agent(), source(), value, options);
    });
    std::vector<uint8_t> bytes = *stored.value->ToBytes();
    return Deserialize(*SerializedValue::FromBytes(cluster(), bytes));
  }
};

TEST_P(ErrorPolicyTest, KeepsEverything) {
  const auto& [row, path] = GetParam();
  v8::Local<v8::Value> original = Run(row.original);
  Set("original", original);
  SetInTarget("stack", Run("original.stack"));
  Outcome<v8::Local<v8::Value>> copy = Take(original, path);
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget(row.check)->IsTrue()) << row.check;
  EXPECT_TRUE(RunInTarget("Object.prototype.toString.call(it) === "
                          "'[object Error]' && it.stack === stack")
                  ->IsTrue());
}

INSTANTIATE_TEST_SUITE_P(
    All, ErrorPolicyTest,
    testing::Combine(testing::ValuesIn(kRows),
                     testing::Values(Path::kClone, Path::kStorage)),
    [](const testing::TestParamInfo<Param>& info) {
      return std::string(std::get<0>(info.param).name) +
             (std::get<1>(info.param) == Path::kClone ? "Clone" : "Storage");
    });

class ErrorPolicyFailureTest : public ErrorPolicyTest {};

TEST_F(ErrorPolicyFailureTest, RefusesAPropertyThatCannotBeCloned) {
  EXPECT_THAT(
      Take(Run("Object.assign(new Error('m'), {f: () => 1})"), Path::kClone),
      ThrowsDataCloneError(HasSubstr("() => 1 could not be cloned")));
}

TEST_F(ErrorPolicyFailureTest, PassesOnWhatAGetterThrows) {
  EXPECT_THAT(Take(Run("Object.defineProperty(new Error('m'), 'x', "
                       "{get() { throw new RangeError('mine'); }})"),
                   Path::kClone),
              Throws("RangeError", "mine"));
}

TEST_F(ErrorPolicyFailureTest, PassesOnWhatANameThrows) {
  for (const char* error :
       {"Object.defineProperty(new Error('m'), 'name',"
        "    {get() { throw new EvalError('mine'); }})",
        "new (class extends Error {"
        "  get name() { throw new EvalError('mine'); }})('m')"}) {
    SCOPED_TRACE(error);
    EXPECT_THAT(Take(Run(error), Path::kClone), Throws("EvalError", "mine"));
  }
}

TEST_F(ErrorPolicyFailureTest, PassesOnWhatTheReceiversAggregateErrorThrows) {
  v8::Local<v8::Value> error = Run("new AggregateError([1], 'm')");
  for (const char* receiver :
       {"Object.defineProperty(globalThis, 'AggregateError',"
        "    {get() { throw new EvalError('mine'); }, configurable: true})",
        "Object.defineProperty(globalThis, 'AggregateError',"
        "    {value: new Proxy(function() {},"
        "        {get() { throw new EvalError('mine'); }})})"}) {
    SCOPED_TRACE(receiver);
    RunInTarget(receiver);
    EXPECT_THAT(Take(error, Path::kClone), Throws("EvalError", "mine"));
  }
}

TEST_F(ErrorPolicyFailureTest, KeepsAnErrorWhereARealmHasNoAggregateError) {
  RunInTarget("delete globalThis.AggregateError");
  Outcome<v8::Local<v8::Value>> copy =
      Take(Run("new AggregateError([1], 'm')"), Path::kClone);
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(
      RunInTarget("it.constructor === Error && it.errors[0] === 1")->IsTrue());
}

}  // namespace
}  // namespace ferry::testing_support
