// What each type of value becomes, along each path.

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <ostream>
#include <string>
#include <tuple>

#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_features.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

struct CloneRow {
  const char* name;
  const char* original;
  // What must hold in the target realm, where the copy is `it`.
  const char* check = "true";
  // What the copy equals where that is not the original.
  const char* equals = nullptr;
};

void PrintTo(const CloneRow& row, std::ostream* stream) { *stream << row.name; }

constexpr CloneRow kPrimitives[] = {
    {"Undefined", "undefined"},
    {"Null", "null"},
    {"True", "true"},
    {"False", "false"},
    {"SmallInteger", "42", "it === 42"},
    {"Int32Minimum", "-(2 ** 31)"},
    {"Uint32Maximum", "2 ** 32 - 1"},
    {"Double", "0.1", "it === 0.1"},
    {"MinusZero", "-0", "Object.is(it, -0)"},
    {"NotANumber", "NaN", "Object.is(it, NaN)"},
    {"Infinity", "-Infinity"},
    {"EmptyString", "''"},
    {"Latin1String", "'caf\\xe9'"},
    {"TwoByteString", "'\\u20ac\\u{1f600}'"},
    {"LoneSurrogate", "'a\\ud800b'", "it.charCodeAt(1) === 0xd800"},
    {"ConsString", "'left '.repeat(20) + 'right'.repeat(20)"},
    {"BigIntZero", "0n", "it === 0n"},
    {"BigIntNegative", "-(2n ** 64n)", "it === -18446744073709551616n"},
};

constexpr CloneRow kWrappers[] = {
    {"BooleanObject", "Object(true)", "it instanceof Boolean"},
    {"FalseObject", "Object(false)", "it.valueOf() === false"},
    {"NumberObject", "Object(-0)", "Object.is(it.valueOf(), -0)"},
    {"StringObject", "Object('text')", "it instanceof String"},
    {"BigIntObject", "Object(7n)", "it instanceof BigInt"},
    {"WrapperLosesProperties", "Object.assign(Object(1), {x: 1})",
     "!('x' in it)", "Object(1)"},
    {"Date", "new Date(86400000)", "it instanceof Date"},
    {"InvalidDate", "new Date(NaN)", "Number.isNaN(it.getTime())"},
    {"RegExp", "/a(b)\\/c/dgimsuy", "it instanceof RegExp"},
    {"RegExpUnicodeSets", "/[\\p{L}--[a-z]]/v", "it.test('A')"},
    {"RegExpLosesLastIndex", "Object.assign(/a/g, {lastIndex: 3})",
     "it.lastIndex === 0"},
    {"RegExpLosesProperties", "Object.assign(/a/g, {x: 1})", "!('x' in it)"},
};

constexpr CloneRow kCollections[] = {
    {"Map", "new Map([[{k: 1}, [2]], ['s', null]])", "it instanceof Map"},
    {"EmptyMap", "new Map()"},
    {"MapKeyNaN", "new Map([[NaN, -0]])", "Object.is(it.get(NaN), -0)"},
    {"MapAfterDelete", "const m = new Map([[1, 1], [2, 2]]); m.delete(1); m"},
    {"MapLosesProperties", "Object.assign(new Map(), {x: 1})", "!('x' in it)"},
    {"MapSubclass", "new (class extends Map {})([[1, 2]])",
     "Object.getPrototypeOf(it) === Map.prototype"},
    {"Set", "new Set([3, 'b', {}])", "it instanceof Set"},
    {"MapOfItself", "const m = new Map(); m.set(m, m); m", "it.get(it) === it"},
    {"SetOfItself", "const s = new Set(); s.add(s); s", "it.has(it)"},
};

constexpr CloneRow kArrays[] = {
    {"DenseArray", "[1, 'a', null, undefined, {}]", "it instanceof Array"},
    {"DoubleArray", "[1, 0.5, -0]", "Object.is(it[2], -0)"},
    {"EmptyArray", "[]"},
    {"ArrayWithHole", "[1, , 3]", "!(1 in it) && it.length === 3"},
    {"ArrayOfHoles", "new Array(5)", "it.length === 5 && !(0 in it)"},
    {"SparseArray", "const a = []; a[1e9] = 'far'; a",
     "it.length === 1000000001 && Object.keys(it).length === 1"},
    {"LongestArray", "const a = []; a.length = 2 ** 32 - 1; a",
     "it.length === 4294967295"},
    {"ArrayWithProperties", "Object.assign([1], {x: 'y', '-1': 2})",
     "it.x === 'y'"},
    {"ArraySubclass", "new (class extends Array {})(1, 2)",
     "it.constructor === Array"},
    {"ArrayThatAGetterShrinks",
     "const a = [{get x() { a.length = 1; return 1; }}, 2, 3]; a",
     "it.length === 3 && !(1 in it)", "[{x: 1}, , ,]"},
    {"ArrayCycle", "const a = []; a.push(a); a", "it[0] === it"},
};

constexpr CloneRow kObjects[] = {
    {"EmptyObject", "({})", "Object.getPrototypeOf(it) === Object.prototype"},
    {"KeyOrder", "({b: 1, 2: 2, a: 3, 1: 4, [-1]: 5, 1.5: 6})",
     "Object.keys(it).join() === '1,2,b,a,-1,1.5'"},
    {"LargeIndexKeys", "({4294967294: 1, 4294967295: 2, 4294967296: 3})"},
    {"ClassInstance", "new (class Point { x = 1; #y = 2; get z() {} })",
     "it.constructor === Object && !('z' in it)"},
    {"NullPrototype", "Object.assign(Object.create(null), {a: 1})",
     "it instanceof Object"},
    {"AccessorBecomesData", "({get a() { return 7; }})",
     "Object.getOwnPropertyDescriptor(it, 'a').value === 7"},
    {"SymbolKeysDropped", "({[Symbol('s')]: 1, a: 2})",
     "Object.getOwnPropertySymbols(it).length === 0"},
    {"HiddenPropertiesDropped",
     "Object.defineProperty({a: 1}, 'b', {value: 2})", "!('b' in it)"},
    {"InheritedPropertiesDropped", "Object.create({a: 1})", "!('a' in it)"},
    {"FrozenBecomesExtensible", "Object.freeze({a: 1})",
     "!Object.isFrozen(it) && Object.isExtensible(it)"},
    {"ProtoKeyIsAnOwnKey", "({['__proto__']: {x: 1}})",
     "Object.hasOwn(it, '__proto__') && it.x === undefined"},
    {"DictionaryObject",
     "const o = {}; for (let i = 0; i < 40; ++i) o['k' + i] = i; delete o.k3; "
     "o"},
    {"ToStringTagIsOrdinary",
     "({get [Symbol.toStringTag]() { return 'Map'; }})", "!(it instanceof Map)",
     "({})"},
    {"ObjectCycle", "const o = {}; o.self = o; o", "it.self === it"},
    {"SharedReference", "const s = {}; ({a: s, b: [s]})", "it.a === it.b[0]"},
    {"GetterAddsAProperty", "const o = {get a() { o.late = 1; return 2; }}; o",
     "it.a === 2 && !('late' in it)", "({a: 2})"},
    {"GetterDeletesAProperty",
     "const o = {get a() { delete o.b; return 1; }, b: 2}; o", "!('b' in it)",
     "({a: 1})"},
};

using Param = std::tuple<CloneRow, ClonePath>;

std::string ParamName(const testing::TestParamInfo<Param>& info) {
  return std::get<0>(info.param).name + PathName(std::get<1>(info.param));
}

class CloneTypesTest : public ClonePathTest,
                       public testing::WithParamInterface<Param> {};

TEST_P(CloneTypesTest, KeepsTheValue) {
  const auto& [row, path] = GetParam();
  v8::Local<v8::Value> original = Run(row.original);
  // Before the copy: a getter may change the original.
  std::string expected = row.equals != nullptr ? TreeOfScript(row.equals) : "";
  Outcome<v8::Local<v8::Value>> copy = Take(original, path);
  ASSERT_THAT(copy, Succeeds());
  if (expected.empty()) expected = TreeOf(original);
  EXPECT_THAT(copy, Returns(HasTypedTree(expected)));
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget(row.check)->IsTrue()) << row.check;
}

TEST_P(CloneTypesTest, MakesObjectsOfTheTargetRealm) {
  const auto& [row, path] = GetParam();
  v8::Local<v8::Value> original = Run(row.original);
  if (!original->IsObject()) return;  // A primitive belongs to no realm.
  Outcome<v8::Local<v8::Value>> copy = Take(original, path);
  ASSERT_THAT(copy, Succeeds());
  EXPECT_NE(*copy.value, original);
  EXPECT_EQ(CreationContext(isolate(), copy.value->As<v8::Object>()), target());
}

const auto kPaths = testing::Values(ClonePath::kStructuredClone,
                                    ClonePath::kMessage, ClonePath::kStorage);

INSTANTIATE_TEST_SUITE_P(Primitives, CloneTypesTest,
                         testing::Combine(testing::ValuesIn(kPrimitives),
                                          kPaths),
                         ParamName);
INSTANTIATE_TEST_SUITE_P(Wrappers, CloneTypesTest,
                         testing::Combine(testing::ValuesIn(kWrappers), kPaths),
                         ParamName);
INSTANTIATE_TEST_SUITE_P(Collections, CloneTypesTest,
                         testing::Combine(testing::ValuesIn(kCollections),
                                          kPaths),
                         ParamName);
INSTANTIATE_TEST_SUITE_P(Arrays, CloneTypesTest,
                         testing::Combine(testing::ValuesIn(kArrays), kPaths),
                         ParamName);
INSTANTIATE_TEST_SUITE_P(Objects, CloneTypesTest,
                         testing::Combine(testing::ValuesIn(kObjects), kPaths),
                         ParamName);

}  // namespace
}  // namespace ferry::testing_support
