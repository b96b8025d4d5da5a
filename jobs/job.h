#ifndef FERRY_JOBS_JOB_H_
#define FERRY_JOBS_JOB_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry {

// What a job may ask of the run that it works for. Thread-safe.
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

// Work on a value, on a thread without an isolate:
//
//   absl::StatusOr<ferry::SerializedValue> Count(ferry::SerializedValue input,
//                                                ferry::JobContext& context) {
//     absl::StatusOr<ferry::wire::Document> document =
//         ferry::wire::Document::Open(input.view());
//     if (!document.ok()) return document.status();
//     ferry::wire::Writer answer;
//     answer.Number(document->root().size());
//     return ferry::SerializedValue::FromWriter(context.cluster(),
//                                               std::move(answer));
//   }
//
// The answer is a value too; an error rejects the promise: InvalidArgument with
// a TypeError, others with an Error. A cancelled job may return anything. What
// the function holds is released on the thread that ran it, after it.
using Job = std::function<absl::StatusOr<SerializedValue>(SerializedValue input,
                                                          JobContext& context)>;

}  // namespace ferry

#endif  // FERRY_JOBS_JOB_H_
