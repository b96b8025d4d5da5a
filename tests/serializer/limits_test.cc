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

// Each limit at its ends: the lowest refuse or take, the highest take.
struct Field {
  const char* name;
  void (*set)(Limits& limits, uint64_t value);
  uint64_t highest;
};
void PrintTo(const Field& field, std::ostream* stream) {
  *stream << field.name;
}

#define FIELD(field)                                             \
  {#field,                                                       \
   [](Limits& limits, uint64_t value) {                          \
     limits.field = static_cast<decltype(Limits::field)>(value); \
   },                                                            \
   std::numeric_limits<decltype(Limits::field)>::max()}
const Field kFields[] = {
    FIELD(bytes),          FIELD(depth),           FIELD(nodes),
    FIELD(objects),        FIELD(key_comparisons), FIELD(bigint_bytes),
    FIELD(pattern_bytes),  FIELD(pattern_work),    FIELD(host_objects),
    FIELD(buffer_bytes),   FIELD(resizable_bytes), FIELD(resizable_buffers),
    FIELD(sparse_elements)};
#undef FIELD

// Something for each limit to refuse, and a message that grows.
constexpr char kSomeOfEach[] = R"js(({
    array: [1, 2, , 4], sparse: Object.assign([], {length: 50}), big: 5n,
    view: new Uint8Array(10), text: 'y'.repeat(30000), pattern: /\p{L}/u,
    resizable: new ArrayBuffer(5, {maxByteLength: 50}),
    host: new DOMException('a'),
    set: new Set(Array.from({length: 600}, (_, i) => i + 0.5))}))js";

class LimitEndsTest : public V8Test, public testing::WithParamInterface<Field> {
 protected:
  static Limits With(uint64_t value) {
    Limits limits;
    GetParam().set(limits, value);
    return limits;
  }
};

TEST_P(LimitEndsTest, HighestTakeAll) {
  v8::Local<v8::Value> value = Run(kSomeOfEach);
  std::vector<uint8_t> bytes = *SerializeForStorage(value).value->ToBytes();
  for (uint64_t high : {GetParam().highest, GetParam().highest - 1}) {
    EXPECT_THAT(Serialize(value, {}, {.limits = With(high)}), Succeeds());
    EXPECT_EQ(SerializedValue::FromBytes(cluster(), bytes, With(high)).status(),
              absl::OkStatus());
  }
}

TEST_P(LimitEndsTest, LowestRefuseAlikeAndByName) {
  v8::Local<v8::Value> value = Run(kSomeOfEach);
  std::vector<uint8_t> bytes = *SerializeForStorage(value).value->ToBytes();
  const std::string name = std::string("Limits::") + GetParam().name;
  for (uint64_t low : {0, 1}) {
    absl::Status status =
        SerializedValue::FromBytes(cluster(), bytes, With(low)).status();
    if (status.ok()) {
      EXPECT_THAT(Serialize(value, {}, {.limits = With(low)}), Succeeds());
      continue;
    }
    EXPECT_THAT(status.message(), HasSubstr(name));
    EXPECT_THAT(Serialize(value, {}, {.limits = With(low)}),
                ThrowsDataCloneError(HasSubstr(name)));
  }
}

TEST_P(LimitEndsTest, ZeroTakesWhatHasNone) {
  v8::Local<v8::Value> number = Run("1");
  absl::Status status =
      SerializedValue::FromBytes(
          cluster(), *SerializeForStorage(number).value->ToBytes(), With(0))
          .status();
  bool counts = GetParam().name == std::string("bytes") ||
                GetParam().name == std::string("nodes");
  EXPECT_EQ(status.ok(), !counts) << status;
}

INSTANTIATE_TEST_SUITE_P(All, LimitEndsTest, testing::ValuesIn(kFields),
                         [](const testing::TestParamInfo<Field>& info) {
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
