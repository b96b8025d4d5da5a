// What only some versions of the format have.

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/validate.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;

TEST(VersionsTest, ErrorsInBothOrders) {
  const char* kOld = "72 6d220161 63 5e00 73220153 2e";
  const char* kNew = "72 6d220161 73220153 63 5e00 2e";
  EXPECT_EQ(*WireTree({.bytes = Body(kOld)}), *WireTree({.bytes = Body(kNew)}));
  EXPECT_FALSE(Check(Body("72 6d220161 6d220161 2e")).ok());
  EXPECT_FALSE(Check(Body("72 6d220161 54 2e")).ok());
}

TEST(VersionsTest, Version13WithTheFlagsOf14) {
  Bytes without = WithHeader(13, FromHex("41 02 42 02 0000 56 42 00 02"
                                         "5e 01 24 00 02"));
  Bytes with = WithHeader(13, FromHex("41 02 42 02 0000 56 42 00 02 00"
                                      "5e 01 24 00 02"));
  EXPECT_EQ(*WireTree({.bytes = without}), *WireTree({.bytes = with}));
  // Neither way; it ends.
  EXPECT_FALSE(Check(WithHeader(13, FromHex("42 02 0000 56 42 00 03"))).ok());
}

TEST(VersionsTest, Versions) {
  EXPECT_EQ(Check(WithHeader(17, {'0'})).code(), StatusCode::kUnimplemented);
  EXPECT_FALSE(Check(WithHeader(12, {'0'})).ok());
  EXPECT_FALSE(Check({}).ok());
  // Before 13 any unknown tag was the embedder's.
  EXPECT_FALSE(Validate(MessageView{.bytes = WithHeader(9, {'#'})}, {}).ok());
}

TEST(VersionsTest, Version0) {
  auto tree = [](absl::string_view hex) {
    Bytes bytes = FromHex(hex);
    return WireTree({.bytes = bytes});
  };
  // {a: {b: 1}}
  EXPECT_EQ(*tree("5301 61 5301 62 4902 7b01 7b01"),
            R"({"k":"object","id":0,"props":[["a",)"
            R"({"k":"object","id":1,"props":[["b",)"
            R"({"k":"number","v":"1"}]]}]]})");
  // Only an array has a length of its own.
  EXPECT_TRUE(tree("5306 6c656e677468 30 7b01").ok());
  EXPECT_FALSE(tree("5306 6c656e677468 30 40 01 05").ok());
  EXPECT_EQ(*tree("4900 30 40 01 05"),
            R"({"k":"array","id":0,"length":5,"props":[["0",{"k":"null"}]]})");
  EXPECT_FALSE(tree("30 30").ok());
  EXPECT_FALSE(tree("30 7b01").ok());
  EXPECT_FALSE(tree("30 30 7b01").ok());
  EXPECT_FALSE(tree("24 00 00").ok());
  EXPECT_FALSE(tree("").ok());
  EXPECT_FALSE(tree("7b ffffffff0f").ok());
  Bytes bytes;
  Append(bytes, "4900", 1);
  Append(bytes, "30", 300000);
  ExpectCheap(bytes);
}

TEST(VersionsTest, Version0HasOneValue) {
  Bytes bytes = FromHex("4900 6f7b00 4904 6f7b00 4002 03");
  Reader reader(bytes);
  while (reader.Next()) {
  }
  EXPECT_TRUE(reader.ok());
  EXPECT_FALSE(reader.NextValue());
}

}  // namespace
}  // namespace ferry::wire::testing
