#ifndef FERRY_EXAMPLES_NODE_ADDON_JOB_H_
#define FERRY_EXAMPLES_NODE_ADDON_JOB_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::node_addon {

// What a job may ask of the run that it works for.
class JobContext {
 public:
  virtual ~JobContext() = default;

  // Of the isolate that waits: what an answer is made for.
  virtual std::shared_ptr<const AgentCluster> cluster() const = 0;

  // Whether nobody waits for the answer any more: the job should return.
  virtual bool is_cancelled() const = 0;

  // From 0 to 1. Cheap: of many reports between two turns of the event loop the
  // last one is heard.
  virtual void Report(double done) = 0;
};

// Work on a value, on a thread without an isolate. The answer is a value too;
// an error rejects the promise: InvalidArgument with a TypeError, others with
// an Error. A cancelled job may return anything.
using Job = absl::StatusOr<SerializedValue> (*)(SerializedValue input,
                                                JobContext& context);

// Null where there is no job of that name.
Job FindJob(absl::string_view name);

// "blur, scale, statistics"
absl::string_view JobNames();

}  // namespace ferry::node_addon

#endif  // FERRY_EXAMPLES_NODE_ADDON_JOB_H_
