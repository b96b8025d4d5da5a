// Regular expressions that take V8 long to make.

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/token.h"
#include "ferry/wire/validate.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using ::testing::HasSubstr;

constexpr uint32_t kIu = kRegExpIgnoreCase | kRegExpUnicode;
constexpr uint32_t kIv = kRegExpIgnoreCase | kRegExpUnicodeSets;

struct Row {
  const char* name;
  const char* begin;
  const char* repeated;
  uint32_t times;
  const char* end;
  uint32_t flags;
  uint32_t expressions = 1;
};
void PrintTo(const Row& row, std::ostream* stream) { *stream << row.name; }
std::string RowName(const ::testing::TestParamInfo<Row>& info) {
  return info.param.name;
}

Bytes Make(const Row& row) {
  std::string source = row.begin;
  for (uint32_t i = 0; i < row.times; ++i) source += row.repeated;
  source += row.end;
  Writer writer({.readable_by = {12, 0}});
  writer.BeginArray(row.expressions);
  for (uint32_t i = 0; i < row.expressions; ++i) {
    writer.RegExp(Text::Latin1(source), row.flags);
  }
  writer.EndArray();
  return *std::move(writer).Finish();
}

constexpr Row kHonest[] = {
    {"ManyOfLetters", "^[", "a-z", 20, "]+$", kRegExpIgnoreCase, 5000},
    {"Words", "", "word|", 5000, "", kIu},
    {"AFewProperties", "", "\\p{L}\\p{N}*", 20, "", kIu, 20},
    {"PropertiesInLongPatterns", "\\p{L}", "abcdefgh", 20, "", kIu, 5000},
    {"AnEmoji", "", "\\p{RGI_Emoji}", 1, "", kIv, 5},
    {"AClass", "[", "abcdefghij", 30, "]", kIv, 20},
    // Not properties.
    {"EscapedBackslashes", "", "\\\\p", 10000, "", kIu},
    {"WithoutTheFlag", "", "\\p", 10000, "", 0},
    // A class of these flags costs nothing.
    {"AClassThatIsNotFolded", "[", "abcdefghij", 3000, "]", kRegExpUnicodeSets},
};

class HonestPatternTest : public ::testing::TestWithParam<Row> {};
TEST_P(HonestPatternTest, IsAccepted) {
  EXPECT_EQ(Check(Make(GetParam())), absl::OkStatus());
}
INSTANTIATE_TEST_SUITE_P(All, HonestPatternTest, ::testing::ValuesIn(kHonest),
                         RowName);

constexpr Row kHostile[] = {
    {"Properties", "", "\\p{L}", 2000, "", kIu},
    {"NegatedProperties", "", "\\P{L}", 2000, "", kRegExpUnicode},
    {"PropertiesInAClass", "[", "\\p{L}", 2000, "]", kIu},
    {"PropertiesOfManyPatterns", "", "\\p{L}", 1, "", kIu, 5000},
    {"Emoji", "", "\\p{RGI_Emoji}", 20, "", kRegExpUnicodeSets},
    {"AClassOfManyCharacters", "[", "abcdefghij", 300, "]", kIv},
    {"AClassWithoutEnd", "[", "abcdefghij", 300, "", kIv},
    {"NestedClasses", "[", "[abcdefghij]", 300, "]", kIv},
};

class HostilePatternTest : public ::testing::TestWithParam<Row> {};
TEST_P(HostilePatternTest, IsRefused) {
  Bytes bytes = Make(GetParam());
  absl::Status status = Check(bytes);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("exceeds Limits::pattern_work"));
  EXPECT_EQ(Validate(bytes, {.pattern_work = UINT32_MAX}), absl::OkStatus());
}
// Only V8 makes something of it.
TEST_P(HostilePatternTest, IsReadWithoutV8) {
  Bytes bytes = Make(GetParam());
  Reader reader(bytes);
  while (reader.Next()) {
  }
  EXPECT_EQ(reader.status(), absl::OkStatus());
}
INSTANTIATE_TEST_SUITE_P(All, HostilePatternTest, ::testing::ValuesIn(kHostile),
                         RowName);

}  // namespace
}  // namespace ferry::wire::testing
