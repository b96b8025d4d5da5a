// Damaged bytes, given to everything that reads them: all agree on whether they
// are a value, and on which.

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/document.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/transcode.h"
#include "ferry/wire/validate.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

// What V8 writes, and what only a hostile writer does.
std::vector<Bytes> Seeds() {
  std::vector<Bytes> seeds;
  for (const Golden& golden : ReadGolden()) seeds.push_back(golden.bytes());
  for (const char* body :
       {// {a: {b: #1, c: #0}, d: #1}, and a Map that has itself as a key.
        "6f 220161 6f 220162 5e01 220163 5e00 7b02 220164 5e01 7b02",
        "3b 5e00 3b 5e01 5e00 3a02 3a02",
        // A sparse array inside a dense one that has properties.
        "41 02 61 05 4904 30 4906 54 40 0205 2d 220161 54 220162 46 24 0202",
        // Records for views, on a new buffer and on one that was met.
        "41 02 5c 01 42 02 0708 09 ff0f 74 00 56 42 00 02 00"
        " 5c 01 5e 02 09 ff0f 74 00 56 42 01 01 00 24 0002",
        // A resizable buffer with a view that follows its length, twice.
        "41 02 7e 02 08 0102 56 42 00 00 03 5e 02 24 0002",
        // An error with a cause that is the error, parts in the old order.
        "72 54 6d 220161 63 5e00 73 220162 2e",
        "72 45 73 220162 6d 220161 63 72 54 6d 220163 2e 2e",
        "5a 11 00000000000000ff", "7a 10 0000000000000080",
        "6f 53 02 c3a9 63 02 00d8 22 01 e8 22 00 7b 02"}) {
    seeds.push_back(Body(body));
  }
  return seeds;
}

// Each prefix; each byte with each bit flipped, and set to what begins or ends
// something else.
void ForEachDamage(Bytes bytes, absl::FunctionRef<void(const Bytes&)> call) {
  constexpr size_t kMost = 48;
  for (size_t size = 0; size <= std::min(bytes.size(), kMost); ++size) {
    call(Bytes(bytes.begin(), bytes.begin() + size));
  }
  for (size_t at = 0; at < std::min(bytes.size(), kMost); ++at) {
    const uint8_t original = bytes[at];
    for (int bit = 0; bit < 8; ++bit) {
      bytes[at] = static_cast<uint8_t>(original ^ 1 << bit);
      call(bytes);
    }
    for (uint8_t value : {0x00, 0x5e, 0xff}) {
      bytes[at] = value;
      call(bytes);
    }
    bytes[at] = original;
  }
}

constexpr WriterOptions kNewest{.readable_by = {99, 0}, .version = 15};

absl::StatusOr<Bytes> Copy(const MessageView& message) {
  absl::StatusOr<Document> document = Document::Open(message);
  if (!document.ok()) return document.status();
  Writer writer(kNewest);
  absl::Status status = Copier(*document, writer).CopyAll();
  if (!status.ok()) return status;
  return std::move(writer).Finish();
}

// The copy is a value that nothing is odd about, and the same one.
void ExpectSameValue(const absl::StatusOr<Bytes>& copy,
                     const std::string& tree) {
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_TRUE(CheckStrictly(*copy).ok()) << CheckStrictly(*copy);
  EXPECT_TRUE(ToJson({.bytes = *copy}).ok());
  EXPECT_EQ(WireTree({.bytes = *copy}).value_or("no tree"), tree);
}

void ExpectAgreement(const Bytes& bytes) {
  SCOPED_TRACE(ToHex(bytes));
  MessageView message{.bytes = bytes};
  absl::Status valid = Validate(message, {});
  EXPECT_EQ(ToJson(message).status(), valid);
  absl::StatusOr<std::string> tree = WireTree(message);
  EXPECT_EQ(tree.status(), valid);
  absl::StatusOr<Bytes> transcoded = Transcode(message, kNewest);
  absl::StatusOr<Bytes> copied = Copy(message);
  if (!valid.ok()) {
    EXPECT_EQ(transcoded.status(), valid);
    EXPECT_FALSE(copied.ok());
    return;
  }
  ExpectSameValue(transcoded, *tree);
  // Documents are of version 1 and later.
  if (!absl::IsUnimplemented(copied.status())) ExpectSameValue(copied, *tree);
}

TEST(DamageTest, AllReadersAgree) {
  for (const Bytes& seed : Seeds()) {
    ForEachDamage(seed, ExpectAgreement);
    if (HasFailure()) return;  // The others would say the same.
  }
}

TEST(DamageTest, TheSeedsAreValues) {
  for (const Bytes& seed : Seeds()) {
    EXPECT_TRUE(Check(seed).ok()) << ToHex(seed) << Check(seed);
  }
}

}  // namespace
}  // namespace ferry::wire::testing
