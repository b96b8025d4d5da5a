// Large buffers, which are copied once and lie beside the bytes of a message.

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/delegates/support/large_buffer.h"
#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

// LARGE and SMALL stand for sizes on both sides of the border.
std::string Expand(const std::string& script) {
  return absl::StrReplaceAll(script,
                             {{"LARGE", absl::StrCat(kLargeBuffer)},
                              {"SMALL", absl::StrCat(kLargeBuffer - 1)}});
}

class LargeBuffersTest : public ClonePathTest,
                         public testing::WithParamInterface<ClonePath> {
 protected:
  // Whether a copy equals the original, and `check` holds for it (`it`).
  void Check(const std::string& original, const std::string& check) {
    SCOPED_TRACE(original);
    Outcome<v8::Local<v8::Value>> copy =
        Take(Run(Expand(original)), GetParam());
    ASSERT_THAT(copy, Succeeds());
    SetInTarget("it", *copy.value);
    EXPECT_TRUE(RunInTarget(Expand(check))->IsTrue()) << check;
  }
};

TEST_P(LargeBuffersTest, KeepsTheBytes) {
  Check("({a: 1, v: new Uint8Array(LARGE).fill(7)})",
        "it.a === 1 && it.v.length === LARGE && it.v.every(x => x === 7) &&"
        "it.v instanceof Uint8Array");
}

TEST_P(LargeBuffersTest, KeepsABufferWithoutAView) {
  Check("({b: new Uint8Array(LARGE).fill(7).buffer})",
        "it.b.byteLength === LARGE &&"
        "new Uint8Array(it.b).every(x => x === 7)");
}

TEST_P(LargeBuffersTest, KeepsTheIdentityOfABufferWithManyViews) {
  Check(
      "const b = new ArrayBuffer(LARGE);"
      "({x: new Uint8Array(b, 1), y: [new DataView(b, 2, 3), b],"
      "  z: new Map([[b, new Float64Array(b, 8, 1)]])})",
      "it.x.buffer === it.y[0].buffer && it.x.buffer === it.y[1] &&"
      "it.z.get(it.y[1]).buffer === it.y[1] && it.x.byteOffset === 1 &&"
      "it.y[0].byteLength === 3");
}

TEST_P(LargeBuffersTest, KeepsTheIdentityWhereTheBufferComesFirst) {
  Check(
      "const b = new ArrayBuffer(LARGE);"
      "[new Map([[1, b]]), new Uint8Array(b), b]",
      "it[0].get(1) === it[1].buffer && it[1].buffer === it[2]");
}

TEST_P(LargeBuffersTest, KeepsTheIdentityOfAView) {
  Check("const v = new Uint8Array(LARGE); [v, {v}]", "it[0] === it[1].v");
}

TEST_P(LargeBuffersTest, KeepsSmallViewsBesideLargeOnes) {
  Check(
      "[new Uint8Array(2).fill(1), new Uint8Array(LARGE), new Int16Array(3),"
      " new Uint8Array(SMALL).fill(5)]",
      "it[0][1] === 1 && it[1].length === LARGE && it[2].length === 3 &&"
      "it[3].every(x => x === 5)");
}

TEST_P(LargeBuffersTest, KeepsResizableBuffersAndWhatTracksThem) {
  Check(
      "const b = new ArrayBuffer(LARGE, {maxByteLength: 2 * LARGE});"
      "[new Uint8Array(b), new Uint8Array(b, 4, 4), b]",
      "it[2].resizable && it[2].maxByteLength === 2 * LARGE &&"
      "(it[2].resize(2 * LARGE), it[0].length === 2 * LARGE) &&"
      "it[1].length === 4 && it[0].buffer === it[2]");
}

TEST_P(LargeBuffersTest, LeavesVastReservationsToV8) {
  Check(
      "const b = new ArrayBuffer(LARGE, {maxByteLength: 2 ** 31});"
      "[new Uint8Array(b)]",
      "it[0].buffer.maxByteLength === 2 ** 31");
}

TEST_P(LargeBuffersTest, SharesNoMemory) {
  Run(Expand("globalThis.v = new Uint8Array(LARGE)"));
  Outcome<v8::Local<v8::Value>> copy = Take(Run("({v})"), GetParam());
  ASSERT_THAT(copy, Succeeds());
  Run("v[0] = 9");
  SetInTarget("it", *copy.value);
  EXPECT_TRUE(RunInTarget("it.v[0] === 0")->IsTrue());
}

// A buffer is copied as it is when its turn comes.
TEST_P(LargeBuffersTest, SeesWhatGettersDidBefore) {
  Check(
      "const b = new ArrayBuffer(LARGE); const v = new Uint8Array(b);"
      "({get a() { v[0] = 1; return 0; }, b,"
      "  get c() { v[0] = 2; return 0; }, v})",
      "it.v[0] === 1 && new Uint8Array(it.b)[0] === 1");
}

TEST_P(LargeBuffersTest, RefusesABufferThatAGetterDetached) {
  EXPECT_THAT(
      Take(Run(Expand("const b = new ArrayBuffer(LARGE);"
                      "({get a() { b.transfer(); return 0; }, b})")),
           GetParam()),
      ThrowsDataCloneError(HasSubstr("is detached and could not be cloned.")));
}

TEST_P(LargeBuffersTest, KeepsABufferThatAGetterDetachesLater) {
  Check(
      "const b = new ArrayBuffer(LARGE);"
      "({b, get a() { b.transfer(); return 0; }})",
      "it.b.byteLength === LARGE");
}

TEST_P(LargeBuffersTest, RefusesAViewOutOfBounds) {
  EXPECT_THAT(
      Take(Run(Expand("const b = new ArrayBuffer(2 * LARGE,"
                      "                          {maxByteLength: 2 * LARGE});"
                      "const v = new Uint8Array(b, LARGE + 1, 1);"
                      "b.resize(LARGE); [v]")),
           GetParam()),
      ThrowsDataCloneError(HasSubstr("could not be cloned.")));
}

INSTANTIATE_TEST_SUITE_P(Paths, LargeBuffersTest,
                         testing::Values(ClonePath::kStructuredClone,
                                         ClonePath::kMessage,
                                         ClonePath::kStorage),
                         [](const testing::TestParamInfo<ClonePath>& info) {
                           return PathName(info.param);
                         });

class LargeBufferMessageTest : public V8Test {
 protected:
  const void* DataOf(v8::Local<v8::Value> object) {
    SetInTarget("it", object);
    return RunInTarget("it.v.buffer").As<v8::ArrayBuffer>()->Data();
  }
  v8::Local<v8::Value> Large() {
    return Run(Expand("({v: new Uint8Array(LARGE).fill(3)})"));
  }
};

TEST_F(LargeBufferMessageTest, LiesBesideTheBytes) {
  Outcome<SerializedValue> message = Serialize(Large());
  ASSERT_THAT(message, Succeeds());
  EXPECT_LT(message.value->bytes().size(), 100u);
  EXPECT_EQ(message.value->parts().array_buffers.size(), 1u);
  EXPECT_EQ(message.value->parts().BufferBytes(), kLargeBuffer);
  EXPECT_FALSE(message.value->has_transfers());
}

TEST_F(LargeBufferMessageTest, MovesIntoTheOnlyReceiver) {
  Outcome<SerializedValue> message = Serialize(Large());
  const void* memory = message.value->parts().array_buffers[0]->Data();
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_EQ(DataOf(received.value->value), memory);
  EXPECT_TRUE(received.value->transferred.empty());
}

TEST_F(LargeBufferMessageTest, IsCopiedForEachOfManyReceivers) {
  Outcome<SerializedValue> message = Serialize(Large());
  Outcome<v8::Local<v8::Value>> first = Deserialize(*message.value);
  const void* memory = DataOf(*first.value);
  RunInTarget("it.v[0] = 99");
  Outcome<v8::Local<v8::Value>> second = Deserialize(*message.value);
  EXPECT_NE(DataOf(*second.value), memory);
  EXPECT_TRUE(RunInTarget("it.v.every(x => x === 3)")->IsTrue());
}

TEST_F(LargeBufferMessageTest, TravelsWithTransfers) {
  v8::Local<v8::Object> moved = RunObject("globalThis.b = new ArrayBuffer(8)");
  v8::Local<v8::Value> value =
      Run(Expand("({v: new Uint8Array(LARGE).fill(3), w: new Uint8Array(b)})"));
  Outcome<SerializedValue> message = Serialize(value, {&moved, 1});
  ASSERT_THAT(message, Succeeds());
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_EQ(received.value->transferred.size(), 1u);
  SetInTarget("it", received.value->value);
  EXPECT_TRUE(RunInTarget("it.v[5] === 3 && it.w.length === 8")->IsTrue());
  EXPECT_THAT(moved, IsDetached());
}

TEST_F(LargeBufferMessageTest, IsMovedOnceWhereItIsListed) {
  v8::Local<v8::Object> moved =
      RunObject(Expand("globalThis.b = new ArrayBuffer(LARGE)"));
  const void* memory = moved.As<v8::ArrayBuffer>()->Data();
  Outcome<SerializedValue> message =
      Serialize(Run("({v: new Uint8Array(b), b})"), {&moved, 1});
  ASSERT_THAT(message, Succeeds());
  EXPECT_EQ(message.value->parts().array_buffers.size(), 1u);
  Outcome<DeserializedValue> received = Receive(std::move(*message.value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_EQ(DataOf(received.value->value), memory);
}

TEST_F(LargeBufferMessageTest, HasNoByteForm) {
  for (const char* script :
       {"({v: new Uint8Array(LARGE)})", "({b: new ArrayBuffer(LARGE)})",
        "({v: new Uint8Array(1)})"}) {
    absl::Status status =
        Serialize(Run(Expand(script))).value->ToBytes().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(), HasSubstr("StructuredSerializeForStorage"));
  }
}

TEST_F(LargeBufferMessageTest, IsStoredInV8sOwnForm) {
  Outcome<SerializedValue> stored = SerializeForStorage(Large());
  ASSERT_THAT(stored, Succeeds());
  EXPECT_GT(stored.value->ToBytes()->size(), kLargeBuffer);
}

TEST_F(LargeBufferMessageTest, IsNotLookedForWhereThereWasNoneForLong) {
  v8::Local<v8::Value> small = Run("({v: new Uint8Array(1)})");
  for (int i = 0; i < 16; ++i) ASSERT_THAT(Serialize(small), Succeeds());
  EXPECT_FALSE(Serialize(small).value->parts().has_view_records);
  // V8 copies a large one itself; then it is looked for again.
  v8::Local<v8::Value> large = Run(Expand("({v: new Uint8Array(3 * LARGE)})"));
  EXPECT_TRUE(Serialize(large).value->parts().array_buffers.empty());
  EXPECT_EQ(Serialize(large).value->parts().array_buffers.size(), 1u);
}

}  // namespace
}  // namespace ferry::testing_support
