// What is read before V8 reads it is what V8 reads next: no user code runs in
// between, so that a buffer is copied as it is when its turn comes.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/delegates/support/large_buffer.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

struct Kind {
  const char* name;
  const char*
      source;  // `Marked` is a cloneable class, `buffer` a large buffer.
};
void PrintTo(const Kind& kind, std::ostream* stream) { *stream << kind.name; }

constexpr const char* kPrelude = R"js(
  class Marked {
    [kClone]() { return {data: 0, deserializeInfo: 'test:Marked'}; }
    [kDeserialize]() {}
  }
  registerClass('test:Marked', Marked);
)js";

class EarlyReadTest : public V8Test {
 protected:
  EarlyReadTest() {
    Run(kPrelude);
    RunInTarget(kPrelude);
    Run("markClass(Marked, CLONEABLE)");
    Run(absl::StrCat("var buffer = new ArrayBuffer(", kLargeBuffer, ")"));
    // A value whose getter writes to the buffer between `object` and it.
    Run("function around(object) {"
        "  return {object, get a() { new Uint8Array(buffer)[0] = 42; return 1; "
        "},"
        "          buffer};"
        "}");
  }

  Outcome<v8::Local<v8::Value>> CloneAround(const std::string& object) {
    return Clone(absl::StrCat("around(", object, ")"));
  }
  bool Holds(v8::Local<v8::Value> value, const char* check) {
    SetInTarget("it", value);
    return RunInTarget(check)->IsTrue();
  }
};

// --- Objects whose properties V8 does not write ---

class OpaqueObjectTest : public EarlyReadTest,
                         public testing::WithParamInterface<Kind> {};

TEST_P(OpaqueObjectTest, EndsTheSearchWhateverItsPrototypeIs) {
  for (const char* prototype : {"Object.prototype", "null"}) {
    SCOPED_TRACE(prototype);
    Run("new Uint8Array(buffer)[0] = 0");
    Outcome<v8::Local<v8::Value>> copy = CloneAround(
        absl::StrCat("Object.assign(Object.setPrototypeOf(", GetParam().source,
                     ", ", prototype, "), {buffer})"));
    ASSERT_THAT(copy, Succeeds());
    EXPECT_TRUE(Holds(*copy.value, "new Uint8Array(it.buffer)[0] === 42"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, OpaqueObjectTest,
    testing::Values(Kind{"Map", "new Map"}, Kind{"Set", "new Set"},
                    Kind{"Date", "new Date(0)"}, Kind{"RegExp", "/x/"},
                    Kind{"Boolean", "new Boolean(true)"},
                    Kind{"Number", "new Number(1)"},
                    Kind{"BigInt", "Object(1n)"}, Kind{"String", "Object('s')"},
                    Kind{"Error", "new Error('m')"},
                    Kind{"SharedArrayBuffer", "new SharedArrayBuffer(1)"},
                    Kind{"View", "new Uint8Array(1)"},
                    Kind{"SmallBuffer", "new ArrayBuffer(1)"}),
    [](const testing::TestParamInfo<Kind>& info) { return info.param.name; });

// --- Host objects ---

class EarlyHostObjectTest : public EarlyReadTest,
                            public testing::WithParamInterface<Kind> {};

TEST_P(EarlyHostObjectTest, EndsTheSearch) {
  Outcome<v8::Local<v8::Value>> copy = CloneAround(
      absl::StrCat("Object.assign(", GetParam().source, ", {buffer})"));
  ASSERT_THAT(copy, Succeeds());
  EXPECT_TRUE(Holds(*copy.value, "new Uint8Array(it.buffer)[0] === 42"));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, EarlyHostObjectTest,
    testing::Values(Kind{"MarkedClass", "new Marked"},
                    Kind{"MarkedClassFarBelow",
                         "new (class extends Marked {})"},
                    Kind{"MarkedInstance",
                         "(o => (markTransferMode(o, CLONEABLE), o))({"
                         "  [kClone]() {"
                         "    return {data: 0, deserializeInfo: 'test:Marked'};"
                         "  }})"},
                    Kind{"Native", "new DOMException('m')"}),
    [](const testing::TestParamInfo<Kind>& info) { return info.param.name; });

// --- Objects that V8 writes by their properties ---

class OrdinaryObjectTest : public EarlyReadTest,
                           public testing::WithParamInterface<Kind> {};

TEST_P(OrdinaryObjectTest, IsReadAsItWasBeforeTheGetter) {
  Outcome<v8::Local<v8::Value>> copy = CloneAround(GetParam().source);
  ASSERT_THAT(copy, Succeeds());
  EXPECT_TRUE(Holds(*copy.value, "new Uint8Array(it.buffer)[0] === 0"));
}

TEST_P(OrdinaryObjectTest, LeavesTheBufferBesideTheBytes) {
  Outcome<SerializedValue> message = Serialize(Run(GetParam().source));
  ASSERT_THAT(message, Succeeds());
  EXPECT_EQ(message.value->parts().array_buffers.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, OrdinaryObjectTest,
    testing::Values(Kind{"Literal", "({b: buffer})"},
                    Kind{"Array", "[1, , buffer]"},
                    Kind{"PropertyOfAnArray",
                         "Object.assign([1], {b: buffer})"},
                    Kind{"NoPrototype", "({__proto__: null, b: buffer})"},
                    Kind{"ClassInstance", "new (class { b = buffer })"},
                    Kind{"Frozen", "Object.freeze({b: buffer})"},
                    Kind{"Indexed", "({7: buffer})"},
                    Kind{"Nested", "({a: {b: [buffer]}})"}),
    [](const testing::TestParamInfo<Kind>& info) { return info.param.name; });

// --- Accessors ---

struct Accessor {
  const char* source;  // `get` writes 42 to the buffer.
  bool is_read;
};

TEST_F(EarlyReadTest, EndsAtEachAccessorThatV8Reads) {
  constexpr Accessor kAccessors[] = {
      {"({get x() { return get(); }})", true},
      {"Object.defineProperty({}, 'x', {get, enumerable: true})", true},
      {"Object.defineProperty({}, 'x', {get, enumerable: false})", false},
      {"Object.defineProperty({}, Symbol(), {get, enumerable: true})", false},
      {"Object.defineProperty([1], 1, {get, enumerable: true})", true},
      {"Object.defineProperty([1], 'x', {get, enumerable: true})", true},
      {"({__proto__: {get x() { return get(); }}})", false},
  };
  Run("function get() { new Uint8Array(buffer)[0] = 42; return 1; }");
  for (const Accessor& accessor : kAccessors) {
    SCOPED_TRACE(accessor.source);
    Run("new Uint8Array(buffer)[0] = 0");
    Outcome<v8::Local<v8::Value>> copy =
        Clone(absl::StrCat("[", accessor.source, ", buffer]"));
    ASSERT_THAT(copy, Succeeds());
    EXPECT_TRUE(Holds(*copy.value, accessor.is_read
                                       ? "new Uint8Array(it[1])[0] === 42"
                                       : "new Uint8Array(it[1])[0] === 0"));
  }
}

}  // namespace
}  // namespace ferry::testing_support
