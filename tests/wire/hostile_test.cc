// The attacks on readers that concern bytes; no V8 here. What V8 itself makes
// of the same bytes is in v8_difference_test.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <string>
#include <vector>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {
size_t allocated = 0;
size_t peak = 0;
}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Counts what is allocated; each block begins with its size.
void* operator new(size_t size) {
  auto* block = static_cast<size_t*>(std::malloc(size + 16));
  if (block == nullptr) std::abort();
  *block = size;
  allocated += size;
  peak = std::max(peak, allocated);
  return block + 2;
}
void operator delete(void* pointer) noexcept {
  if (pointer == nullptr) return;
  auto* block = static_cast<size_t*>(pointer) - 2;
  allocated -= *block;
  std::free(block);
}
void operator delete(void* pointer, size_t) noexcept {
  operator delete(pointer);
}

#endif

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;

Bytes Body(absl::string_view hex) { return WithHeader(15, FromHex(hex)); }

void Append(Bytes& bytes, absl::string_view hex, size_t times = 1) {
  Bytes part = FromHex(hex);
  for (size_t i = 0; i < times; ++i) {
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
}

void AppendVarint(Bytes& bytes, uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    bytes.push_back(static_cast<uint8_t>(value | 0x80));
  }
  bytes.push_back(static_cast<uint8_t>(value));
}

absl::Status Check(const Bytes& bytes) { return Validate(bytes); }

absl::Status CheckStrictly(const Bytes& bytes) {
  return Validate({.bytes = bytes}, {.mode = ReaderOptions::Mode::kStrict});
}

// No limit stops it.
ReaderOptions Unlimited() {
  ReaderOptions options;
  options.limits.depth = std::numeric_limits<uint32_t>::max();
  options.limits.nodes = std::numeric_limits<uint64_t>::max();
  options.limits.objects = std::numeric_limits<uint64_t>::max();
  return options;
}

// A thousand levels of depth, while their memory grows, and a status.
constexpr size_t kScratch = 500 * 1000;

// At most 10 ms per MB, and 16 bytes for each.
// Instrumented builds are slower.
void ExpectCheap(const Bytes& bytes,
                 const ReaderOptions& options = Unlimited()) {
  size_t before = allocated;
  peak = allocated;
  auto start = std::chrono::steady_clock::now();
  (void)Validate({.bytes = bytes}, options);
  std::chrono::duration<double> seconds =
      std::chrono::steady_clock::now() - start;
  EXPECT_LE(peak - before, 16 * bytes.size() + kScratch);
  double megabytes = static_cast<double>(bytes.size()) / 1e6;
  ::testing::Test::RecordProperty(
      "ms_per_MB", std::to_string(1e3 * seconds.count() / megabytes));
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
  EXPECT_LE(seconds.count(), 0.01 * megabytes + 0.02);
#endif
}

TEST(HostileTest, ErrorsNameTheByte) {
  EXPECT_THAT(Check(Body("6f 220161 07")).message(), HasSubstr("At byte 6"));
  EXPECT_THAT(Check(Body("6f 220161")).message(), HasSubstr("At byte 6"));
}

TEST(HostileTest, EveryTagAloneIsReadOrRefused) {
  for (int tag = 0; tag < 256; ++tag) {
    for (uint8_t version : {0, 1, 9, 12, 13, 15, 16}) {
      Bytes bytes = WithHeader(version, {static_cast<uint8_t>(tag)});
      absl::Status status = Validate({.bytes = bytes}, {});
      EXPECT_TRUE(status.ok() || status.code() == StatusCode::kDataLoss);
    }
  }
}

TEST(HostileTest, EveryByteOfGoldenSetToEveryValue) {
  for (const Golden& golden : ReadGolden()) {
    Bytes bytes = golden.bytes();
    for (size_t at = 0; at < std::min<size_t>(bytes.size(), 80); ++at) {
      uint8_t original = bytes[at];
      for (int value = 0; value < 256; ++value) {
        bytes[at] = static_cast<uint8_t>(value);
        (void)Validate({.bytes = bytes}, {});
      }
      bytes[at] = original;
    }
  }
}

TEST(HostileTest, OverlongVarints) {
  // A varint ends after five bytes, whatever the last one says.
  EXPECT_TRUE(Check(Body("41 02 49 ffffffffff 30 24 00 02")).ok());
  EXPECT_FALSE(Check(Body("49 ffffffffff")).ok());
  EXPECT_TRUE(Check(Body("49 8200")).ok());
  EXPECT_FALSE(CheckStrictly(Body("49 8200")).ok());
}

TEST(HostileTest, LengthsThatReleasesReadDifferently) {
  // 2^32 + 1 is 1 for V8 up to 14.8.
  Bytes bytes = Body("42 8180808010 00");
  EXPECT_THAT(Check(bytes).message(), HasSubstr("differently"));
  EXPECT_TRUE(
      Validate({.bytes = bytes}, {.as_read_by = V8Release{14, 6}}).ok());
  EXPECT_FALSE(
      Validate({.bytes = bytes}, {.as_read_by = V8Release{15, 0}}).ok());
  EXPECT_FALSE(Check(WithHeader(16, FromHex("42 8180808010 00"))).ok());
}

TEST(HostileTest, OffsetPlusLengthOverflows) {
  EXPECT_FALSE(Check(Body("42 02 0000 56 42 ffffffff0f 02 00")).ok());
  EXPECT_FALSE(Check(Body("42 02 0000 56 42 01 ffffffff0f 00")).ok());
  EXPECT_FALSE(Check(WithHeader(16, FromHex("42 02 0000 56 42 01"
                                            "ffffffffffffffffff01 00")))
                   .ok());
}

TEST(HostileTest, LengthsBeyondTheBytes) {
  for (const char* hex :
       {"22 ffffffff0f", "63 feffffff0f", "53 ffffffff0f", "42 ffffffff0f",
        "41 ffffffff0f", "5a feffffff0f", "7e ffffffff0f ffffffff0f"}) {
    EXPECT_EQ(Check(Body(hex)).code(), StatusCode::kDataLoss) << hex;
  }
}

TEST(HostileTest, DeepNesting) {
  for (const char* level :
       {"6f 220161", "41 01", "3b 30", "27", "7263", "61 01 4900"}) {
    Bytes bytes = {0xff, 15};
    Append(bytes, level, 100000);
    EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted) << level;
    ExpectCheap(bytes, {});
  }
}

TEST(HostileTest, LongChainsOfCounts) {
  Bytes bytes = {0xff, 15};
  Append(bytes, "3f00", 500000);
  bytes.push_back('0');
  EXPECT_TRUE(Check(bytes).ok());
  ExpectCheap(bytes);
}

TEST(HostileTest, LongPadding) {
  Bytes bytes = {0xff, 15, 'A', 2, 'B', 0};
  bytes.insert(bytes.end(), 50000000, 0);
  Append(bytes, "30 24 00 02");
  EXPECT_TRUE(Check(bytes).ok());
  EXPECT_FALSE(CheckStrictly(bytes).ok());
  ExpectCheap(bytes);
}

TEST(HostileTest, HugeBigInt) {
  Bytes bytes = {0xff, 15, 'Z'};
  AppendVarint(bytes, uint64_t{2} << 21);
  bytes.resize(bytes.size() + (2 << 21), 0xff);
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
}

TEST(HostileTest, BigIntsThatAreNotCanonical) {
  EXPECT_FALSE(Check(Body("5a 01")).ok());
  EXPECT_EQ(*WireTree({.bytes = Body("5a 11 0000000000000000")}),
            R"({"k":"bigint","v":"0"})");
  EXPECT_EQ(*WireTree({.bytes = Body("5a 06 010000")}),
            R"({"k":"bigint","v":"1"})");
}

TEST(HostileTest, ManyResizableBuffers) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 20000);
  Append(bytes, "7e 00 ffffffff0f", 20000);
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
  ExpectCheap(bytes);
}

TEST(HostileTest, SparseArraysThatAskForMemory) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 100);
  Append(bytes, "61 80808008 40 00 80808008", 100);
  Append(bytes, "24 00 64");
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
  // A dictionary takes none.
  EXPECT_TRUE(Check(Body("61 ffffffff0f 40 00 ffffffff0f")).ok());
}

TEST(HostileTest, ManyBuffersTakeLittleMemory) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 500000);
  Append(bytes, "4200", 500000);
  Append(bytes, "24 00");
  AppendVarint(bytes, 500000);
  EXPECT_TRUE(Validate({.bytes = bytes}, Unlimited()).ok());
  ExpectCheap(bytes);
}

TEST(HostileTest, ManyHolesTakeLittleMemory) {
  Bytes bytes = {0xff, 15, 'A'};
  AppendVarint(bytes, 1000000);
  Append(bytes, "2d 30", 500000);
  Append(bytes, "24 00");
  AppendVarint(bytes, 1000000);
  EXPECT_TRUE(Validate({.bytes = bytes}, Unlimited()).ok());
  ExpectCheap(bytes);
}

TEST(HostileTest, ManyKeys) {
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
TEST(HostileTest, KeysThatCollideInWeakHashes) {
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
TEST(HostileTest, ManyObjectsAfterAHugeOne) {
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

struct Twice {
  const char* name;
  const char* hex;
};

TEST(HostileTest, DuplicateKeys) {
  constexpr Twice kTwice[] = {
      {"same", "6f 22016130 22016130 7b02"},
      {"number and string", "6f 490230 22013130 7b02"},
      {"double and integer", "6f 4e000000000000f03f30 490230 7b02"},
      {"fraction", "6f 4e000000000000f83f30 2203312e3530 7b02"},
      {"minus zero", "6f 4e000000000000008030 490030 7b02"},
      {"NaN", "6f 4e000000000000f87f30 22034e614e30 7b02"},
      {"Latin-1 and UTF-16", "6f 22016130 6302610030 7b02"},
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

TEST(HostileTest, DuplicateAmongManyKeys) {
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

TEST(HostileTest, ReferencesToWhatIsNotThere) {
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

TEST(HostileTest, Views) {
  constexpr const char* kRefused[] = {
      "42 04 00000000 56 ff7f 00 04 00",   // No such type.
      "42 04 00000000 56 57 01 02 00",     // Misaligned.
      "42 04 00000000 56 57 00 03 00",     // Half an element.
      "42 04 00000000 56 42 00 04 01",     // Length-tracking, fixed buffer.
      "42 04 00000000 56 42 00 04 02",     // Resizable, fixed buffer.
      "7e 04 08 00000000 56 42 00 04 00",  // Fixed, resizable buffer.
      "7e 04 08 00000000 56 42 00 04 01",
      "56 42 00 00 00",                      // No buffer.
      "42 00 56 42 00 00 00 56 42 00 00 00"  // A view of a view: in an array.
  };
  for (size_t i = 0; i + 1 < std::size(kRefused); ++i) {
    EXPECT_FALSE(Check(Body(kRefused[i])).ok()) << kRefused[i];
  }
  // Unknown bits of the flags.
  EXPECT_TRUE(Check(Body("7e 04 08 00000000 56 42 00 04 13")).ok());
  EXPECT_FALSE(CheckStrictly(Body("7e 04 08 00000000 56 42 00 04 13")).ok());
}

TEST(HostileTest, TransferredAndSharedBuffers) {
  ExternalBuffer fixed{.byte_length = 8};
  ExternalBuffer wasm{.byte_length = 8, .is_wasm_memory = true};
  auto check = [&](absl::string_view hex) {
    Bytes bytes = Body(hex);
    MessageView message{.bytes = bytes};
    message.transferred = absl::MakeConstSpan(&fixed, 1);
    message.shared = absl::MakeConstSpan(&wasm, 1);
    return Validate(message, {.mode = ReaderOptions::Mode::kStrict});
  };
  EXPECT_TRUE(check("74 00").ok());
  EXPECT_TRUE(check("74 00 56 46 00 08 00").ok());
  EXPECT_FALSE(check("74 00 56 46 00 10 00").ok());
  EXPECT_FALSE(check("74 01").ok());
  EXPECT_FALSE(check("75 01 66").ok());
  EXPECT_FALSE(check("77 00").ok());
  EXPECT_FALSE(check("70 00").ok());
  EXPECT_FALSE(check("5c 00 00").ok());
  // Only the table says that a tag follows.
  EXPECT_TRUE(check("75 00 66").ok());
  EXPECT_TRUE(check("75 00 66 56 46 00 08 00").ok());
  EXPECT_FALSE(check("75 00").ok());
  EXPECT_FALSE(check("75 00 78").ok());
  EXPECT_TRUE(check("75 00 77 6d 01 00 5e 00").ok());
  EXPECT_TRUE(check("6d 14 00 75 00 66").ok());
  EXPECT_FALSE(check("6d 14 02 75 00 66").ok());
  EXPECT_FALSE(check("6d 14 00 74 00").ok());
  wasm.is_wasm_memory = false;
  EXPECT_TRUE(check("75 00").ok());
  EXPECT_FALSE(check("75 00 66").ok());
}

TEST(HostileTest, HostRecords) {
  auto tree = [](absl::string_view hex) {
    Bytes bytes = Body(hex);
    MessageView message{.bytes = bytes};
    message.host_objects = 2;
    return WireTree(message);
  };
  EXPECT_EQ(*tree("41 02 5c 00 00 5c 00 01 24 00 02"),
            R"({"k":"array","id":0,"length":2,"props":[)"
            R"(["0",{"k":"host","id":1,"index":0}],)"
            R"(["1",{"k":"host","id":2,"index":1}]]})");
  EXPECT_FALSE(tree("5c 00 02").ok());
  EXPECT_FALSE(tree("5c 02 00").ok());
  // A view: its buffer, then a stream of 9 bytes with the view on it.
  EXPECT_EQ(*tree("5c 01 42 02 0708 09 ff0f 74 00 56 42 00 02 00"),
            R"({"k":"view","id":0,"type":"Uint8Array","byteOffset":0,)"
            R"("byteLength":2,"buffer":{"k":"arraybuffer","id":1,)"
            R"("hex":"0708"}})");
  EXPECT_FALSE(tree("5c 01 42 02 0708 09 ff0f 74 00 56 42 00 03 00").ok());
  EXPECT_FALSE(tree("5c 01 42 02 0708 08 ff0f 74 00 56 42 00 02").ok());
  EXPECT_FALSE(tree("5c 01 30 00").ok());
  EXPECT_FALSE(tree("5c 01 42 00 02 ff0f").ok());
  // V8 would take such a length for the tag of a view.
  Bytes long_record = Body("5c 01 42 02 0708 56 ff0f");
  Append(long_record, "00", 0x56 - 2 - 7);
  Append(long_record, "74 00 56 42 00 02 00");
  EXPECT_THAT(Validate({.bytes = long_record}, {}).message(),
              HasSubstr("a buffer is expected, not a view"));
  // And so none is longer either.
  EXPECT_THAT(tree("5c 01 42 02 0708 57 ff0f").status().message(),
              HasSubstr("has 87 bytes"));
  // A BigInt that V8 does not survive, hidden in the record.
  EXPECT_FALSE(tree("5c 01 42 00 08 ff0f 5a feffffff0f").ok());
}

TEST(HostileTest, RegularExpressions) {
  EXPECT_FALSE(Check(Body("52 220161 40")).ok());
  EXPECT_FALSE(Check(Body("52 220161 8004")).ok());
  EXPECT_FALSE(Check(Body("52 220161 9002")).ok());
  Bytes bytes = {0xff, 15, 'R', '"'};
  AppendVarint(bytes, 1000000);
  bytes.resize(bytes.size() + 1000000, 'a');
  bytes.push_back(0);
  EXPECT_EQ(Check(bytes).code(), StatusCode::kResourceExhausted);
}

TEST(HostileTest, OddUtf16AndInvalidUtf8) {
  EXPECT_FALSE(Check(Body("63 03 610061")).ok());
  EXPECT_EQ(*WireTree({.bytes = Body("53 04 61f09f62")}),
            "{\"k\":\"string\",\"v\":\"a\xef\xbf\xbd"
            "b\"}");
  EXPECT_EQ(*WireTree({.bytes = Body("63 02 00d8")}),
            R"({"k":"string","v":"\ud800"})");
}

TEST(HostileTest, ErrorsInBothOrders) {
  const char* kOld = "72 6d220161 63 5e00 73220153 2e";
  const char* kNew = "72 6d220161 73220153 63 5e00 2e";
  EXPECT_EQ(*WireTree({.bytes = Body(kOld)}), *WireTree({.bytes = Body(kNew)}));
  EXPECT_FALSE(Check(Body("72 6d220161 6d220161 2e")).ok());
  EXPECT_FALSE(Check(Body("72 6d220161 54 2e")).ok());
}

TEST(HostileTest, Version13WithTheFlagsOf14) {
  Bytes without = WithHeader(13, FromHex("41 02 42 02 0000 56 42 00 02"
                                         "5e 01 24 00 02"));
  Bytes with = WithHeader(13, FromHex("41 02 42 02 0000 56 42 00 02 00"
                                      "5e 01 24 00 02"));
  EXPECT_EQ(*WireTree({.bytes = without}), *WireTree({.bytes = with}));
  // Neither way; it ends.
  EXPECT_FALSE(Check(WithHeader(13, FromHex("42 02 0000 56 42 00 03"))).ok());
}

TEST(HostileTest, Versions) {
  EXPECT_EQ(Check(WithHeader(17, {'0'})).code(), StatusCode::kUnimplemented);
  EXPECT_FALSE(Check(WithHeader(12, {'0'})).ok());
  EXPECT_FALSE(Check({}).ok());
  // Before 13 any unknown tag was the embedder's.
  EXPECT_FALSE(Validate({.bytes = WithHeader(9, {'#'})}, {}).ok());
}

TEST(HostileTest, Version0) {
  auto tree = [](absl::string_view hex) {
    Bytes bytes = FromHex(hex);
    return WireTree({.bytes = bytes});
  };
  // {a: {b: 1}}
  EXPECT_EQ(*tree("5301 61 5301 62 4902 7b01 7b01"),
            R"({"k":"object","id":0,"props":[["a",)"
            R"({"k":"object","id":1,"props":[["b",)"
            R"({"k":"number","v":"1"}]]}]]})");
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

TEST(HostileTest, Version0HasOneValue) {
  Bytes bytes = FromHex("4900 6f7b00 4904 6f7b00 4002 03");
  Reader reader(bytes);
  while (reader.Next()) {
  }
  EXPECT_TRUE(reader.ok());
  EXPECT_FALSE(reader.NextValue());
}

TEST(HostileTest, StrictRefusesWhatFollows) {
  EXPECT_TRUE(Check(Body("30 30")).ok());
  EXPECT_FALSE(CheckStrictly(Body("30 30")).ok());
  EXPECT_FALSE(CheckStrictly(Body("00 30")).ok());
  EXPECT_TRUE(CheckStrictly(Body("00 63 02 6100")).ok());
}

TEST(HostileTest, DataValuesAreCounted) {
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
