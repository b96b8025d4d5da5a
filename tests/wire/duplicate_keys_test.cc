// A property that comes twice, in all its disguises.

#include <string>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using ::testing::HasSubstr;

struct Twice {
  const char* name;
  const char* hex;
};

TEST(DuplicateKeysTest, DuplicateKeys) {
  constexpr Twice kTwice[] = {
      {"same", "6f 22016130 22016130 7b02"},
      {"number and string", "6f 490230 22013130 7b02"},
      {"double and integer", "6f 4e000000000000f03f30 490230 7b02"},
      {"fraction", "6f 4e000000000000f83f30 2203312e3530 7b02"},
      {"minus zero", "6f 4e000000000000008030 490030 7b02"},
      {"NaN", "6f 4e000000000000f87f30 22034e614e30 7b02"},
      {"Latin-1 and UTF-16", "6f 22016130 6302610030 7b02"},
      {"UTF-16 and Latin-1", "6f 6302610030 22016130 7b02"},
      {"UTF-8 and Latin-1", "6f 5302c3a930 2201e930 7b02"},
      {"UTF-8 and UTF-16", "6f 5303e282ac30 6302ac2030 7b02"},
      {"invalid UTF-8", "6f 5301ff30 6302fdff30 7b02"},
      {"length of an array", "41 00 2206 6c656e677468 30 24 01 00"},
      {"an element", "41 01 30 4900 30 24 01 01"},
      {"counted", "6f 22016130 3f0022016130 7b02"},
  };
  for (const Twice& twice : kTwice) {
    EXPECT_FALSE(Check(Body(twice.hex)).ok()) << twice.name;
  }
  // A hole is not there; other names of the kind are.
  EXPECT_TRUE(Check(Body("41 01 2d 4900 30 24 01 01")).ok());
  EXPECT_TRUE(Check(Body("6f 22013130 2202303130 7b02")).ok());
  EXPECT_TRUE(Check(Body("6f 22095f5f70726f746f5f5f30 2206 6c656e677468 30"
                         "7b02"))
                  .ok());
}

TEST(DuplicateKeysTest, DuplicateAmongManyKeys) {
  for (int count : {7, 8, 9, 10, 100, 5000}) {
    for (int repeated : {0, 1, count - 1}) {
      Bytes bytes = {0xff, 15, 'o'};
      for (int i = 0; i <= count; ++i) {
        bytes.push_back('"');
        std::string key = "key" + std::to_string(i == count ? repeated : i);
        AppendVarint(bytes, key.size());
        bytes.insert(bytes.end(), key.begin(), key.end());
        bytes.push_back('0');
      }
      bytes.push_back('{');
      AppendVarint(bytes, count + 1);
      EXPECT_THAT(Check(bytes).message(), HasSubstr("twice"));
    }
  }
}

}  // namespace
}  // namespace ferry::wire::testing
