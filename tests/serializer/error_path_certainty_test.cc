// A DataCloneError names a path only where it is certain, and the search for it
// is bounded and runs no user code.

#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-template.h>
#include <v8-value.h>

#include <chrono>
#include <optional>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/serializer/error_path.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

struct UncertainRow {
  const char* name;
  // A value with `bad` behind something that runs user code.
  const char* value;
};

void PrintTo(const UncertainRow& row, std::ostream* stream) {
  *stream << row.name;
}

constexpr UncertainRow kUncertain[] = {
    {"Getter", "({get a() { return 1; }, b: bad})"},
    {"GetterOfTheValue", "({get a() { return bad; }})"},
    {"GetterThatRemoves",
     "({get a() { delete this.b; this.d = 1; }, b: bad, c: [bad]})"},
    {"GetterOfAnArray",
     "const a = [1, bad]; Object.defineProperty(a, 0, {get() { return 1; },"
     "enumerable: true}); a"},
    {"NativeGetter",
     "const a = [1, bad]; Object.defineProperty(a, 0, {get: nativeCode,"
     "enumerable: true}); a"},
    {"NativeGetterByName",
     "Object.defineProperties({}, {a: {get: nativeCode,"
     " enumerable: true}, b: {value: bad, enumerable: true}})"},
    {"GetterInsideAMap",
     "new Map([['a', {get x() { return 1; }}], ['b', bad]])"},
    {"GetterDeepBefore", "[[[{get x() { return 1; }}]], bad]"},
    {"NameGetterOfAnError",
     "[Object.defineProperty(new Error(), 'name', {get() { return 'x'; }}),"
     " bad]"},
    {"NameObjectOfAnError",
     "[Object.assign(new Error(), {name: {toString() { return 'x'; }}}), bad]"},
    {"MessageObjectOfAnError",
     "[Object.assign(new Error(), {message: {toString() { return 'x'; }}}),"
     " bad]"},
    {"StackGetterOfAnError",
     "[Object.defineProperty(new Error(), 'stack', {get() { return 'x'; }}),"
     " bad]"},
    {"ProxyAsPrototypeOfAnError",
     "[Object.setPrototypeOf(new Error(), new Proxy({}, {})), bad]"},
    {"CauseBehindANameGetter",
     "Object.defineProperty(new Error('m', {cause: bad}), 'name',"
     " {get() { return 'Error'; }})"},
};

class ErrorPathCertaintyTest : public ErrorPathFixture {
 protected:
  void SetUp() override {
    Run("globalThis.bad = () => 'bad'; globalThis.calls = 0;");
    Set("nativeCode",
        v8::Function::New(source(),
                          [](const v8::FunctionCallbackInfo<v8::Value>& info) {
                            info.GetReturnValue().Set(1);
                          })
            .ToLocalChecked());
  }

  // The refusal of `script`'s value names no path, and says only what V8 does.
  void ExpectNoPath(const char* script) {
    PlacedError error = Refusal(Run(script));
    EXPECT_EQ(error.path, std::nullopt);
    EXPECT_EQ(error.message, "() => 'bad' could not be cloned.");
  }
};

class UncertainPathTest : public ErrorPathCertaintyTest,
                          public testing::WithParamInterface<UncertainRow> {};

TEST_P(UncertainPathTest, IsLeftOut) { ExpectNoPath(GetParam().value); }

INSTANTIATE_TEST_SUITE_P(Values, UncertainPathTest,
                         testing::ValuesIn(kUncertain),
                         [](const testing::TestParamInfo<UncertainRow>& info) {
                           return info.param.name;
                         });

TEST_F(ErrorPathCertaintyTest, IsLeftOutWhereAUserFunctionFormatsStacks) {
  Run("Error.prepareStackTrace = () => 'mine'");
  ExpectNoPath("[new Error('m'), bad]");
}

TEST_F(ErrorPathCertaintyTest, RunsEachGetterOnce) {
  Refusal(Run("({get a() { ++calls; return 1; }, b: bad})"));
  EXPECT_EQ(Text("calls"), "1");
}

TEST_F(ErrorPathCertaintyTest, RunsNoGetterAfterTheBadValue) {
  EXPECT_EQ(Refusal(Run("({a: bad, get b() { ++calls; return 1; }})")).path,
            "$.a");
  EXPECT_EQ(Text("calls"), "0");
}

TEST_F(ErrorPathCertaintyTest, RunsNoTrap) {
  Run("globalThis.traps = new Proxy({}, {get() { ++calls; }})");
  EXPECT_EQ(Refusal(Run("({a: [new Proxy({}, traps)], b: bad})")).path,
            "$.a[0]");
  EXPECT_EQ(Refusal(Run("({a: new Proxy([bad], traps)})")).path, "$.a");
  EXPECT_EQ(Text("calls"), "0");
}

TEST_F(ErrorPathCertaintyTest, RunsNoInterceptor) {
  static int calls;
  calls = 0;
  v8::Local<v8::ObjectTemplate> with_interceptor =
      v8::ObjectTemplate::New(isolate());
  with_interceptor->SetHandler(v8::NamedPropertyHandlerConfiguration(
      [](v8::Local<v8::Name>, const v8::PropertyCallbackInfo<v8::Value>&) {
        ++calls;
        return v8::Intercepted::kNo;
      }));
  Set("api", with_interceptor->NewInstance(source()).ToLocalChecked());
  // V8 takes it for a host object, which nobody knows.
  PlacedError error = Refusal(Run("({a: [1, api]})"));
  EXPECT_EQ(error.path, "$.a[1]");
  EXPECT_EQ(calls, 0);
}

TEST_F(ErrorPathCertaintyTest, IgnoresChangedBuiltins) {
  v8::Local<v8::Value> value =
      Run("({m: new Map([['k', new Set([{x: [bad]}])]])})");
  Run("for (const f of ['entries', 'keys', 'values', 'forEach', 'get',"
      "                 Symbol.iterator]) {"
      "  for (const C of [Map, Set, Array]) C.prototype[f] = () => ++calls;"
      "}"
      "Object.prototype.toString = String.prototype.toJSON = () => ++calls;"
      "Object.keys = Reflect.ownKeys = () => ++calls;"
      "Object.defineProperty(Object.prototype, 'get', {get() { ++calls; }});");
  EXPECT_EQ(Refusal(value).path, "$.m.get(\"k\").values().toArray()[0].x[0]");
  EXPECT_EQ(Text("calls"), "0");
}

TEST_F(ErrorPathCertaintyTest, LeavesWhatAGetterThrowsAlone) {
  v8::Local<v8::Value> thrown =
      Run("globalThis.mine = new DOMException('m', 'DataCloneError')");
  Outcome<v8::Local<v8::Value>> outcome =
      Clone("({a: {get b() { throw mine; }}})");
  EXPECT_THAT(outcome, ThrowsValue(thrown));
  EXPECT_FALSE(Run("'path' in mine")->IsTrue());
}

TEST_F(ErrorPathCertaintyTest, LeavesARangeErrorOfDepthAlone) {
  EXPECT_THAT(Clone("let a = bad; for (let i = 0; i < 1e5; ++i) a = [a]; a"),
              Throws("RangeError", testing::HasSubstr("call stack")));
}

TEST_F(ErrorPathCertaintyTest, FindsADeepValueWithoutTheStack) {
  PlacedError error =
      Refusal(Run("let a = bad; for (let i = 0; i < 2000; ++i) a = [a]; a"));
  ASSERT_TRUE(error.path) << error.message;
  EXPECT_EQ(error.path->size(), 1 + 2000 * 3u);
}

TEST_F(ErrorPathCertaintyTest, LeavesAPathOutThatIsTooLong) {
  ExpectNoPath("({['k'.repeat(20000)]: bad})");
  ExpectNoPath(
      "let a = bad; for (let i = 0; i < 1200; ++i)"
      " a = {along_name: a}; a");
}

TEST_F(ErrorPathCertaintyTest, FindsTheStartOfALargeValue) {
  v8::Local<v8::Value> value =
      Run("const rows = []; for (let i = 0; i < 1e6; ++i) rows.push({i});"
          "rows[1000].x = bad; rows");
  EXPECT_EQ(Refusal(value).path, "$[1000].x");
}

TEST_F(ErrorPathCertaintyTest, EndsSoonInALargeValue) {
  v8::Local<v8::Value> value =
      Run("globalThis.rows = [];"
          "for (let i = 0; i < 1e6; ++i) rows.push({i});"
          "rows.push(bad); rows");
  auto time_of = [](auto work) {
    auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::steady_clock::now() - start;
  };
  auto refused = time_of([&] { EXPECT_EQ(Refusal(value).path, std::nullopt); });
  Run("globalThis.good = [...rows]; good.pop();");
  auto written =
      time_of([&] { EXPECT_THAT(Serialize(Run("good")), Succeeds()); });
  // The walk ends long before V8's writing does; the rest is for a busy
  // machine.
  EXPECT_LT(refused, 5 * written);
}

TEST_F(ErrorPathCertaintyTest, EndsSoonInASparseArray) {
  ExpectNoPath("const a = []; a[4e9] = bad; a");
}

}  // namespace
}  // namespace ferry::testing_support
