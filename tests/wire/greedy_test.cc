// Few bytes that ask for much time or memory.

#include <cstdint>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/validate.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;

TEST(GreedyTest, DeepNesting) {
  for (const char* level :
       {"6f 220161", "41 01", "3b 30", "27", "7263", "61 01 4900"}) {
    Bytes bytes = {0xff, 15};
    Append(bytes, level, 100000);
    const ReaderOptions limited{.limits = {.depth = 1000}};
    EXPECT_EQ(Validate({.bytes = bytes}, limited).code(),
              StatusCode::kResourceExhausted)
        << level;
    ExpectCheap(bytes, limited);
    ExpectCheap(bytes);
  }
}

TEST(GreedyTest, LongChainsOfCounts) {
  Bytes bytes = {0xff, 15};
  Append(bytes, "3f00", 500000);
  bytes.push_back('0');
  EXPECT_TRUE(Check(bytes).ok());
  ExpectCheap(bytes);
}

TEST(GreedyTest, LongPadding) {
  Bytes bytes = {0xff, 15, 'A', 2, 'B', 0};
  bytes.insert(bytes.end(), 50000000, 0);
  Append(bytes, "30 24 00 02");
  EXPECT_TRUE(Check(bytes).ok());
  EXPECT_FALSE(CheckStrictly(bytes).ok());
  ExpectCheap(bytes);
}

TEST(GreedyTest, HugeBigInt) {
  Bytes bytes = {0xff, 15, 'Z'};
  AppendVarint(bytes, uint64_t{2} << 21);
  bytes.resize(bytes.size() + (2 << 21), 0xff);
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
}

TEST(GreedyTest, ManyResizableBuffers) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 20000);
  Append(bytes, "7e 00 ffffffff0f", 20000);
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
  ExpectCheap(bytes);
}

TEST(GreedyTest, SparseArraysThatAskForMemory) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 100);
  Append(bytes, "61 80808008 40 00 80808008", 100);
  Append(bytes, "24 00 64");
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
  // A dictionary takes none.
  EXPECT_TRUE(Check(Body("61 ffffffff0f 40 00 ffffffff0f")).ok());
}

TEST(GreedyTest, ManyBuffersTakeLittleMemory) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 500000);
  Append(bytes, "4200", 500000);
  Append(bytes, "24 00");
  AppendVarint(bytes, 500000);
  EXPECT_TRUE(Validate({.bytes = bytes}, Unlimited()).ok());
  ExpectCheap(bytes);
}

TEST(GreedyTest, ManyHolesTakeLittleMemory) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 1000000);
  Append(bytes, "2d 30", 500000);
  Append(bytes, "24 00");
  AppendVarint(bytes, 1000000);
  EXPECT_TRUE(Validate({.bytes = bytes}, Unlimited()).ok());
  ExpectCheap(bytes);
}

TEST(GreedyTest, ManyKeys) {
  Bytes bytes = {0xff, 15, 'o'};
  for (int i = 0; i < 200000; ++i) {
    bytes.push_back('I');
    AppendVarint(bytes, i);
    bytes.push_back('_');
  }
  bytes.push_back('{');
  AppendVarint(bytes, 200000);
  EXPECT_TRUE(Check(bytes).ok());
  ExpectCheap(bytes);
}

// Multiples of a large power of two, strings that differ in high bytes only.
TEST(GreedyTest, KeysThatCollideInWeakHashes) {
  Bytes bytes = {0xff, 15, 'o'};
  for (uint32_t i = 0; i < 60000; ++i) {
    bytes.push_back('U');
    AppendVarint(bytes, i << 16);
    bytes.push_back('_');
    bytes.push_back('c');
    bytes.push_back(8);
    for (int unit = 0; unit < 4; ++unit) {
      bytes.push_back('a');
      bytes.push_back(static_cast<uint8_t>(unit < 2 ? i >> 8 * unit : 1));
    }
    bytes.push_back('_');
  }
  bytes.push_back('{');
  AppendVarint(bytes, 120000);
  EXPECT_TRUE(Check(bytes).ok());
  ExpectCheap(bytes);
}

// A small object after a huge one must not pay for its table.
TEST(GreedyTest, ManyObjectsAfterAHugeOne) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 20001);
  bytes.push_back('o');
  for (int i = 0; i < 200000; ++i) {
    bytes.push_back('I');
    AppendVarint(bytes, i);
    bytes.push_back('_');
  }
  bytes.push_back('{');
  AppendVarint(bytes, 200000);
  for (int i = 0; i < 20000; ++i) {
    bytes.push_back('o');
    for (int key = 0; key < 9; ++key) {
      bytes.insert(bytes.end(), {'I', static_cast<uint8_t>(key), '_'});
    }
    bytes.insert(bytes.end(), {'{', 9});
  }
  Append(bytes, "24 00");
  AppendVarint(bytes, 20001);
  EXPECT_TRUE(Check(bytes).ok());
  ExpectCheap(bytes);
}

}  // namespace
}  // namespace ferry::wire::testing
