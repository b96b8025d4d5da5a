#ifndef FERRY_JOBS_JOB_RUNNER_H_
#define FERRY_JOBS_JOB_RUNNER_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-promise.h>
#include <v8-value.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_map>

#include "absl/status/statusor.h"
#include "ferry/agent/agent.h"
#include "ferry/jobs/job.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry {

namespace internal {
class LoopLink;
class ThreadPool;
}  // namespace internal

// The jobs that one isolate waits for: each is a promise there, and work on a
// thread of a pool, one thread for each processor, that all runners of the
// process share.
//
//   ferry::JobRunner jobs(agent);
//   std::optional<ferry::JobRunner::Started> started =
//       jobs.Start(context, Count, *std::move(input), on_progress);
//   if (!started) return;  // an exception is pending
//   info.GetReturnValue().Set(started->promise);
//
// Isolate-bound; the agent has an event loop and outlives the runner. A runner
// that is destroyed cancels its jobs, which then end when they look, and calls
// nothing of the isolate; what they were given is released on their own
// threads. The last runner of the process waits for what still runs.
class JobRunner {
 public:
  explicit JobRunner(Agent& agent);
  ~JobRunner();

  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  // The promise of `job`'s answer to `input`. `on_progress` is called with a
  // number from 0 to 1; empty for nobody. The loop waits for the answer. When
  // it throws, the result is empty and the job is not run.
  struct Started {
    uint32_t id;
    v8::Local<v8::Promise> promise;
  };
  std::optional<Started> Start(v8::Local<v8::Context> context, Job job,
                               SerializedValue input,
                               v8::Local<v8::Function> on_progress);

  // Rejects the promise with `reason` at once; nothing where it is settled. The
  // job ends when it looks.
  void Cancel(v8::Local<v8::Context> context, uint32_t id,
              v8::Local<v8::Value> reason);

  // Runs of the whole process that hold something: for tests of leaks.
  static int alive();

 private:
  class JobRun;
  class ProgressTask;
  class AnswerTask;

  // What JavaScript waits with.
  struct Waiting {
    v8::Global<v8::Context> context;
    v8::Global<v8::Promise::Resolver> resolver;
    v8::Global<v8::Function> on_progress;
    std::shared_ptr<JobRun> run;
  };

  void OnProgress(uint32_t id, double done);
  void OnAnswer(uint32_t id, absl::StatusOr<SerializedValue> answer);
  void Settle(v8::Local<v8::Context> context,
              v8::Local<v8::Promise::Resolver> resolver,
              absl::StatusOr<SerializedValue> answer);
  Waiting Take(std::unordered_map<uint32_t, Waiting>::iterator it);

  Agent& agent_;
  const std::shared_ptr<internal::LoopLink> link_;
  const std::shared_ptr<internal::ThreadPool> pool_;
  uint32_t last_id_ = 0;
  std::unordered_map<uint32_t, Waiting> waiting_;
};

}  // namespace ferry

#endif  // FERRY_JOBS_JOB_RUNNER_H_
