// Buffers and views that cannot be cloned: which one, where, and why.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ferry/tests/delegates/support/large_buffer.h"
#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::AllOf;
using testing::Eq;
using testing::HasSubstr;
using testing::StartsWith;

class BufferErrorsTest : public ClonePathTest,
                         public testing::WithParamInterface<ClonePath> {
 protected:
  Outcome<v8::Local<v8::Value>> Take(const std::string& script) {
    return ClonePathTest::Take(
        Run(absl::StrReplaceAll(absl::StrCat("{", script, "}"),
                                {{"LARGE", absl::StrCat(kLargeBuffer)}})),
        GetParam());
  }
  std::string PathOf(const Outcome<v8::Local<v8::Value>>& outcome) {
    Set("error", outcome.exception);
    return *v8::String::Utf8Value(isolate(), Run("String(error.path)"));
  }
};

// --- Out of bounds ---

TEST_P(BufferErrorsTest, NamesAViewOutOfBounds) {
  for (const char* view :
       {"Uint8Array", "Float64Array", "DataView", "BigInt64Array"}) {
    Outcome<v8::Local<v8::Value>> copy =
        Take(absl::StrCat("const b = new ArrayBuffer(64, {maxByteLength: 64});"
                          "const v = new ",
                          view, "(b, 32, 2); b.resize(8); ({rows: [0, v]})"));
    EXPECT_THAT(copy,
                ThrowsDataCloneError(Eq(absl::StrCat(
                    "$.rows[1]: ", view,
                    " object could not be cloned. It is out of bounds: its "
                    "buffer was made too short for it."))));
    EXPECT_EQ(PathOf(copy), "$.rows[1]");
  }
}

TEST_P(BufferErrorsTest, NamesAViewOutOfBoundsThatV8DoesNotShow) {
  // After some values without a large one V8 writes views by itself.
  for (int i = 0; i < 20; ++i) {
    ASSERT_THAT(Take("[new Uint8Array(1)]"), Succeeds());
  }
  EXPECT_THAT(Take("const b = new ArrayBuffer(64, {maxByteLength: 64});"
                   "const v = new Uint8Array(b, 32, 1); b.resize(8); [v]"),
              ThrowsDataCloneError(Eq(
                  "$[0]: Uint8Array object could not be cloned. It is out of "
                  "bounds: its buffer was made too short for it.")));
}

TEST_P(BufferErrorsTest, SaysThatABufferHasTooManyBytes) {
  EXPECT_THAT(Take("({a: [new ArrayBuffer(2 ** 32)]})"),
              ThrowsDataCloneError(
                  Eq("$.a[0]: ArrayBuffer object could not be cloned. It has "
                     "4 GiB or more, which the serialization format cannot "
                     "hold: transfer it, or split it.")));
}

using GrownTransferTest = V8Test;

// --- Grown by a getter after it was written ---

struct Grown {
  const char* name;
  // `b` has 8 bytes (or LARGE more) and can grow to 64 more.
  const char* value;
  const char* path;
};

constexpr Grown kGrown[] = {
    {"AView", "({b, get v() { grow(); return new Uint8Array(b, 16, 32); }})",
     "$.v"},
    {"AnElement",
     "[b, {get a() { grow(); return [1, new DataView(b, 16, 8)]; }}]",
     "$[1].a[1]"},
    {"AMapValue",
     "({b, get a() { grow(); return new Map([[0, 1], [{}, new Int8Array(b, 16, "
     "8)]]);"
     "}})",
     "$.a.values().toArray()[1]"},
    {"AMapKey",
     "({b, get a() { grow(); return new Map([[0, 1], [new Int8Array(b, 16, 8), "
     "0]]);"
     "}})",
     "$.a.keys().toArray()[1]"},
    {"ASetValue",
     "({b, get a() { grow(); return new Set([0, new Int8Array(b, 16, 8)]); }})",
     "$.a.values().toArray()[1]"},
    {"ACause",
     "({b, get a() {"
     "  grow(); return new Error('', {cause: new Int8Array(b, 16, 8)}); }})",
     "$.a.cause"},
    {"AnOddName",
     "({b, get 'a b'() { grow(); return {7: new Int8Array(b, 16, 8)}; }})",
     "$[\"a b\"][7]"},
};

TEST_P(BufferErrorsTest, SaysThatABufferGrewBeforeItsView) {
  for (const char* length : {"8", "LARGE"}) {
    for (const Grown& row : kGrown) {
      SCOPED_TRACE(absl::StrCat(row.name, " ", length));
      Outcome<v8::Local<v8::Value>> copy = Take(absl::StrCat(
          "const b = new ArrayBuffer(", length, ", {maxByteLength: ", length,
          " + 64});"
          "const grow = () => { b.resize(b.maxByteLength); return 1; };"
          "const at = ",
          length, " - 8;",
          // So that views begin beyond what was written.
          absl::StrReplaceAll(row.value, {{"(b, 16", "(b, at + 16"}})));
      EXPECT_THAT(
          copy, ThrowsDataCloneError(AllOf(
                    StartsWith(absl::StrCat(
                        row.path,
                        ": The value could not be cloned: a buffer grew while "
                        "it was serialized.")),
                    HasSubstr("a view goes beyond its buffer"))));
      EXPECT_EQ(PathOf(copy), row.path);
    }
  }
}

// What is listed is given up only when the clone is there.
TEST_F(GrownTransferTest, KeepsWhatIsListed) {
  v8::Local<v8::Object> listed = RunObject("globalThis.a = new ArrayBuffer(8)");
  Outcome<v8::Local<v8::Value>> copy = Clone(
      Run("const b = new ArrayBuffer(8, {maxByteLength: 64});"
          "({a, b, get v() { b.resize(64); return new Int8Array(b, 16); }})"),
      {&listed, 1});
  EXPECT_THAT(copy, ThrowsDataCloneError(StartsWith("$.v: ")));
  EXPECT_THAT(listed, testing::Not(IsDetached()));
}

TEST_P(BufferErrorsTest, CopiesAViewThatTracksTheLength) {
  Outcome<v8::Local<v8::Value>> copy = Take(
      "const b = new ArrayBuffer(8, {maxByteLength: 64});"
      "({b, get v() { b.resize(64); return new Uint8Array(b); }})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(
      RunInTarget("it.v.length === 8 && it.v.buffer === it.b")->IsTrue());
}

TEST_P(BufferErrorsTest, CopiesAViewThatFitsWhatWasWritten) {
  Outcome<v8::Local<v8::Value>> copy = Take(
      "const b = new ArrayBuffer(8, {maxByteLength: 64});"
      "({b, get a() { b.resize(64); return 1; },"
      "  v: new Uint8Array(b, 0, 8)})");
  ASSERT_THAT(copy, Succeeds());
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(
      RunInTarget("it.b.byteLength === 8 && it.v.buffer === it.b")->IsTrue());
}

INSTANTIATE_TEST_SUITE_P(Paths, BufferErrorsTest,
                         testing::Values(ClonePath::kStructuredClone,
                                         ClonePath::kMessage,
                                         ClonePath::kStorage),
                         [](const testing::TestParamInfo<ClonePath>& info) {
                           return PathName(info.param);
                         });

}  // namespace
}  // namespace ferry::testing_support
