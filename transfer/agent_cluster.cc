#include "ferry/transfer/agent_cluster.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/transfer/internal/builtin_types.h"

namespace ferry {
namespace {

bool TagBefore(const HostObjectType& a, const HostObjectType& b) {
  return a.tag < b.tag;
}

absl::Status Check(const HostObjectType& type) {
  if (type.tag < kFirstEmbedderTag || type.name.empty() ||
      type.versions.empty() || !type.read) {
    return absl::InvalidArgumentError(
        absl::StrCat("Host object type \"", type.name, "\" with tag ", type.tag,
                     " needs a tag of ", kFirstEmbedderTag,
                     " or more, a name, a version "
                     "and a reader."));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const AgentCluster>> AgentCluster::Create(
    Options options) {
  std::vector<HostObjectType>& types = options.host_object_types;
  for (const HostObjectType& type : types) {
    if (absl::Status status = Check(type); !status.ok()) return status;
  }
  for (HostObjectType& type : internal::BuiltinTypes()) {
    types.push_back(std::move(type));
  }
  std::stable_sort(types.begin(), types.end(), TagBefore);
  for (size_t i = 1; i < types.size(); ++i) {
    if (types[i - 1].tag != types[i].tag) continue;
    return absl::AlreadyExistsError(absl::StrCat(
        "Host object types \"", types[i - 1].name, "\" and \"", types[i].name,
        "\" have the same tag ", types[i].tag, "; give each its own."));
  }
  return std::shared_ptr<const AgentCluster>(
      new AgentCluster(std::move(types)));
}

AgentCluster::AgentCluster(std::vector<HostObjectType> types)
    : types_(std::move(types)) {}

const HostObjectType* AgentCluster::FindHostObjectType(uint32_t tag) const {
  auto found = std::lower_bound(
      types_.begin(), types_.end(), tag,
      [](const HostObjectType& type, uint32_t t) { return type.tag < t; });
  return found != types_.end() && found->tag == tag ? &*found : nullptr;
}

}  // namespace ferry
