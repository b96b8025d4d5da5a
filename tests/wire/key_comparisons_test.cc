// Maps and Sets whose keys V8 would compare with each other, and such that look
// like them.

#include <bit>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/internal/v8_hash.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/token.h"
#include "ferry/wire/validate.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using ::testing::HasSubstr;

// Writes key number `i`.
using WriteKey = std::function<void(Writer& writer, uint32_t i)>;

Bytes SetOf(uint32_t size, const WriteKey& key) {
  Writer writer;
  writer.BeginSet();
  for (uint32_t i = 0; i < size; ++i) key(writer, i);
  writer.EndSet();
  return *std::move(writer).Finish();
}

Bytes MapOf(uint32_t size, const WriteKey& key) {
  Writer writer;
  writer.BeginMap();
  for (uint32_t i = 0; i < size; ++i) {
    key(writer, i);
    writer.Null();
  }
  writer.EndMap();
  return *std::move(writer).Finish();
}

void WriteBigInt(Writer& writer, uint64_t low, uint64_t high) {
  uint8_t bytes[16];
  for (int i = 0; i < 8; ++i) {
    bytes[i] = static_cast<uint8_t>(low >> 8 * i);
    bytes[8 + i] = static_cast<uint8_t>(high >> 8 * i);
  }
  writer.BigInt(false, {bytes, high == 0 ? size_t{8} : size_t{16}});
}

void WriteDecimal(Writer& writer, uint64_t number) {
  writer.String(Text::Latin1(absl::StrCat(number)));
}

// The next whole number from `from` on in the first of `buckets` buckets.
uint32_t Colliding(uint32_t from, uint32_t buckets) {
  Token token;
  token.kind = TokenKind::kDouble;
  for (;; ++from) {
    token.number = from;
    if (*internal::UnseededHash(token) % buckets == 0) return from;
  }
}

uint64_t Random(uint64_t i) {
  i = (i + 1) * 0x9e3779b97f4a7c15;
  i = (i ^ i >> 30) * 0xbf58476d1ce4e5b9;
  return i ^ i >> 27;
}

struct Row {
  const char* name;
  WriteKey key;
  uint32_t size = 200000;
};
void PrintTo(const Row& row, std::ostream* stream) { *stream << row.name; }

const Row kHonest[] = {
    {"RandomDoubles",
     [](Writer& writer, uint32_t i) {
       writer.Number(static_cast<double>(Random(i) >> 11) / (1ll << 53));
     }},
    {"Fractions", [](Writer& writer, uint32_t i) { writer.Number(i + 0.5); }},
    {"Cents", [](Writer& writer, uint32_t i) { writer.Number(i * 0.01); }},
    {"Integers", [](Writer& writer, uint32_t i) { writer.Number(i); }},
    {"NegativeIntegers",
     [](Writer& writer, uint32_t i) { writer.Number(-1.0 * i); }},
    {"MultiplesOf1024",
     [](Writer& writer, uint32_t i) { writer.Number(1024.0 * i); }},
    {"MultiplesOf2To20",
     [](Writer& writer, uint32_t i) { writer.Number(1048576.0 * i); }},
    {"MultiplesOf2To32",
     [](Writer& writer, uint32_t i) { writer.Number(4294967296.0 * i); }},
    {"Milliseconds",
     [](Writer& writer, uint32_t i) { writer.Number(1.7e12 + 977.0 * i); }},
    {"Days", [](Writer& writer, uint32_t i) { writer.Number(86400000.0 * i); }},
    {"BigIntIds",
     [](Writer& writer, uint32_t i) {
       WriteBigInt(writer, 0x17c0000000000000 + (uint64_t{i} << 22), 0);
     }},
    {"RandomBigInts",
     [](Writer& writer, uint32_t i) {
       WriteBigInt(writer, Random(i), Random(~i));
     }},
    {"DecimalStrings",
     [](Writer& writer, uint32_t i) { WriteDecimal(writer, i); }},
    {"DaysAsStrings",
     [](Writer& writer, uint32_t i) { WriteDecimal(writer, 86400ull * i); },
     20000},
    {"Words",
     [](Writer& writer, uint32_t i) {
       writer.String(Text::Latin1(absl::StrCat("word", i)));
     }},
    {"SmallAndColliding",
     [](Writer& writer, uint32_t i) { WriteBigInt(writer, 1, i + 1); }, 500},
};

class HonestKeysTest : public ::testing::TestWithParam<Row> {};

TEST_P(HonestKeysTest, AreAccepted) {
  for (const auto& make : {SetOf, MapOf}) {
    Bytes bytes = make(GetParam().size, GetParam().key);
    EXPECT_EQ(Check(bytes), absl::OkStatus());
  }
}

// Random access takes longer than reading, but far less than V8 takes.
TEST_P(HonestKeysTest, AreCheap) {
  Bytes bytes = SetOf(GetParam().size, GetParam().key);
  ExpectCheap(10 * bytes.size(), [&] { EXPECT_TRUE(Check(bytes).ok()); });
}

std::string RowName(const ::testing::TestParamInfo<Row>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(All, HonestKeysTest, ::testing::ValuesIn(kHonest),
                         RowName);

const Row kHostile[] = {
    {"BigIntsWithOneLowDigit",
     [](Writer& writer, uint32_t i) { WriteBigInt(writer, 1, i + 1); }, 20000},
    {"CollidingIntegers",
     [next = uint32_t{0}](Writer& writer, uint32_t i) mutable {
       if (i == 0) next = 0;
       next = Colliding(next, 4096);
       writer.Number(next++);
     },
     4000},
    {"StringsWithOneEnd",
     [](Writer& writer, uint32_t i) {
       WriteDecimal(writer, 1000000000 + (uint64_t{i} << 16));
     },
     40000},
    {"NaNs",
     [](Writer& writer, uint32_t i) {
       writer.Number(std::bit_cast<double>(0x7ff8000000000000 | i));
     },
     20000},
};

class HostileKeysTest : public ::testing::TestWithParam<Row> {};

TEST_P(HostileKeysTest, AreRefused) {
  for (const auto& make : {SetOf, MapOf}) {
    Bytes bytes = make(GetParam().size, GetParam().key);
    absl::Status status = Check(bytes);
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(status.message(), HasSubstr("exceeds Limits::key_comparisons"));
    EXPECT_EQ(Validate(bytes, {.key_comparisons = UINT32_MAX}),
              absl::OkStatus());
  }
}

// A collection in a key, or a value, of another changes nothing.
TEST_P(HostileKeysTest, AreRefusedAmongOthers) {
  Writer writer;
  writer.BeginMap();
  for (uint32_t i = 0; i < GetParam().size; ++i) {
    GetParam().key(writer, i);
    writer.BeginSet();
    writer.Number(i);
    writer.EndSet();
    writer.BeginSet();
    writer.EndSet();
    writer.Null();
  }
  writer.EndMap();
  EXPECT_THAT(Check(*std::move(writer).Finish()).message(),
              HasSubstr("exceeds Limits::key_comparisons"));
}

// Whoever reads without V8 has no table that they could harm.
TEST_P(HostileKeysTest, AreReadWithoutV8) {
  Bytes bytes = SetOf(GetParam().size, GetParam().key);
  Reader reader(bytes);
  while (reader.Next()) {
  }
  EXPECT_EQ(reader.status(), absl::OkStatus());
}

INSTANTIATE_TEST_SUITE_P(All, HostileKeysTest, ::testing::ValuesIn(kHostile),
                         RowName);

// Small ones are not looked at, however many there are.
TEST(KeyComparisonsTest, ManySmallCollectionsAreAccepted) {
  Writer writer;
  writer.BeginArray(200);
  for (int set = 0; set < 200; ++set) {
    writer.BeginSet();
    for (uint32_t i = 0; i < 500; ++i) WriteBigInt(writer, 1, i + 1);
    writer.EndSet();
  }
  writer.EndArray();
  EXPECT_EQ(Validate(*std::move(writer).Finish(), {.key_comparisons = 0}),
            absl::OkStatus());
}

}  // namespace
}  // namespace ferry::wire::testing
