// The byte form of a Blob; blob.js tests everything else.

#include "ferry/shell/blob.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/transfer/data_holder.h"

namespace ferry::shell {
namespace {

using ::testing::HasSubstr;

constexpr absl::string_view kStored("\3\0\0\0a/bcontents", 15);

absl::StatusOr<std::unique_ptr<DataHolder>> Read(absl::string_view bytes,
                                                 uint32_t version = 1) {
  return BlobHostObjectType().read(
      version, {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()});
}

TEST(BlobTest, WritesWhatItRead) {
  for (absl::string_view stored : {kStored, absl::string_view("\0\0\0\0", 4),
                                   absl::string_view("\0\0\0\0\xff\0", 6)}) {
    absl::StatusOr<std::unique_ptr<DataHolder>> holder = Read(stored);
    ASSERT_TRUE(holder.ok()) << holder.status();
    EXPECT_EQ((*holder)->tag(), BlobHostObjectType().tag);
    EXPECT_EQ(*(*holder)->ToBytes(), stored);
  }
}

TEST(BlobTest, RefusesBytesThatEndTooEarly) {
  for (size_t size = 0; size < 7; ++size) {
    const absl::Status status = Read(kStored.substr(0, size)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << size;
    EXPECT_THAT(status.message(), HasSubstr("end too early"));
  }
}

TEST(BlobTest, RefusesTypesThatNoBlobHas) {
  for (const char* type : {"A/B", "a\nb",
                           "a\x7f"
                           "b",
                           "\xc3\xa4 "}) {
    const absl::Status status =
        Read(std::string("\3\0\0\0", 4) + type).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << type;
    EXPECT_THAT(status.message(), HasSubstr("type is damaged"));
  }
}

TEST(BlobTest, RefusesOtherVersions) {
  EXPECT_EQ(Read(kStored, 2).status().code(), absl::StatusCode::kUnimplemented);
}

}  // namespace
}  // namespace ferry::shell
