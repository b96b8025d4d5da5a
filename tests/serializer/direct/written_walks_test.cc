// Walks that write a message, between which or in which other things happen.

#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-microtask-queue.h>
#include <v8-value.h>

#include <chrono>  // NOLINT(build/c++11)
#include <optional>
#include <string>
#include <thread>  // NOLINT(build/c++11)
#include <utility>

#include "ferry/serializer/internal/scripted/scripted_writer.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/serializer/direct/two_ways_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::AnyOf;

constexpr const char* kRows =
    "Array.from({length: 2000}, (_, i) => ({i, name: 'name of row ' + i,"
    "    tags: [i, 'a' + i, {}], by: new Map([[{}, i]]), half: i + 0.5}))";

class WrittenWalksTest : public TwoWaysTest {
 protected:
  internal::ScriptedWriter& writer() {
    return internal::ScriptedWriter::Of(agent());
  }
  // Nullopt where an exception is pending.
  std::optional<SerializedValue> Write(v8::Local<v8::Context> realm,
                                       v8::Local<v8::Value> value) {
    v8::Maybe<SerializedValue> message =
        StructuredSerialize(agent(), realm, value);
    if (message.IsNothing()) return std::nullopt;
    return std::move(message).FromJust();
  }
  std::string Problems() { return ToUtf8(isolate(), Run("problems.join('')")); }
};

TEST_F(WrittenWalksTest, InterruptsMayWrite) {
  Set("rows", Run(kRows));
  Run(R"js(
    let interrupts = 0;
    const problems = [];
    function writeInside() {
      ++interrupts;
      problems.push(difference(byWriter(rows[7]), byMessage(rows[7])));
      problems.push(difference(directly([{}]), [{}]));
    }
    const expected = byMessage(rows);
    for (let i = 0; i < 12; ++i) {
      interrupt(writeInside);
      problems.push(difference(byWriter(rows), expected));
    }
  )js");
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(ToUtf8(isolate(), Run("interrupts")), "12");
  EXPECT_GE(writer().counters().values, 6u);
}

// Also before the walk begins, while the realm is shown other memory.
TEST_F(WrittenWalksTest, InterruptsMayWriteMuchAtAnyTime) {
  Run(R"js(
    const problems = [], much = Array.from({length: 20000}, (_, i) => ({i}));
    const large = [Array.from({length: 300000}, (_, i) => i + 0.5)];
    let interrupts = 0;
    function writeMuch() {
      ++interrupts;
      problems.push(difference(byWriter(much)[7], {i: 7}));
    }
    for (let i = 0; i < 12; ++i) {
      byWriter(large);
      interrupt(writeMuch);
      problems.push(difference(byWriter({a: i}), {a: i}));
      problems.push(difference(byWriter({a: i, b: 1}), {a: i, b: 1}));
    }
  )js");
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(ToUtf8(isolate(), Run("interrupts")), "12");
}

// What an interrupt changes is seen or not, and the message is whole.
TEST_F(WrittenWalksTest, InterruptsMayChangeTheValue) {
  Run(R"js(
    const make = () => ({
      integers: Array.from({length: 3000}, (_, i) => i),
      doubles: Array.from({length: 3000}, (_, i) => i + 0.5),
      elements: Array.from({length: 3000}, (_, i) => [i]),
    });
    const problems = [];
    for (let i = 0; i < 60; ++i) {
      const value = make();
      interrupt(() => {
        for (const array of Object.values(value)) {
          array[2999] = {
            [Symbol.toPrimitive]() { problems.push('called'); return 1; },
          };
          array[2998] = 'text';
        }
        if (i % 2) value.elements.length = 10;
      });
      const copy = byWriter(value);
      for (const key in copy) {
        if (copy[key][5] !== value[key][5] && copy[key][5][0] !== 5) {
          problems.push(key);
        }
      }
    }
  )js");
  EXPECT_EQ(Problems(), "");
}

TEST_F(WrittenWalksTest, GarbageIsCollectedInside) {
  Set("rows", Run(kRows));
  Run(R"js(
    const problems = [];
    const expected = byMessage(rows);
    for (let i = 0; i < 8; ++i) {
      interrupt(collectGarbage);
      problems.push(difference(byWriter(rows), expected));
      // New hidden classes where the old ones may have been.
      for (let j = 0; j < 50; ++j) ({})['key' + i + j] = 1;
    }
  )js");
  EXPECT_EQ(Problems(), "");
  EXPECT_GT(writer().counters().values, 4u);
}

TEST_F(WrittenWalksTest, TerminationAtAnyTimeEndsOnlyTheMessage) {
  v8::Local<v8::Value> rows = Run(kRows);
  int terminated = 0;
  for (int i = 0; i < 60; ++i) {
    writer().TakeScript(source(), true);
    std::thread terminator([&] {
      std::this_thread::sleep_for(std::chrono::microseconds(37 * i));
      isolate()->TerminateExecution();
    });
    auto outcome = Try([&]() -> v8::MaybeLocal<v8::Value> {
      if (!Write(source(), rows)) return {};
      return rows;
    });
    terminator.join();
    EXPECT_THAT(outcome, AnyOf(IsTerminated(), Succeeds()));
    if (outcome.terminated) ++terminated;
    isolate()->CancelTerminateExecution();
  }
  EXPECT_GT(terminated, 0);
  Set("rows", rows);
  EXPECT_EQ(
      ToUtf8(isolate(), Run("difference(byWriter(rows), byMessage(rows))")),
      "");
}

TEST_F(WrittenWalksTest, MicrotasksWaitForTheEndOfTheScript) {
  for (const char* value : {"({a: 1})", "({a: 1, f: () => {}})"}) {
    Set("value", Run(value));
    v8::Local<v8::Function> change =
        Run("() => { value.a = 2; }").As<v8::Function>();
    v8::Local<v8::Value> object = Run("value");
    writer().TakeScript(source(), true);
    isolate()->EnqueueMicrotask(change);
    std::optional<SerializedValue> message;
    Try([&]() -> v8::MaybeLocal<v8::Value> {
      message = Write(source(), object);
      if (!message) return {};
      return object;
    });
    if (!message) continue;
    Set("copy",
        StructuredDeserialize(agent(), source(), *message).ToLocalChecked());
    EXPECT_EQ(ToUtf8(isolate(), Run("copy.a")), "1");
  }
}

// Where the stack ends, a message is written wherever V8 writes one.
TEST_F(WrittenWalksTest, TheEndOfTheStackIsNoSooner) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "A sanitizer makes the frames of each way larger by "
                  "another size";
#endif
  Run(R"js(
    let problems = [], both = 0;
    function tryBoth(value) {
      try {
        byMessage(value);
      } catch {
        return;
      }
      try {
        byWriter(value);
        ++both;
      } catch (e) {
        problems.push(`${e} `);
      }
    }
    // From the end of the stack upwards.
    function goDown(value) {
      try {
        goDown(value);
      } catch {
      }
      if (both < 50) tryBoth(value);
    }
    for (const value of [{}, {a: [{}]}, {m: new Map([[{}, 1]])}]) {
      byWriter(value);
      both = 0;
      goDown(value);
    }
  )js");
  EXPECT_EQ(Problems(), "");
  EXPECT_EQ(ToUtf8(isolate(), Run("both")), "50");
}

TEST_F(WrittenWalksTest, DeepValuesFailAsV8s) {
  Run(R"js(
    let deep = {};
    for (let i = 0; i < 1e5; ++i) deep = {a: deep};
    function errorOf(clone) {
      try {
        clone(deep);
      } catch (e) {
        return `${e.name}: ${e.message}`;
      }
    }
    const problems = [];
    if (errorOf(byWriter) !== errorOf(byMessage)) problems.push('differs');
  )js");
  EXPECT_EQ(Problems(), "");
}

TEST_F(WrittenWalksTest, EachRealmHasItsOwn) {
  v8::Local<v8::Value> value = Run("({a: [{}, {b: 1}], m: new Map([[1, 2]])})");
  for (int i = 0; i < 30; ++i) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Context> realm = v8::Context::New(isolate());
    realm->SetSecurityToken(source()->GetSecurityToken());
    writer().TakeScript(realm, true);
    const uint64_t before = writer().counters().values;
    EXPECT_TRUE(Write(realm, local().RunIn(realm, "({a: [{}, 1.5]})")));
    EXPECT_EQ(writer().counters().values, before + 1);
    // An array of another realm is V8's.
    EXPECT_TRUE(Write(realm, value));
    EXPECT_EQ(writer().counters().values, before + 1);
    if (i % 10 == 0) isolate()->LowMemoryNotification();
  }
}

}  // namespace
}  // namespace ferry::testing_support
