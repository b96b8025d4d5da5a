#include "ferry/node/addon/job_registry.h"

#include <utility>

#include "absl/strings/str_join.h"
#include "ferry/node/addon/jobs/blur.h"
#include "ferry/node/addon/jobs/scale.h"
#include "ferry/node/addon/jobs/statistics.h"

namespace ferry::node_addon {

JobRegistry::JobRegistry()
    : jobs_{{"blur", Blur}, {"scale", Scale}, {"statistics", Statistics}} {}

bool JobRegistry::Add(absl::string_view name, Job job) {
  return jobs_.try_emplace(std::string(name), std::move(job)).second;
}

Job JobRegistry::Find(absl::string_view name) const {
  auto it = jobs_.find(name);
  return it == jobs_.end() ? nullptr : it->second;
}

std::string JobRegistry::Names() const {
  return absl::StrJoin(jobs_, ", ", [](std::string* names, const auto& entry) {
    names->append(entry.first);
  });
}

}  // namespace ferry::node_addon
