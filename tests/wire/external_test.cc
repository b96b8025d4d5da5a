// Buffers, views and what the bytes name by a number.

#include <algorithm>
#include <iterator>

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/tests/wire/support/hostile.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/document.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using ::testing::HasSubstr;

TEST(ExternalTest, Views) {
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

// A reader that probes takes buffers that are in no table.
TEST(ExternalTest, AMemoryOfNoTable) {
  // In the record of a view, in a Set.
  EXPECT_FALSE(Check(Body("27 5c 01 43 00 bc 00 00 00 00 00 00 00 00 6d 01 00 "
                          "75 00 00 43 00 84 97 46 23 5f 7b"))
                   .ok());
  EXPECT_FALSE(Check(Body("6d 01 00 75 07 66 30")).ok());
  // Where the reader looks ahead for flags of views, as old messages need it.
  for (uint8_t version = 13; version <= 15; ++version) {
    Bytes bytes = Body("27 6d 01 00 75 07 66 56 46 00 08 2c 01");
    bytes[1] = version;
    EXPECT_FALSE(Check(bytes).ok());
  }
}

TEST(ExternalTest, TransferredAndSharedBuffers) {
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

// What a memory holds is WebAssembly's, whatever the table knows.
TEST(ExternalTest, MemoryOpensAsADocument) {
  ExternalBuffer buffer{.byte_length = 65536};
  struct Row {
    const char* hex;
    bool tagged;
    TokenKind next;
  };
  // With the tag of a buffer that is fixed, and of one that grows; then as V8
  // before 13.6 writes it, also before an error.
  constexpr Row kRows[] = {
      {"41 02 6d 02 00 75 00 66 49 0e 24 00 02", true, TokenKind::kInt32},
      {"41 02 6d 02 00 75 00 72 49 0e 24 00 02", true, TokenKind::kInt32},
      {"41 02 6d 02 00 75 00 49 0e 24 00 02", false, TokenKind::kInt32},
      {"41 02 6d 02 00 75 00 72 54 6d 22 01 61 2e 24 00 02", false,
       TokenKind::kBeginError}};
  for (const Row& row : kRows) {
    for (bool known : {true, false}) {
      if (known && !row.tagged) continue;
      buffer.is_wasm_memory = known;
      Bytes bytes = Body(row.hex);
      MessageView message{.bytes = bytes};
      message.shared = absl::MakeConstSpan(&buffer, 1);
      absl::StatusOr<Document> document = Document::Open(message);
      ASSERT_TRUE(document.ok()) << document.status() << row.hex;
      Token memory = document->root()[0].token();
      EXPECT_EQ(memory.kind, TokenKind::kWasmMemory) << row.hex;
      EXPECT_EQ(memory.max_pages, 1);
      EXPECT_EQ(memory.buffer.byte_length, 65536u);
      EXPECT_EQ(document->root()[1].kind(), row.next) << row.hex;
    }
  }
}

TEST(ExternalTest, HostRecords) {
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
  EXPECT_THAT(
      tree("5c 01 42 02 0708 09 ff0f 74 01 56 42 00 02 00").status().message(),
      HasSubstr("the buffer of a record is number 0"));
  EXPECT_FALSE(tree("5c 01 30 00").ok());
  EXPECT_FALSE(tree("5c 01 42 00 02 ff0f").ok());
  // V8 would take such a length for the tag of a view.
  Bytes long_record = Body("5c 01 42 02 0708 56 ff0f");
  Append(long_record, "00", 0x56 - 2 - 7);
  Append(long_record, "74 00 56 42 00 02 00");
  EXPECT_THAT(Validate(MessageView{.bytes = long_record}, {}).message(),
              HasSubstr("a buffer is expected, not a view"));
  // And so none is longer either.
  EXPECT_THAT(tree("5c 01 42 02 0708 57 ff0f").status().message(),
              HasSubstr("has 87 bytes"));
  // A BigInt that V8 does not survive, hidden in the record.
  EXPECT_FALSE(tree("5c 01 42 00 08 ff0f 5a feffffff0f").ok());
}

}  // namespace
}  // namespace ferry::wire::testing
