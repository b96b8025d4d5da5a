// Walks that end early, or between which realms, agents and objects end.

#include <v8-container.h>
#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>

#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <thread>  // NOLINT(build/c++11)

#include "ferry/agent/agent.h"
#include "ferry/serializer/internal/direct/direct_cloner.h"
#include "ferry/tests/serializer/direct/two_ways_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::_;
using testing::AnyOf;

constexpr const char* kRows =
    "Array.from({length: 300}, (_, i) => ({i, at: new Date(i),"
    "    tags: new Set(['a' + i, {}]), by: new Map([[{}, i]]),"
    "    bytes: new Uint8Array(i)}))";

class WalksEndTest : public TwoWaysTest {
 protected:
  const internal::DirectCloner::Counters& counters() {
    return internal::DirectCloner::Of(agent()).counters();
  }
};

TEST_F(WalksEndTest, DeepValuesFailAsAMessageDoes) {
  Run("var deep = {}; for (let i = 0; i < 1e5; ++i) deep = {a: deep}");
  EXPECT_EQ(Compare("return deep"), "gave up");
  auto outcome =
      Try([&] { return CloneDirectly(agent(), source(), Run("deep")); });
  EXPECT_THAT(outcome,
              Throws("RangeError", "Maximum call stack size exceeded"));
  Run("deep = []; for (let i = 0; i < 1e5; ++i) deep = [deep]");
  EXPECT_EQ(Compare("return deep"), "gave up");
  Run("deep = new Map; for (let i = 0; i < 1e5; ++i) deep = new Map([[deep, "
      "1]])");
  EXPECT_EQ(Compare("return deep"), "gave up");
}

TEST_F(WalksEndTest, TerminationAtAnyTimeEndsOnlyTheClone) {
  v8::Local<v8::Value> rows = Run(kRows);
  int terminated = 0;
  for (int i = 0; i < 60; ++i) {
    WarmUp(agent(), source());
    std::thread terminator([&] {
      std::this_thread::sleep_for(std::chrono::microseconds(37 * i));
      isolate()->TerminateExecution();
    });
    auto outcome = Try([&] { return CloneDirectly(agent(), source(), rows); });
    terminator.join();
    EXPECT_THAT(outcome, AnyOf(IsTerminated(), Succeeds()));
    if (outcome.terminated) ++terminated;
    isolate()->CancelTerminateExecution();
  }
  EXPECT_GT(terminated, 0);
  EXPECT_EQ(Compare(absl::StrCat("return ", kRows)), "walked");
}

TEST_F(WalksEndTest, InterruptsMayClone) {
  Set("rows", Run(kRows));
  Run(R"js(
    let interrupts = 0;
    const problems = [];
    function compareInside() {
      ++interrupts;
      problems.push(difference(directly(rows[7]), rows[7]));
      problems.push(difference(directly({a: [1]}), {a: [1]}));
    }
    for (let i = 0; i < 12; ++i) {
      warmUp();
      interrupt(compareInside);
      problems.push(difference(directly(rows), rows));
    }
  )js");
  EXPECT_EQ(ToUtf8(isolate(), Run("problems.join('')")), "");
  EXPECT_EQ(ToUtf8(isolate(), Run("interrupts")), "12");
}

// Addresses change with each collection; objects are met again all the same.
TEST_F(WalksEndTest, GarbageIsCollectedInside) {
  Run(R"js(
    // The clone fills the young generation many times.
    const node = {};
    const list = Array.from({length: 30_000}, (_, i) => ({i, node, old: [i]}));
    for (let i = 1; i < list.length; ++i) list[i].before = list[i >> 1];
    list.push(list, new Uint8Array(8));
    list.push(new DataView(list.at(-1).buffer), new Map([[node, list]]));
  )js");
  EXPECT_EQ(Compare("return list"), "walked");
}

TEST_F(WalksEndTest, FullCollectionsInsideForgetHiddenClasses) {
  Set("rows", Run(kRows));
  Run(R"js(
    const problems = [];
    for (let i = 0; i < 8; ++i) {
      warmUp();
      interrupt(collectGarbage);
      problems.push(difference(directly(rows), byMessage(rows)));
      // New hidden classes where the old ones may have been.
      for (let j = 0; j < 50; ++j) ({})['key' + i + j] = 1;
    }
  )js");
  EXPECT_EQ(ToUtf8(isolate(), Run("problems.join('')")), "");
}

TEST_F(WalksEndTest, EachRealmMakesItsOwnObjects) {
  v8::Local<v8::Value> value =
      Run("({a: [new Map([[{}, new Set([1])]]), new Date(1), /x/, [[1], , {}],"
          "      new Uint8Array(2), Object('x')]})");
  for (int i = 0; i < 3; ++i) {
    for (v8::Local<v8::Context> realm : {source(), target()}) {
      ASSERT_TRUE(WarmUp(agent(), realm));
      // An array of the source realm is known there only.
      auto outcome = Try([&] { return CloneDirectly(agent(), realm, value); });
      ASSERT_THAT(outcome, Succeeds());
      local().Set(realm, "it", *outcome.value);
      v8::Context::Scope scope(realm);
      EXPECT_TRUE(
          local()
              .RunIn(realm,
                     "(() => { const [map, date, regexp, array, view, text] = "
                     "it.a;"
                     "const [[key, set]] = map;"
                     "return it instanceof Object && it.a instanceof Array &&"
                     "    map instanceof Map && key instanceof Object &&"
                     "    set instanceof Set && date instanceof Date &&"
                     "    regexp instanceof RegExp && array instanceof Array &&"
                     "    view instanceof Uint8Array &&"
                     "    view.buffer instanceof ArrayBuffer &&"
                     "    text instanceof String })()")
              ->IsTrue());
    }
  }
}

TEST_F(WalksEndTest, RealmsEnd) {
  auto alive = std::make_shared<int>(0);
  for (int i = 0; i < 30; ++i) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Context> realm = v8::Context::New(isolate());
    v8::Context::Scope scope(realm);
    ASSERT_TRUE(WarmUp(agent(), realm));
    auto outcome = Try([&] {
      return CloneDirectly(agent(), realm,
                           local().RunIn(realm, "({a: [1, {}, new Map]})"));
    });
    EXPECT_THAT(outcome, Succeeds());
    ++*alive;
    // Its end is seen in a weak handle.
    auto* weak = new v8::Global<v8::Context>(isolate(), realm);
    auto* counted = new std::pair(weak, alive);
    weak->SetWeak(
        counted,
        [](const v8::WeakCallbackInfo<
            std::pair<v8::Global<v8::Context>*, std::shared_ptr<int>>>& info) {
          info.GetParameter()->first->Reset();
          delete info.GetParameter()->first;
          --*info.GetParameter()->second;
          delete info.GetParameter();
        },
        v8::WeakCallbackType::kParameter);
  }
  for (int i = 0; i < 5; ++i) isolate()->LowMemoryNotification();
  // The last one may still be on the stack.
  EXPECT_LE(*alive, 1);
  EXPECT_EQ(Compare("return [{}, new Map]"), "walked");
}

TEST_F(WalksEndTest, AnotherAgentOfTheIsolateBeginsAnew) {
  EXPECT_EQ(Compare("return [{}, new Map]"), "walked");
  local().DestroyAgent();
  isolate()->LowMemoryNotification();
  Agent other(isolate(), cluster(), {});
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(WarmUp(other, source()));
    auto outcome = Try([&] {
      return CloneDirectly(other, source(), Run("[{a: 1}, new Map([[1, 2]])]"));
    });
    ASSERT_THAT(outcome, Succeeds());
    EXPECT_THAT(*outcome.value, EvaluatesTo("[{a: 1}, new Map([[1, 2]])]"));
    isolate()->LowMemoryNotification();
  }
  EXPECT_GT(internal::DirectCloner::Of(other).counters().copies, 0u);
}

// What is written to a copy is not seen in the original, nor the other way
// round, whatever V8 shares behind them.
TEST_F(WalksEndTest, CopiesShareNothingWithTheirOriginals) {
  Run(R"js(
    class Point { x = 1.5; y = -2.5; }
    const whole = {w: 1.5};
    whole.w = 2;
    const make = () => [
      {w: 2}, Object.assign({}, whole), {...whole}, {x: 1.5, y: 2}, {x: 1.5, y: 2, 0: 1.5, 1: 7},
      Object.assign({__proto__: null}, {x: 1.5, y: 3}), new Point,
      Object.freeze({x: 0.5}), [1.5, 2.5], [1, 2], [1, , 3], ['a', 'b'],
      [1.5, , 2.5], {x: [1.5], y: {z: 1.5}}, new Float64Array([1.5]),
      new Map([['x', {x: 1.5}]]),
    ];
    // Far enough for the stores to be compiled.
    function write(object, value) {
      if (object === null || typeof object !== 'object') return;
      for (const key of Object.keys(object)) {
        write(object[key], value);
        if (typeof object[key] === 'number') {
          try { object[key] = value; } catch {}
        } else if (typeof object[key] === 'string') {
          object[key] = 'changed';
        }
      }
      if (object instanceof Map) {
        for (const one of object.values()) write(one, value);
        object.set('new', 1);
      }
    }
    const problems = [];
    for (let i = 0; i < 200; ++i) {
      warmUp();
      const original = make();
      const old = byMessage(original);
      const copy = directly(original);
      write(copy, i + 0.25);
      problems.push(difference(byMessage(original), old));
      const kept = byMessage(copy);
      write(original, i + 0.75);
      problems.push(difference(byMessage(copy), kept));
    }
  )js");
  EXPECT_EQ(ToUtf8(isolate(), Run("problems.join('')")), "");
}

// Values that only a message can clone do not cost a walk each.
TEST_F(WalksEndTest, RestsAfterItGaveUp) {
  WarmUp(agent(), source());
  const internal::DirectCloner::Counters before = counters();
  v8::Local<v8::Value> value = Run("({get a() { return 1; }})");
  for (int i = 0; i < 1000; ++i) {
    EXPECT_THAT(Try([&] { return CloneDirectly(agent(), source(), value); }),
                Succeeds());
  }
  EXPECT_LT(counters().given_up - before.given_up, 20u);
  EXPECT_EQ(
      counters().given_up - before.given_up + counters().rested - before.rested,
      1000u);
}

}  // namespace
}  // namespace ferry::testing_support
