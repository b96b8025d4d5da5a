// The bytes that six releases of V8 write, read without V8.

#include "ferry/tests/wire/support/golden.h"
#include "ferry/tests/wire/support/wire_tree.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using ::testing::StartsWith;

class GoldenReadTest : public ::testing::TestWithParam<Golden> {};

// V8 10.2 had no resizable buffers on the wire.
std::string WithoutMaximum(std::string tree) {
  const std::string key = ",\"maxByteLength\":";
  for (size_t at; (at = tree.find(key)) != std::string::npos;) {
    tree.erase(at, tree.find('}', at) - at);
  }
  return tree;
}

TEST_P(GoldenReadTest, DecodesTheSameTree) {
  for (auto mode : {ReaderOptions::Mode::kV8, ReaderOptions::Mode::kStrict}) {
    for (uint8_t version : {15, 16}) {
      Bytes bytes = WithHeader(version, GetParam().body);
      absl::StatusOr<std::string> tree =
          WireTree({.bytes = bytes}, {.mode = mode});
      ASSERT_TRUE(tree.ok()) << tree.status();
      bool old = GetParam().releases == std::vector<std::string>{"10.2"};
      EXPECT_EQ(*tree, old ? WithoutMaximum(GetParam().tree) : GetParam().tree);
      EXPECT_TRUE(Validate(bytes).ok());
    }
  }
}

// A value that is cut off is none; but a view is its buffer and then more.
TEST_P(GoldenReadTest, RefusesEveryPrefix) {
  Bytes bytes = GetParam().bytes();
  for (size_t size = 0; size < bytes.size(); ++size) {
    Bytes prefix(bytes.begin(), bytes.begin() + size);
    absl::StatusOr<std::string> tree = WireTree({.bytes = prefix});
    if (tree.ok()) {
      EXPECT_THAT(GetParam().tree, StartsWith("{\"k\":\"view\""));
      EXPECT_THAT(*tree, StartsWith("{\"k\":\"arraybuffer\""));
    } else {
      EXPECT_EQ(tree.status().code(), absl::StatusCode::kDataLoss) << size;
    }
  }
}

std::string Name(const ::testing::TestParamInfo<Golden>& info) {
  std::string name = info.param.name + "_" + info.param.releases[0];
  for (char& c : name) {
    if (c == '_' || c == '.') c = 'X';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, GoldenReadTest, ::testing::ValuesIn(ReadGolden()),
                         Name);

TEST(GoldenReadTest, AreAllThere) { EXPECT_EQ(ReadGolden().size(), 116u); }

}  // namespace
}  // namespace ferry::wire::testing
