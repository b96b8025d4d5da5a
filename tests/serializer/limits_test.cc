// How much one message may ask for.

#include "ferry/wire/limits.h"

#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
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

INSTANTIATE_TEST_SUITE_P(All, LimitsTest, testing::ValuesIn(kRows),
                         [](const testing::TestParamInfo<LimitRow>& info) {
                           std::string name = info.param.name;
                           std::erase(name, '_');
                           return name;
                         });

}  // namespace
}  // namespace ferry::testing_support
