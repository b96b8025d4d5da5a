#include "ferry/transfer/agent_cluster.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ferry/transfer/data_holder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::HasSubstr;

HostObjectType NewType(uint32_t tag, std::string name) {
  HostObjectType type;
  type.tag = tag;
  type.name = std::move(name);
  type.versions = {1};
  type.read = [](uint32_t, absl::Span<const uint8_t>)
      -> absl::StatusOr<std::unique_ptr<DataHolder>> {
    return absl::DataLossError("empty");
  };
  return type;
}

absl::Status CreateWith(std::vector<HostObjectType> types) {
  AgentCluster::Options options;
  options.host_object_types = std::move(types);
  return AgentCluster::Create(std::move(options)).status();
}

TEST(AgentClusterTest, NeedsNoTypes) {
  auto cluster = AgentCluster::Create({});
  ASSERT_TRUE(cluster.ok());
  EXPECT_EQ((*cluster)->FindHostObjectType(kFirstEmbedderTag), nullptr);
  EXPECT_NE((*cluster)->FindHostObjectType(kDOMExceptionTag), nullptr);
}

TEST(AgentClusterTest, FindsTypesByTag) {
  AgentCluster::Options options;
  options.host_object_types = {NewType(900, "C"), NewType(16, "A"),
                               NewType(20, "B")};
  auto cluster = AgentCluster::Create(std::move(options));
  ASSERT_TRUE(cluster.ok());
  EXPECT_EQ((*cluster)->FindHostObjectType(16)->name, "A");
  EXPECT_EQ((*cluster)->FindHostObjectType(20)->name, "B");
  EXPECT_EQ((*cluster)->FindHostObjectType(900)->name, "C");
  EXPECT_EQ((*cluster)->FindHostObjectType(0), nullptr);
  EXPECT_EQ((*cluster)->FindHostObjectType(17), nullptr);
  EXPECT_EQ((*cluster)->FindHostObjectType(901), nullptr);
}

TEST(AgentClusterTest, RefusesATagThatIsGivenTwice) {
  absl::Status status = CreateWith(
      {NewType(50, "First"), NewType(60, "x"), NewType(50, "Second")});
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("\"First\" and \"Second\" have the same tag 50"));
}

TEST(AgentClusterTest, RefusesIncompleteTypes) {
  std::vector<HostObjectType> incomplete = {
      NewType(0, "NoTag"), NewType(15, "ReservedTag"), NewType(21, ""),
      NewType(22, "NoVersion"), NewType(23, "NoReader")};
  incomplete[3].versions.clear();
  incomplete[4].read = nullptr;
  for (const HostObjectType& type : incomplete) {
    absl::Status status = CreateWith({NewType(29, "fine"), type});
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << type.name;
    EXPECT_THAT(std::string(status.message()),
                HasSubstr("\"" + type.name + "\""));
  }
}

}  // namespace
}  // namespace ferry
