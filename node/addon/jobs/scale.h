#ifndef FERRY_NODE_ADDON_JOBS_SCALE_H_
#define FERRY_NODE_ADDON_JOBS_SCALE_H_

#include "absl/types/span.h"
#include "ferry/jobs/job.h"

namespace ferry::node_addon {

// Multiplies the samples by `factor`; the work that the chapters of
// docs/worker_threads.md compare.
void ScaleSamples(absl::Span<double> samples, double factor);

// The same as a job: {samples, factor} becomes a Float64Array in the very
// memory of `samples`, whose buffer must be transferred for that.
absl::StatusOr<SerializedValue> Scale(SerializedValue input,
                                      JobContext& context);

}  // namespace ferry::node_addon

#endif  // FERRY_NODE_ADDON_JOBS_SCALE_H_
