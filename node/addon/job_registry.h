#ifndef FERRY_NODE_ADDON_JOB_REGISTRY_H_
#define FERRY_NODE_ADDON_JOB_REGISTRY_H_

#include <functional>
#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "ferry/jobs/job.h"

namespace ferry::node_addon {

// The jobs of one environment, by their names: those of the package, and what
// add-ons have registered there. On the environment's thread.
class JobRegistry {
 public:
  // With the jobs of the package.
  JobRegistry();

  // False where the name is taken; the registry is as before then.
  bool Add(absl::string_view name, Job job);

  // Empty where there is no job of that name.
  Job Find(absl::string_view name) const;

  // "blur, scale, statistics"
  std::string Names() const;

 private:
  std::map<std::string, Job, std::less<>> jobs_;
};

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_JOB_REGISTRY_H_
