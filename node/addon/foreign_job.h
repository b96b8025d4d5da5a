#ifndef FERRY_NODE_ADDON_FOREIGN_JOB_H_
#define FERRY_NODE_ADDON_FOREIGN_JOB_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/jobs/job.h"

namespace ferry::node_addon {

struct NamedJob {
  std::string name;
  Job job;
};

// A job that another add-on has described by `ferry_job` of ferry_job.h, whose
// bytes `description` is. The job holds that add-on's library: it is
// unmapped when the last copy of the job, run of it and memory of its answers
// are gone. InvalidArgument, in words for who calls registerJob, for what is no
// ferry_job or one that is newer than this package.
absl::StatusOr<NamedJob> ForeignJob(absl::Span<const uint8_t> description);

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_FOREIGN_JOB_H_
