// ArrayBuffers and the views of every kind.

#include <v8-local-handle.h>
#include <v8-typed-array.h>
#include <v8-value.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ferry/agent/v8_version.h"
#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr ClonePath kPaths[] = {ClonePath::kStructuredClone,
                                ClonePath::kMessage, ClonePath::kStorage};

class CloneBuffersTest : public ClonePathTest,
                         public testing::WithParamInterface<ClonePath> {
 protected:
  // Whether `check` holds for a copy, which it knows as `it`.
  void Check(const std::string& original, const std::string& check) {
    SCOPED_TRACE(original);
    Outcome<v8::Local<v8::Value>> copy = Take(Run(original), GetParam());
    ASSERT_THAT(copy, Succeeds());
    EXPECT_THAT(copy, Returns(EvaluatesTo(original)));
    SetInTarget("it", *copy.value);
    EXPECT_TRUE(RunInTarget(check)->IsTrue()) << check;
  }
};

TEST_P(CloneBuffersTest, CopiesABuffer) {
  Check("new Uint8Array([1, 2, 3]).buffer", "it instanceof ArrayBuffer");
}

TEST_P(CloneBuffersTest, CopiesAnEmptyBuffer) {
  Check("new ArrayBuffer(0)", "it.byteLength === 0");
}

TEST_P(CloneBuffersTest, SharesNoMemory) {
  v8::Local<v8::Value> original = Run("new Uint8Array([1, 2, 3]).buffer");
  Outcome<v8::Local<v8::Value>> copy = Take(original, GetParam());
  ASSERT_THAT(copy, Returns(HoldsBytes(std::vector<uint8_t>{1, 2, 3})));
  EXPECT_NE(copy.value->As<v8::ArrayBuffer>()->Data(),
            original.As<v8::ArrayBuffer>()->Data());
  EXPECT_THAT(original, HoldsBytes(std::vector<uint8_t>{1, 2, 3}));
}

TEST_P(CloneBuffersTest, KeepsTheMaximumOfAResizableBuffer) {
  Check("new ArrayBuffer(4, {maxByteLength: 16})",
        "it.resizable && it.maxByteLength === 16 && (it.resize(16), true)");
}

TEST_P(CloneBuffersTest, KeepsAShrunkenBuffer) {
  Check(
      "(() => {const b = new ArrayBuffer(4, {maxByteLength: 16});"
      "b.resize(0); return b; })()",
      "it.byteLength === 0 && it.maxByteLength === 16");
}

TEST_P(CloneBuffersTest, KeepsTheIdentityOfASharedBuffer) {
  Check(
      "(() => { const b = new ArrayBuffer(8);"
      "return [new Uint8Array(b, 1, 2), b, new DataView(b, 3)]; })()",
      "it[0].buffer === it[1] && it[1] === it[2].buffer");
}

TEST_P(CloneBuffersTest, KeepsTheIdentityOfAView) {
  Check("(() => { const v = new Uint8Array(2); return [v, {v}]; })()",
        "it[0] === it[1].v");
}

TEST_P(CloneBuffersTest, CopiesTheWholeBufferOfAView) {
  Check("new Uint8Array(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2)",
        "it.buffer.byteLength === 4 && it.byteOffset === 1");
}

TEST_P(CloneBuffersTest, TurnsAViewOfASubclassIntoItsBuiltin) {
  Check("new (class extends Uint8Array {})(2)",
        "it.constructor === Uint8Array");
}

TEST_P(CloneBuffersTest, DropsPropertiesOfAView) {
  Check("Object.assign(new Uint8Array(2), {x: 1})", "!('x' in it)");
}

TEST_P(CloneBuffersTest, MakesObjectsOfTheTargetRealm) {
  Check("new Uint8Array(2)",
        "it instanceof Uint8Array && it.buffer instanceof ArrayBuffer");
}

TEST_P(CloneBuffersTest, CopiesALargeBuffer) {
  Check("new Uint8Array(1 << 20).fill(7)", "it[(1 << 20) - 1] === 7");
}

INSTANTIATE_TEST_SUITE_P(Paths, CloneBuffersTest, testing::ValuesIn(kPaths),
                         [](const testing::TestParamInfo<ClonePath>& info) {
                           return PathName(info.param);
                         });

// --- Every kind of view ---

#define FERRY_VIEW_KIND(Type, Size)                                          \
  struct Type##Kind {                                                        \
    static constexpr const char* kName = #Type;                              \
    static constexpr int kElementSize = Size;                                \
    static bool Is(v8::Local<v8::Value> value) { return value->Is##Type(); } \
  };
FERRY_VIEW_KIND(Int8Array, 1)
FERRY_VIEW_KIND(Uint8Array, 1)
FERRY_VIEW_KIND(Uint8ClampedArray, 1)
FERRY_VIEW_KIND(Int16Array, 2)
FERRY_VIEW_KIND(Uint16Array, 2)
FERRY_VIEW_KIND(Int32Array, 4)
FERRY_VIEW_KIND(Uint32Array, 4)
FERRY_VIEW_KIND(Float32Array, 4)
FERRY_VIEW_KIND(Float64Array, 8)
FERRY_VIEW_KIND(BigInt64Array, 8)
FERRY_VIEW_KIND(BigUint64Array, 8)
FERRY_VIEW_KIND(DataView, 1)
#if FERRY_V8_AT_LEAST(13, 6)
FERRY_VIEW_KIND(Float16Array, 2)
#define FERRY_FLOAT16_KIND , Float16ArrayKind
#else
#define FERRY_FLOAT16_KIND
#endif
#undef FERRY_VIEW_KIND

using ViewKinds =
    testing::Types<Int8ArrayKind, Uint8ArrayKind, Uint8ClampedArrayKind,
                   Int16ArrayKind, Uint16ArrayKind, Int32ArrayKind,
                   Uint32ArrayKind, Float32ArrayKind, Float64ArrayKind,
                   BigInt64ArrayKind, BigUint64ArrayKind,
                   DataViewKind FERRY_FLOAT16_KIND>;

struct ViewKindName {
  template <typename Kind>
  static std::string GetName(int) {
    return Kind::kName;
  }
};

template <typename Kind>
class CloneViewsTest : public ClonePathTest {
 protected:
  // Takes `original`, in which VIEW and SIZE stand for the kind, along every
  // path, and checks it there.
  void CheckAll(const std::string& original, const std::string& check) {
    for (ClonePath path : kPaths) {
      SCOPED_TRACE(PathName(path));
      Outcome<v8::Local<v8::Value>> copy =
          this->Take(this->Run(Expand(original)), path);
      ASSERT_THAT(copy, Succeeds());
      EXPECT_TRUE(Kind::Is(*copy.value));
      EXPECT_THAT(copy, Returns(EvaluatesTo(Expand(original))));
      this->SetInTarget("it", *copy.value);
      EXPECT_TRUE(this->RunInTarget(Expand(check))->IsTrue()) << check;
    }
  }

  static std::string Expand(const std::string& script) {
    return absl::StrReplaceAll(
        script,
        {{"VIEW", Kind::kName}, {"SIZE", absl::StrCat(Kind::kElementSize)}});
  }
};
TYPED_TEST_SUITE(CloneViewsTest, ViewKinds, ViewKindName);

TYPED_TEST(CloneViewsTest, KeepsOffsetLengthAndBytes) {
  this->CheckAll(
      "new VIEW(Uint8Array.from({length: 6 * SIZE}, (_, i) => i).buffer, SIZE, "
      "3)",
      "it.byteOffset === SIZE && it instanceof VIEW");
}

TYPED_TEST(CloneViewsTest, KeepsAnEmptyView) {
  this->CheckAll("new VIEW(new ArrayBuffer(2 * SIZE), 2 * SIZE, 0)",
                 "it.byteLength === 0 && it.byteOffset === 2 * SIZE");
}

TYPED_TEST(CloneViewsTest, KeepsLengthTracking) {
  this->CheckAll(
      "new VIEW(new ArrayBuffer(2 * SIZE, {maxByteLength: 8 * SIZE}), SIZE)",
      "it.buffer.resize(8 * SIZE); it.byteLength === 7 * SIZE");
}

TYPED_TEST(CloneViewsTest, KeepsAFixedLengthOnAResizableBuffer) {
  this->CheckAll(
      "new VIEW(new ArrayBuffer(2 * SIZE, {maxByteLength: 8 * SIZE}), 0, 1)",
      "it.buffer.resize(8 * SIZE); it.byteLength === SIZE");
}

TYPED_TEST(CloneViewsTest, MovesWithItsBuffer) {
  v8::Local<v8::Value> view = this->Run(this->Expand(
      "new VIEW(Uint8Array.from({length: 4 * SIZE}, (_, i) => i).buffer, SIZE, "
      "2)"));
  v8::Local<v8::Object> buffer = view.As<v8::ArrayBufferView>()->Buffer();
  std::string before = TreeOf(view);
  const void* memory = buffer.As<v8::ArrayBuffer>()->Data();
  Outcome<v8::Local<v8::Value>> moved = this->Clone(view, {&buffer, 1});
  ASSERT_THAT(moved, Returns(HasTypedTree(before)));
  EXPECT_EQ(moved.value->template As<v8::ArrayBufferView>()->Buffer()->Data(),
            memory);
  EXPECT_THAT(buffer, IsDetached());
  EXPECT_EQ(view.As<v8::ArrayBufferView>()->ByteLength(), 0u);
}

TYPED_TEST(CloneViewsTest, TracksTheLengthOfAMovedBuffer) {
  v8::Local<v8::Value> view = this->Run(this->Expand(
      "new VIEW(new ArrayBuffer(2 * SIZE, {maxByteLength: 8 * SIZE}))"));
  v8::Local<v8::Object> buffer = view.As<v8::ArrayBufferView>()->Buffer();
  Outcome<v8::Local<v8::Value>> moved = this->Clone(view, {&buffer, 1});
  ASSERT_THAT(moved, Succeeds());
  this->SetInTarget("it", *moved.value);
  EXPECT_TRUE(this->RunInTarget(this->Expand("it.buffer.resize(8 * SIZE);"
                                             "it.byteLength === 8 * SIZE"))
                  ->IsTrue());
}

}  // namespace
}  // namespace ferry::testing_support
