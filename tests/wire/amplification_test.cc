// Messages that a copy, a dump or a conversion could make much of: what comes
// out, and the time and memory for it, stay linear.

#include <cstdint>
#include <string>
#include <utility>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

struct Attack {
  const char* name;
  // `begin`, then `repeated` so many times, then `end`.
  const char* begin;
  const char* repeated;
  uint32_t times;
  const char* end;
  bool is_array = true;  // With an element for each `repeated`.
};

constexpr Attack kAttacks[] = {
    // The array holds itself so often.
    {"ReferencesToWhatHoldsThem", "", "5e00", 50000, ""},
    {"ReferencesToALargeObject", "4103 490249024902 240003", "5e01", 50000, ""},
    {"PairsOfPairs", "", "4102 5e00 5e00 240002", 20000, ""},
    {"ViewsOnOneBuffer",
     "4240"
     "0000000000000000000000000000000000000000"
     "0000000000000000000000000000000000000000000000000000000000000000000000000"
     "0"
     "00000000000000",
     "5e01 56420004 00", 25000, ""},
    {"EmptyMaps", "", "3b3a00", 50000, ""},
    {"EmptyBuffers", "", "4200", 50000, ""},
    {"Holes", "", "2d", 25000, ""},
    {"SparseArraysOfGreatLength", "", "61808001 4000808001", 900, ""},
    {"ShortNumbers", "", "4903", 50000, ""},
    {"LongNumbers", "", "4e0100000000f0bf3f", 25000, ""},
    {"BigInts", "", "5a10 0000000000000080", 25000, ""},
    {"ControlCharacters", "", "2208 0102030405060708", 25000, ""},
    {"LoneSurrogates", "", "6308 00d800d800d800d8", 25000, ""},
    {"Counts", "", "3f003f003f0030", 25000, ""},
    {"Errors", "", "72 6d2201612e", 25000, ""},
    {"CausesInTheOldOrder", "", "72633073220161 2e", 25000, ""},
    {"Nesting", "", "4101", 900, "30", false},
    {"NestedCauses", "", "7263", 900, "30", false},
};

Bytes Make(const Attack& attack) {
  Bytes bytes = {0xff, 15};
  const bool has_begin = *attack.begin != '\0';
  const uint32_t length = attack.times + has_begin;
  if (attack.is_array) {
    bytes.push_back('A');
    AppendVarint(bytes, length);
  }
  Append(bytes, attack.begin);
  Append(bytes, attack.repeated, attack.times);
  Append(bytes, attack.end);
  if (attack.is_array) {
    bytes.insert(bytes.end(), {'$', 0});
    AppendVarint(bytes, length);
  } else if (attack.repeated == std::string("4101")) {
    Append(bytes, "240001", attack.times);
  } else {
    Append(bytes, "2e", attack.times);
  }
  return bytes;
}

class AmplificationTest : public ::testing::TestWithParam<Attack> {
 protected:
  const Bytes bytes_ = Make(GetParam());
  const MessageView message_{.bytes = bytes_};
};

TEST_P(AmplificationTest, ToJsonIsLinear) {
  absl::StatusOr<std::string> json = ToJson(message_);
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_LE(json->size(), 40 * bytes_.size());
  ExpectCheap(bytes_.size() + json->size(),
              [&] { EXPECT_TRUE(ToJson(message_).ok()); });
}

TEST_P(AmplificationTest, TranscodeIsLinear) {
  absl::StatusOr<Bytes> copy = Transcode(message_, {});
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_LE(copy->size(), bytes_.size());
  ExpectCheap(bytes_.size() + copy->size(),
              [&] { EXPECT_TRUE(Transcode(message_, {}).ok()); });
}

TEST_P(AmplificationTest, CopierIsLinear) {
  // A document, a copier and a writer.
  ExpectCheap(3 * bytes_.size(), [&] {
    absl::StatusOr<Document> document = Document::Open(message_);
    ASSERT_TRUE(document.ok()) << document.status();
    Writer writer;
    ASSERT_TRUE(Copier(*document, writer).CopyAll().ok());
    absl::StatusOr<Bytes> copy = std::move(writer).Finish();
    ASSERT_TRUE(copy.ok()) << copy.status();
    EXPECT_LE(copy->size(), bytes_.size());
  });
}

TEST_P(AmplificationTest, LimitsHold) {
  const ReaderOptions few{.limits = {.nodes = 100}};
  EXPECT_EQ(ToJson(message_, {}, few).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Transcode(message_, {}, few).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ToJson(message_, {.max_size = 50}).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(Transcode(message_, {.bytes = 20}).status().code(),
            absl::StatusCode::kResourceExhausted);
}

INSTANTIATE_TEST_SUITE_P(All, AmplificationTest, ::testing::ValuesIn(kAttacks),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ferry::wire::testing
