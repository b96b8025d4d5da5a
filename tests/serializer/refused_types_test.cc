// What cannot be cloned, and what the error says.

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-script.h>

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

struct RefusedRow {
  const char* name;
  const char* script;
  // The error says: <what> could not be cloned.<why>
  const char* what;
  const char* why = "";
};

constexpr char kOutOfBounds[] =
    " It is out of bounds: its buffer was made too short for it.";

void PrintTo(const RefusedRow& row, std::ostream* stream) {
  *stream << row.name;
}

constexpr RefusedRow kRefused[] = {
    {"ArrowFunction", "x => x", "x => x"},
    {"Class", "(class A {})", "class A {}"},
    {"BuiltinFunction", "Math.max", "function max() { [native code] }"},
    {"Symbol", "Symbol('s')", "Symbol(s)"},
    {"RegisteredSymbol", "Symbol.for('s')", "Symbol(s)"},
    {"SymbolObject", "Object(Symbol('s'))", "Symbol"},
    {"WeakMap", "new WeakMap()", "WeakMap"},
    {"WeakSet", "new WeakSet()", "WeakSet"},
    {"WeakRef", "new WeakRef({})", "WeakRef"},
    {"FinalizationRegistry", "new FinalizationRegistry(() => 0)",
     "FinalizationRegistry"},
    {"Promise", "Promise.resolve(1)", "Promise"},
    {"Proxy", "new Proxy({}, {})", "Object"},
    {"RevokedProxy",
     "const {proxy, revoke} = Proxy.revocable({}, {}); revoke(); proxy", ""},
    {"CallableProxy", "new Proxy(() => 1, {})", ""},
    {"Generator", "(function*() {})()", "Generator"},
    {"AsyncGenerator", "(async function*() {})()", "AsyncGenerator"},
    {"Arguments", "(function() { return arguments; })(1)", ""},
    {"MapIterator", "new Map().entries()", "Map Iterator"},
    {"ArrayIterator", "[].values()", "Array Iterator"},
    {"GlobalObject", "globalThis", ""},
    {"DetachedBuffer", "const b = new ArrayBuffer(1); b.transfer(); b",
     "An ArrayBuffer is detached and"},
    {"ViewOfDetachedBuffer",
     "const v = new Uint8Array(1); v.buffer.transfer(); v",
     "An ArrayBuffer is detached and"},
    {"DataViewOfDetachedBuffer",
     "const b = new ArrayBuffer(1); const v = new DataView(b); b.transfer(); v",
     "An ArrayBuffer is detached and"},
    {"OutOfBoundsView",
     "const b = new ArrayBuffer(4, {maxByteLength: 8});"
     "const v = new Uint8Array(b, 2, 2); b.resize(1); v",
     "Uint8Array", kOutOfBounds},
    {"OutOfBoundsDataView",
     "const b = new ArrayBuffer(4, {maxByteLength: 8});"
     "const v = new DataView(b, 2, 2); b.resize(3); v",
     "DataView", kOutOfBounds},
    {"OutOfBoundsLengthTrackingView",
     "const b = new ArrayBuffer(4, {maxByteLength: 8});"
     "const v = new Uint8Array(b, 2); b.resize(1); v",
     "Uint8Array", kOutOfBounds},
    {"UnsharedWasmMemory", "new WebAssembly.Memory({initial: 0})", "Memory"},
    {"WasmInstance",
     "new WebAssembly.Instance(new WebAssembly.Module("
     "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))",
     "Instance"},
};

using Param = std::tuple<RefusedRow, ClonePath>;

class RefusedTypesTest : public ClonePathTest,
                         public testing::WithParamInterface<Param> {};

// V8 writes an object as #<Map> or [object Map], according to its realm.
auto Refuses(const RefusedRow& row) {
  return ThrowsDataCloneError(testing::AllOf(
      testing::HasSubstr(row.what),
      testing::EndsWith(std::string(" could not be cloned.") + row.why)));
}

TEST_P(RefusedTypesTest, ThrowsAtTheRoot) {
  const auto& [row, path] = GetParam();
  EXPECT_THAT(Take(Run(row.script), path), Refuses(row));
}

TEST_P(RefusedTypesTest, ThrowsDeepInside) {
  const auto& [row, path] = GetParam();
  Set("it", Run(row.script));
  EXPECT_THAT(Take(Run("({a: [new Map([['k', it]])]})"), path), Refuses(row));
}

INSTANTIATE_TEST_SUITE_P(
    Refused, RefusedTypesTest,
    testing::Combine(testing::ValuesIn(kRefused),
                     testing::Values(ClonePath::kStructuredClone,
                                     ClonePath::kMessage, ClonePath::kStorage)),
    [](const testing::TestParamInfo<Param>& info) {
      return std::get<0>(info.param).name + PathName(std::get<1>(info.param));
    });

class RefusedObjectsTest : public ClonePathTest {};

TEST_F(RefusedObjectsTest, ThrowsForAModuleNamespace) {
  v8::Local<v8::String> name = v8::String::NewFromUtf8Literal(isolate(), "x");
  v8::Local<v8::Module> module = v8::Module::CreateSyntheticModule(
      isolate(), name, v8::MemorySpan<const v8::Local<v8::String>>(&name, 1),
      [](v8::Local<v8::Context> context, v8::Local<v8::Module>) {
        return v8::MaybeLocal<v8::Value>(
            v8::Undefined(v8::Isolate::GetCurrent()));
      });
  ASSERT_TRUE(module
                  ->InstantiateModule(
                      source(),
                      [](v8::Local<v8::Context>, v8::Local<v8::String>,
                         v8::Local<v8::FixedArray>, v8::Local<v8::Module>) {
                        return v8::MaybeLocal<v8::Module>();
                      })
                  .FromMaybe(false));
  ASSERT_FALSE(module->Evaluate(source()).IsEmpty());
  EXPECT_THAT(Clone(module->GetModuleNamespace()),
              ThrowsDataCloneError(testing::HasSubstr("could not be cloned.")));
}

TEST_F(RefusedObjectsTest, MakesTheErrorInTheRealmThatClones) {
  Outcome<v8::Local<v8::Value>> outcome = Clone("(() => 1)");
  SetInTarget("error", outcome.exception);
  EXPECT_TRUE(RunInTarget("error instanceof DOMException")->IsTrue());
}

TEST_F(RefusedObjectsTest, PassesOnWhatAGetterThrows) {
  v8::Local<v8::Value> thrown = Run("globalThis.mine = {}");
  EXPECT_THAT(Clone("({get a() { throw mine; }})"), ThrowsValue(thrown));
}

TEST_F(RefusedObjectsTest, ThrowsARangeErrorWhereTheValueIsTooDeep) {
  EXPECT_THAT(Clone("let a = []; for (let i = 0; i < 1e5; ++i) a = [a]; a"),
              Throws("RangeError", testing::HasSubstr("call stack")));
}

}  // namespace
}  // namespace ferry::testing_support
