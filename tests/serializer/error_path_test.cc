// Where a DataCloneError says that it happened.

#include "ferry/tests/serializer/error_path.h"

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::Eq;
using testing::Optional;

struct PathRow {
  const char* name;
  // A value with `bad`, which cannot be cloned, somewhere in it.
  const char* value;
  const char* path;
};

void PrintTo(const PathRow& row, std::ostream* stream) { *stream << row.name; }

constexpr PathRow kPaths[] = {
    {"Property", "({a: 1, b: bad})", "$.b"},
    {"Nested", "({rows: [0, 1, 2, {onclick: bad}]})", "$.rows[3].onclick"},
    {"FirstOfTwo", "({a: [bad], b: bad})", "$.a[0]"},
    {"NameThatIsNoIdentifier", "({'a b': bad})", "$[\"a b\"]"},
    {"NameWithQuotes", "({'\"\\n': bad})", "$[\"\\\"\\n\"]"},
    {"NameWithADigitFirst", "({'1a': bad})", "$[\"1a\"]"},
    {"NameOfOtherLetters", "({'zürich': bad})", "$[\"zürich\"]"},
    {"NameWithALoneSurrogate", "({'\\ud800': bad})", "$[\"\\ud800\"]"},
    {"EmptyName", "({'': bad})", "$[\"\"]"},
    {"DollarName", "({$_: bad})", "$.$_"},
    {"ProtoName", "({['__proto__']: bad})", "$.__proto__"},
    {"IndexOfAnObject", "({7: bad})", "$[7]"},
    {"IndexesComeBeforeNames", "({a: bad, 7: bad})", "$[7]"},
    {"LargeIndex", "({4294967295: bad})", "$[\"4294967295\"]"},
    {"NamesInTheirOrder", "({b: bad, a: bad})", "$.b"},
    {"DictionaryObject", "const o = {a: 1, b: 2, c: bad}; delete o.a; o",
     "$.c"},
    {"NullPrototype", "Object.assign(Object.create(null), {a: bad})", "$.a"},
    {"ClassInstance", "class A { x = bad; } new A()", "$.x"},
    {"FrozenObject", "Object.freeze({a: [bad]})", "$.a[0]"},
    {"HoleyArray", "[, , bad]", "$[2]"},
    {"SparseArray", "const a = []; a[5000] = bad; a", "$[5000]"},
    {"FrozenArray", "Object.freeze([1, bad])", "$[1]"},
    {"ArrayWithNames", "Object.assign([1, 2], {note: bad})", "$.note"},
    {"NestedArrays", "[[], [[bad]]]", "$[1][0][0]"},
    {"MapValueOfAString", "({map: new Map([['a', 0], ['b c', bad]])})",
     "$.map.get(\"b c\")"},
    {"MapValueOfANumber", "new Map([[NaN, 1], [-1.5, bad]])", "$.get(-1.5)"},
    {"MapValueOfNaN", "new Map([[NaN, bad]])", "$.get(NaN)"},
    {"MapValueOfABigInt", "new Map([[5n, bad]])", "$.get(5n)"},
    {"MapValueOfNull", "new Map([[null, bad]])", "$.get(null)"},
    {"MapValueOfUndefined", "new Map([[undefined, bad]])", "$.get(undefined)"},
    {"MapValueOfABoolean", "new Map([[true, bad]])", "$.get(true)"},
    {"MapValueOfAnObject", "new Map([[1, 1], [{}, {x: bad}]])",
     "$.values().toArray()[1].x"},
    {"MapKey", "new Map([[1, 1], [bad, 2]])", "$.keys().toArray()[1]"},
    {"InsideAMapKey", "new Map([[{x: [bad]}, 2]])",
     "$.keys().toArray()[0].x[0]"},
    {"SetEntry", "[new Set([1, bad])]", "$[0].values().toArray()[1]"},
    {"SetInMapInSet", "new Set([new Map([['k', new Set([bad])]])])",
     "$.values().toArray()[0].get(\"k\").values().toArray()[0]"},
    {"DeletedEntries",
     "const s = new Set([1, 2, bad]); s.delete(1); s.delete(2); s",
     "$.values().toArray()[0]"},
    {"Cause", "[new Error('m', {cause: {x: bad}})]", "$[0].cause.x"},
    {"CauseOfACause",
     "new Error('a', {cause: new TypeError('b', {cause: bad})})",
     "$.cause.cause"},
    {"AfterAnError", "[new RangeError('m'), bad]", "$[1]"},
    {"AfterAnErrorWhoseStackWasRead",
     "const e = new Error('m'); e.stack; [e, bad]", "$[1]"},
    {"AfterAnErrorWithAnotherStack",
     "[Object.assign(new Error('m'), {stack: 'mine'}), bad]", "$[1]"},
    {"AfterAnErrorWithProperties",
     "[Object.assign(new Error('m'), {extra: bad}), bad]", "$[1]"},
    {"AfterACycle", "const o = {}; o.self = o; o.list = [o, bad]; o",
     "$.list[1]"},
    {"TheFirstWayToASharedObject", "const s = {x: bad}; ({b: {s}, a: s})",
     "$.b.s.x"},
    {"AfterPrimitives", "[1, 1.5, 'x', 5n, null, undefined, true, bad]",
     "$[7]"},
    {"AfterOtherKinds",
     "[new Date(), /x/g, Object('s'), Object(1n), new Number(1), bad]", "$[5]"},
    {"AfterBuffers",
     "const b = new ArrayBuffer(8, {maxByteLength: 16});"
     "[b, new Uint8Array(b), new DataView(b), new SharedArrayBuffer(1),"
     " new Int32Array(new SharedArrayBuffer(4)), new Float64Array(2), bad]",
     "$[6]"},
    {"AfterWasm",
     "[new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])),"
     " new WebAssembly.Memory({initial: 0, maximum: 1, shared: true}), bad]",
     "$[2]"},
    {"AfterAMarkedObject", "[new Point(), bad]", "$[1]"},
    {"AfterADOMException", "[new DOMException('m', 'AbortError'), bad]",
     "$[1]"},
    {"BeforeAGetter", "({a: bad, get b() { return 1; }})", "$.a"},
    {"BesideHiddenGetters",
     "const o = {}; Object.defineProperty(o, 'h', {get() { throw 1; }});"
     "Object.defineProperty(o, Symbol(), {get() { throw 1; },"
     "                                    enumerable: true});"
     "o.a = bad; o",
     "$.a"},
    {"BesideInheritedGetters",
     "class A { get g() { throw 1; } } const o = new A(); o.a = bad; o", "$.a"},
    {"BesideHiddenElements",
     "const a = [0, 1, bad];"
     "Object.defineProperty(a, 0, {value: () => 1, enumerable: false}); a",
     "$[2]"},
};

class ErrorPathTest : public ErrorPathFixture {
 protected:
  void SetUp() override {
    Run("globalThis.bad = () => 'bad';"
        "globalThis.Point = class {"
        "  x = 1;"
        "  [kClone]() { return {data: 1, deserializeInfo: 'Point'}; }"
        "};"
        "markClass(Point, CLONEABLE);");
  }
};

class ErrorPathTableTest : public ErrorPathTest,
                           public testing::WithParamInterface<PathRow> {};

TEST_P(ErrorPathTableTest, LeadsToTheValue) {
  v8::Local<v8::Value> value = Run(GetParam().value);
  PlacedError error = Refusal(value);
  EXPECT_EQ(error.path, GetParam().path);
  EXPECT_EQ(error.message, absl::StrCat(GetParam().path,
                                        ": () => 'bad' could not be cloned."));
  EXPECT_TRUE(Follow(value, *error.path)->StrictEquals(Run("bad")));
}

INSTANTIATE_TEST_SUITE_P(Paths, ErrorPathTableTest, testing::ValuesIn(kPaths),
                         [](const testing::TestParamInfo<PathRow>& info) {
                           return info.param.name;
                         });

// A value that cannot be cloned, wherever V8's serializer notices it.
constexpr const char* kLeaves[] = {
    "() => 1",
    "(class A {})",
    "Math.max",
    "x => '" /* longer than V8 quotes */
    "0123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789'",
    "Symbol('s')",
    "Object(Symbol('s'))",
    "new WeakMap()",
    "new WeakRef({})",
    "new FinalizationRegistry(() => 0)",
    "Promise.resolve(1)",
    "new Proxy({}, {})",
    "new Proxy([], {get() { throw 1; }, ownKeys() { throw 1; }})",
    "new Proxy(() => 1, {})",
    "(function*() {})()",
    "(function() { return arguments; })(1)",
    "new Map().entries()",
    "[].values()",
    "new Intl.NumberFormat()",
    "new WebAssembly.Memory({initial: 0})",
    "globalThis",
    "const b = new ArrayBuffer(1); b.transfer(); b",
    ("const r = new ArrayBuffer(4, {maxByteLength: 8});"
     "const v = new Uint8Array(r, 2, 2); r.resize(1); v"),
};

class ErrorPathLeafTest : public ErrorPathFixture,
                          public testing::WithParamInterface<const char*> {};

TEST_P(ErrorPathLeafTest, IsFoundDeepInside) {
  Set("leaf", Run(GetParam()));
  v8::Local<v8::Value> value =
      Run("({a: [1, new Map([['k', leaf]]), () => 'later']})");
  PlacedError error = Refusal(value);
  ASSERT_EQ(error.path, "$.a[1].get(\"k\")") << error.message;
  EXPECT_TRUE(Follow(value, *error.path)->StrictEquals(Run("leaf")));
}

TEST_P(ErrorPathLeafTest, IsTheValueItself) {
  PlacedError error = Refusal(Run(GetParam()));
  EXPECT_EQ(error.path, "$");
  EXPECT_FALSE(absl::StartsWith(error.message, "$")) << error.message;
}

INSTANTIATE_TEST_SUITE_P(Leaves, ErrorPathLeafTest, testing::ValuesIn(kLeaves));

TEST_F(ErrorPathTest, IsAnOwnPropertyThatIsNotEnumerable) {
  Set("error", Clone("({a: bad})").exception);
  EXPECT_EQ(Text("Object.keys(error)"), "");
  EXPECT_EQ(Text("JSON.stringify("
                 "Object.getOwnPropertyDescriptor(error, 'path'))"),
            "{\"value\":\"$.a\",\"writable\":true,\"enumerable\":false,"
            "\"configurable\":true}");
}

TEST_F(ErrorPathTest, StandsInTheStackToo) {
  Set("error", Clone("({a: bad})").exception);
  EXPECT_EQ(Text("error.stack.split('\\n')[0]"),
            "DataCloneError: $.a: () => 'bad' could not be cloned.");
}

TEST_F(ErrorPathTest, IsCutInALongMessageOnly) {
  PlacedError error = Refusal(
      Run("let v = bad; for (let i = 0; i < 100; ++i) v = {child: v}; ({v})"));
  ASSERT_TRUE(error.path);
  EXPECT_EQ(error.path->size(), std::string("$.v").size() + 100 * 6);
  EXPECT_LT(error.message.size(), 250u);
  EXPECT_THAT(error.message, testing::HasSubstr(".chil...ld.child."));
}

TEST_F(ErrorPathTest, NamesTheBufferOfAView) {
  v8::Local<v8::Value> value =
      Run("const v = new Uint8Array(8); v.buffer.transfer(); ({list: [v]})");
  EXPECT_EQ(Refusal(value).path, "$.list[0].buffer");
}

// Once a large buffer was met, views are written in another way.
TEST_F(ErrorPathTest, NamesAViewBesideALargeBuffer) {
  ASSERT_THAT(Clone("[new Uint8Array(1 << 20)]"), Succeeds());
  v8::Local<v8::Value> value =
      Run("const b = new ArrayBuffer(4, {maxByteLength: 8});"
          "const v = new Uint8Array(b, 2, 2); b.resize(1);"
          "({large: new Uint8Array(1 << 20), list: [v]})");
  EXPECT_EQ(Refusal(value).path, "$.list[0]");
}

TEST_F(ErrorPathTest, HoldsForMessagesAndForStorage) {
  v8::Local<v8::Value> value = Run("[{a: bad}]");
  EXPECT_EQ(PlaceOf(Serialize(value).exception).path, "$[0].a");
  EXPECT_EQ(PlaceOf(SerializeForStorage(value).exception).path, "$[0].a");
}

TEST_F(ErrorPathTest, NamesWhatCannotBeStored) {
  EXPECT_EQ(
      PlaceOf(SerializeForStorage(Run("({a: [new SharedArrayBuffer(1)]})"))
                  .exception)
          .message,
      "$.a[0]: SharedArrayBuffer could not be stored: it is shared "
      "inside one agent cluster only.");
  EXPECT_EQ(PlaceOf(SerializeForStorage(
                        Run("[new Int8Array(new SharedArrayBuffer(1))]"))
                        .exception)
                .path,
            "$[0].buffer");
}

TEST_F(ErrorPathTest, IsIndependentOfTheTransferList) {
  v8::Local<v8::Object> buffer = RunObject("globalThis.b = new ArrayBuffer(8)");
  v8::Local<v8::Value> value = Run("({b, view: new Uint8Array(b), c: [bad]})");
  EXPECT_EQ(PlaceOf(Clone(value, {&buffer, 1}).exception).path, "$.c[0]");
}

TEST_F(ErrorPathTest, TellsTheEntryOfTheTransferList) {
  v8::Local<v8::Object> list[] = {RunObject("new ArrayBuffer(1)"),
                                  RunObject("({})")};
  PlacedError error = PlaceOf(Clone(Run("0"), list).exception);
  EXPECT_THAT(error.index, Optional(Eq(1)));
  EXPECT_EQ(error.path, std::nullopt);
}

}  // namespace
}  // namespace ferry::testing_support
