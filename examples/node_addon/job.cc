#include "ferry/examples/node_addon/job.h"

#include "ferry/examples/node_addon/jobs/blur.h"
#include "ferry/examples/node_addon/jobs/scale.h"
#include "ferry/examples/node_addon/jobs/statistics.h"

namespace ferry::node_addon {

Job FindJob(absl::string_view name) {
  if (name == "blur") return Blur;
  if (name == "scale") return Scale;
  if (name == "statistics") return Statistics;
  return nullptr;
}

absl::string_view JobNames() { return "blur, scale, statistics"; }

}  // namespace ferry::node_addon
