// How much one message may ask for.

#include "ferry/wire/limits.h"

#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;
using wire::Limits;

struct LimitRow {
  const char* name;  // The limit's.
  const char* script;
  Limits enough;
  Limits too_little;
};

void PrintTo(const LimitRow& row, std::ostream* stream) { *stream << row.name; }

const LimitRow kRows[] = {
    {"bytes", "'12345'", {.bytes = 9}, {.bytes = 8}},
    {"depth", "[{a: new Map([[1, new Set()]])}]", {.depth = 4}, {.depth = 3}},
    {"nodes", "[1, 2, {a: 3}]", {.nodes = 6}, {.nodes = 5}},
    {"objects", "[[], {}, new Date(0)]", {.objects = 4}, {.objects = 3}},
    {"bigint_bytes", "2n ** 64n", {.bigint_bytes = 16}, {.bigint_bytes = 15}},
    {"pattern_bytes", "/abc/", {.pattern_bytes = 3}, {.pattern_bytes = 2}},
    {"pattern_work",
     "[/\\p{L}/u, /\\p{N}/u]",
     {.pattern_work = 128},
     {.pattern_work = 64}},
    {"key_comparisons",
     "new Set(Array.from({length: 600}, (_, i) => BigInt(i) << 64n))",
     {.key_comparisons = 100},
     {.key_comparisons = 10}},
    {"buffer_bytes",
     "[new ArrayBuffer(3), new Uint8Array(5)]",
     {.buffer_bytes = 8},
     {.buffer_bytes = 7}},
    {"resizable_bytes",
     "[new ArrayBuffer(1, {maxByteLength: 9})]",
     {.resizable_bytes = 9},
     {.resizable_bytes = 8}},
    {"resizable_buffers",
     "[new ArrayBuffer(1, {maxByteLength: 9})]",
     {.resizable_buffers = 1},
     {.resizable_buffers = 0}},
    {"sparse_elements",
     "[, 1, , 2]",
     {.sparse_elements = 4},
     {.sparse_elements = 3}},
    {"host_objects",
     "[new DOMException('a'), new DOMException('b')]",
     {.host_objects = 2},
     {.host_objects = 1}},
};

class LimitsTest : public V8Test,
                   public testing::WithParamInterface<LimitRow> {};

TEST_P(LimitsTest, BoundsWhatBytesAskFor) {
  const LimitRow& row = GetParam();
  std::vector<uint8_t> bytes =
      *SerializeForStorage(Run(row.script)).value->ToBytes();
  EXPECT_TRUE(SerializedValue::FromBytes(cluster(), bytes, row.enough).ok());
  absl::Status status =
      SerializedValue::FromBytes(cluster(), bytes, row.too_little).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(),
              HasSubstr(std::string("exceeds Limits::") + row.name));
  EXPECT_THAT(status.message(), HasSubstr("At byte "));
}

TEST_P(LimitsTest, BoundsWhatIsSerialized) {
  const LimitRow& row = GetParam();
  v8::Local<v8::Value> value = Run(row.script);
  EXPECT_THAT(Serialize(value, {}, {.limits = row.enough}), Succeeds());
  EXPECT_THAT(
      Serialize(value, {}, {.limits = row.too_little}),
      ThrowsDataCloneError(HasSubstr(std::string("Limits::") + row.name)));
}

TEST_P(LimitsTest, GivesNothingUp) {
  const LimitRow& row = GetParam();
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(0)");
  EXPECT_THAT(
      Serialize(Run(row.script), {&buffer, 1}, {.limits = row.too_little}),
      ThrowsDataCloneError(HasSubstr(row.name)));
  EXPECT_THAT(buffer, testing::Not(IsDetached()));
}

INSTANTIATE_TEST_SUITE_P(All, LimitsTest, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<LimitRow>& info) {
                           std::string name = info.param.name;
                           std::erase(name, '_');
                           return name;
                         });

class SerializeLimitsTest : public V8Test {};

TEST_F(SerializeLimitsTest, CountsTransferredAndSharedMemory) {
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(5)");
  v8::Local<v8::Value> shared = Run("new SharedArrayBuffer(3)");
  EXPECT_THAT(Serialize(shared, {&buffer, 1}, {.limits = {.buffer_bytes = 8}}),
              Succeeds());
  buffer = RunObject("new ArrayBuffer(5)");
  EXPECT_THAT(Serialize(shared, {&buffer, 1}, {.limits = {.buffer_bytes = 7}}),
              ThrowsDataCloneError(HasSubstr("Limits::buffer_bytes")));
  EXPECT_THAT(buffer, testing::Not(IsDetached()));
}

// It must not take the memory first.
TEST_F(SerializeLimitsTest, StopsWhileTheMessageGrows) {
  EXPECT_THAT(Serialize(Run("const a = []; a.length = 50; a.fill("
                            "'x'.repeat(1e6)).map(s => [s + s])"),
                        {}, {.limits = {.bytes = 100000}}),
              ThrowsDataCloneError("The value takes more than 100000 bytes "
                                   "(Limits::bytes)."));
}

// As deep as V8's stack carries, in a message and in a file.
TEST_F(SerializeLimitsTest, LeavesTheDepthToV8) {
  v8::Local<v8::Value> deep =
      Run("let a = []; for (let i = 0; i < 1200; ++i) a = [a]; a");
  EXPECT_THAT(Clone(deep), Succeeds());
  Outcome<SerializedValue> stored = SerializeForStorage(deep);
  ASSERT_THAT(stored, Succeeds());
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(cluster(), *stored.value->ToBytes());
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_THAT(Deserialize(*value), Succeeds());
}

// What FromBytes would refuse is not stored either.
TEST_F(SerializeLimitsTest, BoundsWhatIsStoredByDefault) {
  EXPECT_THAT(SerializeForStorage(Run(
                  "new Set(Array.from({length: 9000}, (_, i) => BigInt(i) << "
                  "64n))")),
              ThrowsDataCloneError(HasSubstr("Limits::key_comparisons")));
}

}  // namespace
}  // namespace ferry::testing_support
