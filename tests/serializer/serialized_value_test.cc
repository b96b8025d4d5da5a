#include "ferry/serializer/serialized_value.h"

#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using Bytes = std::vector<uint8_t>;

class SerializedValueTest : public V8Test {};

TEST_F(SerializedValueTest, IsConsumedAtFirst) {
  SerializedValue empty;
  EXPECT_TRUE(empty.consumed());
  EXPECT_TRUE(empty.bytes().empty());
  EXPECT_FALSE(empty.has_transfers());
  EXPECT_THAT(
      Deserialize(empty),
      ThrowsDataCloneError("The serialized value was received already."));
  EXPECT_EQ(empty.ToBytes().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SerializedValueTest, HasV8sBytes) {
  Outcome<SerializedValue> value = Serialize(Run("'ab'"));
  ASSERT_THAT(value, Succeeds());
  EXPECT_THAT(*value.value->ToBytes(),
              ElementsAreArray({0xff, 0x0f, 0x22, 0x02, 0x61, 0x62}));
  EXPECT_THAT(value.value->bytes(), ElementsAreArray(*value.value->ToBytes()));
}

TEST_F(SerializedValueTest, IsConsumedByAMove) {
  Outcome<SerializedValue> value = Serialize(Run("({a: 1})"));
  ASSERT_THAT(value, Succeeds());
  SerializedValue moved = std::move(*value.value);
  EXPECT_TRUE(value.value->consumed());
  EXPECT_FALSE(moved.consumed());
  SerializedValue assigned;
  assigned = std::move(moved);
  EXPECT_TRUE(moved.consumed());
  EXPECT_THAT(Deserialize(assigned), Returns(EvaluatesTo("({a: 1})")));
}

TEST_F(SerializedValueTest, MovesBytesOfAnySize) {
  // Small ones lie in blocks that earlier messages have left.
  for (int length : {0, 1, 59, 60, 61, 100}) {
    std::string text(length, 'x');
    Outcome<SerializedValue> value = Serialize(Run("'" + text + "'"));
    ASSERT_THAT(value, Succeeds());
    Bytes bytes = *value.value->ToBytes();
    SerializedValue moved = std::move(*value.value);
    EXPECT_TRUE(value.value->consumed());
    SerializedValue assigned;
    assigned = std::move(moved);
    EXPECT_TRUE(moved.consumed());
    EXPECT_THAT(assigned.bytes(), ElementsAreArray(bytes));
    EXPECT_THAT(Deserialize(assigned), Returns(EvaluatesTo("'" + text + "'")));
  }
}

TEST_F(SerializedValueTest, KeepsItsBytesAfterLaterMessages) {
  // The agent reuses one block of memory from message to message.
  Outcome<SerializedValue> first = Serialize(Run("'first'.repeat(20000)"));
  Outcome<SerializedValue> second = Serialize(Run("'2'.repeat(300000)"));
  Outcome<SerializedValue> third = Serialize(Run("3"));
  EXPECT_THAT(Deserialize(*first.value),
              Returns(EvaluatesTo("'first'.repeat(20000)")));
  EXPECT_THAT(Deserialize(*second.value),
              Returns(EvaluatesTo("'2'.repeat(300000)")));
  EXPECT_THAT(Deserialize(*third.value), Returns(EvaluatesTo("3")));
}

TEST_F(SerializedValueTest, SerializesInsideAGetter) {
  EXPECT_THAT(
      Clone("({get a() { return structuredClone({b: 'x'.repeat(5000)}); },"
            "  c: 'y'.repeat(5000)})"),
      Returns(
          EvaluatesTo("({a: {b: 'x'.repeat(5000)}, c: 'y'.repeat(5000)})")));
}

TEST_F(SerializedValueTest, ReadsItsOwnBytes) {
  Outcome<SerializedValue> value =
      SerializeForStorage(Run("({m: new Map([[1, [2n]]])})"));
  ASSERT_THAT(value, Succeeds());
  Bytes bytes = *value.value->ToBytes();
  absl::StatusOr<SerializedValue> read =
      SerializedValue::FromBytes(cluster(), bytes);
  ASSERT_TRUE(read.ok());
  bytes.assign(bytes.size(), 0);  // They were copied.
  EXPECT_THAT(Deserialize(*read),
              Returns(EvaluatesTo("({m: new Map([[1, [2n]]])})")));
  EXPECT_THAT(Deserialize(*read), Succeeds()) << "any number of times";
}

TEST_F(SerializedValueTest, ReadsOlderVersions) {
  // [1, 2] as written by wire versions 13 and 14.
  for (uint8_t version : {13, 14, 15}) {
    Bytes bytes = {0xff, version, 'A', 2, 'I', 2, 'I', 4, '$', 0, 2};
    absl::StatusOr<SerializedValue> read =
        SerializedValue::FromBytes(cluster(), bytes);
    ASSERT_TRUE(read.ok());
    EXPECT_THAT(Deserialize(*read), Returns(EvaluatesTo("[1, 2]")));
  }
}

TEST_F(SerializedValueTest, RefusesUnknownVersions) {
  for (uint8_t version : {0, 1, 12, 17, 99, 127}) {
    Bytes bytes = {0xff, version, 'I', 2};
    absl::Status status = SerializedValue::FromBytes(cluster(), bytes).status();
    EXPECT_EQ(status.code(), version < 13 ? absl::StatusCode::kDataLoss
                                          : absl::StatusCode::kUnimplemented);
    EXPECT_THAT(status.message(), HasSubstr("At byte 0: "));
  }
}

TEST_F(SerializedValueTest, RefusesWhatDoesNotBeginAsBytesDo) {
  for (const Bytes& bytes :
       {Bytes{}, Bytes{0xff}, Bytes{0xff, 0x0f}, Bytes{0x0f, 0xff, 0x49, 0x02},
        Bytes{'{', '}', '\n'}, Bytes{0, 0, 0, 0}}) {
    absl::Status status = SerializedValue::FromBytes(cluster(), bytes).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(status.message(), HasSubstr("At byte "));
  }
}

TEST_F(SerializedValueTest, HasNoByteFormWithTransfers) {
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(1)");
  Outcome<SerializedValue> value = Serialize(buffer, {&buffer, 1});
  ASSERT_THAT(value, Succeeds());
  EXPECT_EQ(value.value->ToBytes().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(SerializedValueTest, HasNoByteFormWithSharedMemory) {
  Outcome<SerializedValue> value = Serialize(Run("new SharedArrayBuffer(1)"));
  ASSERT_THAT(value, Succeeds());
  EXPECT_EQ(value.value->ToBytes().status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace ferry::testing_support
