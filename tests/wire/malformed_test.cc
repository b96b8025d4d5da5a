// Bytes that are no value, or that only look like one.

#include <algorithm>
#include <cstdint>
#include <utility>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;

TEST(MalformedTest, ErrorsNameTheByte) {
  EXPECT_THAT(Check(Body("6f 220161 07")).message(), HasSubstr("At byte 6"));
  EXPECT_THAT(Check(Body("6f 220161")).message(), HasSubstr("At byte 6"));
}

TEST(MalformedTest, EveryTagAloneIsReadOrRefused) {
  for (int tag = 0; tag < 256; ++tag) {
    for (uint8_t version : {0, 1, 9, 12, 13, 15, 16}) {
      Bytes bytes = WithHeader(version, {static_cast<uint8_t>(tag)});
      absl::Status status = Validate(MessageView{.bytes = bytes}, {});
      EXPECT_TRUE(status.ok() || status.code() == StatusCode::kDataLoss);
    }
  }
}

TEST(MalformedTest, EveryByteOfGoldenSetToEveryValue) {
  for (const Golden& golden : ReadGolden()) {
    Bytes bytes = golden.bytes();
    for (size_t at = 0; at < std::min<size_t>(bytes.size(), 80); ++at) {
      uint8_t original = bytes[at];
      for (int value = 0; value < 256; ++value) {
        bytes[at] = static_cast<uint8_t>(value);
        (void)Validate(MessageView{.bytes = bytes}, {});
      }
      bytes[at] = original;
    }
  }
}

TEST(MalformedTest, OverlongVarints) {
  // A varint ends after five bytes, whatever the last one says.
  EXPECT_TRUE(Check(Body("41 02 49 ffffffffff 30 24 00 02")).ok());
  EXPECT_FALSE(Check(Body("49 ffffffffff")).ok());
  EXPECT_TRUE(Check(Body("49 8200")).ok());
  EXPECT_FALSE(CheckStrictly(Body("49 8200")).ok());
}

TEST(MalformedTest, LengthsThatReleasesReadDifferently) {
  // 2^32 + 1 is 1 for V8 up to 14.8.
  Bytes bytes = Body("42 8180808010 00");
  EXPECT_THAT(Check(bytes).message(), HasSubstr("differently"));
  EXPECT_TRUE(
      Validate({.bytes = bytes}, {.as_read_by = V8Release{14, 6}}).ok());
  EXPECT_FALSE(
      Validate({.bytes = bytes}, {.as_read_by = V8Release{15, 0}}).ok());
  EXPECT_FALSE(Check(WithHeader(16, FromHex("42 8180808010 00"))).ok());
}

TEST(MalformedTest, OffsetPlusLengthOverflows) {
  EXPECT_FALSE(Check(Body("42 02 0000 56 42 ffffffff0f 02 00")).ok());
  EXPECT_FALSE(Check(Body("42 02 0000 56 42 01 ffffffff0f 00")).ok());
  EXPECT_FALSE(Check(WithHeader(16, FromHex("42 02 0000 56 42 01"
                                            "ffffffffffffffffff01 00")))
                   .ok());
}

TEST(MalformedTest, LengthsBeyondTheBytes) {
  for (const char* hex :
       {"22 ffffffff0f", "63 feffffff0f", "53 ffffffff0f", "42 ffffffff0f",
        "41 ffffffff0f", "5a feffffff0f", "7e ffffffff0f ffffffff0f"}) {
    EXPECT_EQ(Check(Body(hex)).code(), StatusCode::kDataLoss) << hex;
  }
}

TEST(MalformedTest, BigIntsThatAreNotCanonical) {
  EXPECT_FALSE(Check(Body("5a 01")).ok());
  EXPECT_EQ(*WireTree({.bytes = Body("5a 11 0000000000000000")}),
            R"({"k":"bigint","v":"0"})");
  EXPECT_EQ(*WireTree({.bytes = Body("5a 06 010000")}),
            R"({"k":"bigint","v":"1"})");
}

TEST(MalformedTest, RegularExpressions) {
  EXPECT_FALSE(Check(Body("52 220161 40")).ok());
  EXPECT_FALSE(Check(Body("52 220161 8004")).ok());
  EXPECT_FALSE(Check(Body("52 220161 9002")).ok());
  Bytes bytes = {0xff, 15, 'R', '"'};
  AppendVarint(bytes, 1000000);
  bytes.resize(bytes.size() + 1000000, 'a');
  bytes.push_back(0);
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
}

TEST(MalformedTest, OddUtf16AndInvalidUtf8) {
  EXPECT_FALSE(Check(Body("63 03 610061")).ok());
  EXPECT_EQ(*WireTree({.bytes = Body("53 04 61f09f62")}),
            "{\"k\":\"string\",\"v\":\"a\xef\xbf\xbd"
            "b\"}");
  EXPECT_EQ(*WireTree({.bytes = Body("63 02 00d8")}),
            R"({"k":"string","v":"\ud800"})");
}

TEST(MalformedTest, ReferencesToWhatIsNotThere) {
  for (const char* hex :
       {"5e 00", "41 01 5e 01 24 00 01", "41 01 5e ffffffff0f 24 00 01"}) {
    EXPECT_FALSE(Check(Body(hex)).ok()) << hex;
  }
  // A host view inside itself.
  MessageView message;
  Bytes bytes = Body("5c 01 5e 00 00");
  message.bytes = bytes;
  EXPECT_FALSE(Validate(message, {}).ok());
}

TEST(MalformedTest, StrictRefusesWhatFollows) {
  EXPECT_TRUE(Check(Body("30 30")).ok());
  EXPECT_FALSE(CheckStrictly(Body("30 30")).ok());
  EXPECT_FALSE(CheckStrictly(Body("00 30")).ok());
  EXPECT_TRUE(CheckStrictly(Body("00 63 02 6100")).ok());
}

TEST(MalformedTest, DataValuesAreCounted) {
  Bytes bytes = Body("30 5401");
  bytes.pop_back();
  MessageView message{.bytes = bytes};
  for (auto [values, ok] : {std::pair(0u, true), {1u, true}, {2u, false}}) {
    message.data_values = values;
    EXPECT_EQ(Validate(message, {}).ok(), ok);
  }
}

}  // namespace
}  // namespace ferry::wire::testing
