// The C++ of docs/start_bytes.md.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/wire/document.h"
#include "ferry/wire/validate.h"
#include "ferry/wire/value.h"
#include "ferry/wire/writer.h"
#include "gtest/gtest.h"

namespace {

absl::StatusOr<std::string> NameInThirdRow(absl::Span<const uint8_t> bytes) {
  absl::StatusOr<ferry::wire::Document> document =
      ferry::wire::Document::Open({.bytes = bytes});
  if (!document.ok()) return document.status();
  return document->root()["rows"][2]["name"].ToUtf8();
}

std::vector<uint8_t> ThreeRows() {
  ferry::wire::Writer writer;
  writer.BeginObject();
  writer.Key("rows");
  writer.BeginArray(3);
  for (const char* name : {"Ada", "Bo", "Cy"}) {
    writer.BeginObject();
    writer.Key("name");
    writer.String(name);
    writer.EndObject();
  }
  writer.EndArray();
  writer.EndObject();
  return std::move(writer).Finish().value();
}

TEST(StartBytesTest, FindsAName) {
  absl::StatusOr<std::string> name = NameInThirdRow(ThreeRows());
  ASSERT_TRUE(name.ok()) << name.status();
  EXPECT_EQ(*name, "Cy");
}

TEST(StartBytesTest, ChecksAMessage) {
  std::vector<uint8_t> bytes = ThreeRows();
  absl::Status status = ferry::wire::Validate(bytes);
  EXPECT_TRUE(status.ok()) << status;
  bytes.pop_back();
  EXPECT_EQ(ferry::wire::Validate(bytes).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(NameInThirdRow(bytes).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
