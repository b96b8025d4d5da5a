#ifndef FERRY_NODE_ADDON_JOBS_STATISTICS_H_
#define FERRY_NODE_ADDON_JOBS_STATISTICS_H_

#include "ferry/jobs/job.h"

namespace ferry::node_addon {

// Describes the numeric columns of a table: an array of objects becomes an
// object with {count, min, max, mean, deviation} for each property that is a
// number somewhere. Rows without it are not counted.
absl::StatusOr<SerializedValue> Statistics(SerializedValue input,
                                           JobContext& context);

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_JOBS_STATISTICS_H_
