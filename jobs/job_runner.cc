#include "ferry/jobs/job_runner.h"

#include <v8-exception.h>
#include <v8-platform.h>
#include <v8-primitive.h>

#include <atomic>
#include <memory>
#include <utility>

#include "ferry/agent/event_loop.h"
#include "ferry/agent/strings.h"
#include "ferry/jobs/internal/loop_link.h"
#include "ferry/jobs/internal/thread_pool.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry {
namespace {

std::atomic<int> runs_alive{0};

v8::Local<v8::Value> ToError(v8::Isolate* isolate, const absl::Status& status) {
  v8::Local<v8::String> message = NewString(isolate, status.message());
  return status.code() == absl::StatusCode::kInvalidArgument
             ? v8::Exception::TypeError(message)
             : v8::Exception::Error(message);
}

}  // namespace

// What the thread that works and the isolate share.
class JobRunner::JobRun final : public JobContext,
                                public std::enable_shared_from_this<JobRun> {
 public:
  // `runner` is only used while the link leads to its loop.
  JobRun(JobRunner* runner, uint32_t id, bool has_listener)
      : runner_(runner),
        link_(runner->link_),
        cluster_(runner->agent_.cluster()),
        id_(id),
        has_listener_(has_listener) {
    ++runs_alive;
  }
  ~JobRun() override { --runs_alive; }

  // On a thread of the pool.
  void Work(const Job& job, SerializedValue input);

  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }

  // JobContext.
  std::shared_ptr<const AgentCluster> cluster() const override {
    return cluster_;
  }
  bool is_cancelled() const override {
    return cancelled_.load(std::memory_order_relaxed);
  }
  void Report(double done) override;

  // What was reported last.
  double TakeProgress() {
    // In one order with Report's: else what it has reported last could be seen
    // neither here nor by a task more.
    is_told_.exchange(false, std::memory_order_acq_rel);
    return done_.load(std::memory_order_relaxed);
  }

  // Null where it is gone. On the isolate's thread.
  JobRunner* runner() const { return link_->is_cut() ? nullptr : runner_; }
  uint32_t id() const { return id_; }

 private:
  JobRunner* const runner_;
  const std::shared_ptr<internal::LoopLink> link_;
  const std::shared_ptr<const AgentCluster> cluster_;
  const uint32_t id_;
  // Whether somebody hears of progress, which costs the loop a turn.
  const bool has_listener_;
  std::atomic<bool> cancelled_{false};
  std::atomic<double> done_{0};
  // Whether the isolate will look at `done_`.
  std::atomic<bool> is_told_{false};
};

class JobRunner::ProgressTask final : public v8::Task {
 public:
  explicit ProgressTask(std::shared_ptr<JobRun> run) : run_(std::move(run)) {}

  void Run() override {
    if (JobRunner* runner = run_->runner()) {
      runner->OnProgress(run_->id(), run_->TakeProgress());
    }
  }

 private:
  const std::shared_ptr<JobRun> run_;
};

class JobRunner::AnswerTask final : public v8::Task {
 public:
  AnswerTask(std::shared_ptr<JobRun> run,
             absl::StatusOr<SerializedValue> answer)
      : run_(std::move(run)), answer_(std::move(answer)) {}

  void Run() override {
    if (JobRunner* runner = run_->runner()) {
      runner->OnAnswer(run_->id(), std::move(answer_));
    }
  }

 private:
  const std::shared_ptr<JobRun> run_;
  absl::StatusOr<SerializedValue> answer_;
};

void JobRunner::JobRun::Work(const Job& job, SerializedValue input) {
  absl::StatusOr<SerializedValue> answer =
      is_cancelled() ? absl::CancelledError() : job(std::move(input), *this);
  link_->PostTask(
      std::make_unique<AnswerTask>(shared_from_this(), std::move(answer)));
}

void JobRunner::JobRun::Report(double done) {
  if (!has_listener_) return;
  done_.store(done, std::memory_order_relaxed);
  if (is_told_.exchange(true, std::memory_order_acq_rel)) return;
  link_->PostTask(std::make_unique<ProgressTask>(shared_from_this()));
}

int JobRunner::alive() { return runs_alive; }

JobRunner::JobRunner(Agent& agent)
    : agent_(agent),
      link_(std::make_shared<internal::LoopLink>(*agent.event_loop())),
      pool_(internal::ThreadPool::Shared()) {}

JobRunner::~JobRunner() {
  link_->Cut();
  for (auto& [id, waiting] : waiting_) {
    waiting.run->Cancel();
    agent_.event_loop()->LetGo();
  }
}

std::optional<JobRunner::Started> JobRunner::Start(
    v8::Local<v8::Context> context, Job job, SerializedValue input,
    v8::Local<v8::Function> on_progress) {
  v8::Isolate* isolate = agent_.isolate();
  v8::Local<v8::Promise::Resolver> resolver;
  if (!v8::Promise::Resolver::New(context).ToLocal(&resolver)) return {};
  auto run = std::make_shared<JobRun>(this, ++last_id_, !on_progress.IsEmpty());
  waiting_.emplace(last_id_, Waiting{{isolate, context},
                                     {isolate, resolver},
                                     {isolate, on_progress},
                                     run});
  agent_.event_loop()->KeepAlive();
  // std::function copies, which a value does not.
  pool_->Post([run, job = std::move(job),
               input = std::make_shared<SerializedValue>(std::move(input))] {
    run->Work(job, std::move(*input));
  });
  return Started{last_id_, resolver->GetPromise()};
}

void JobRunner::Cancel(v8::Local<v8::Context> context, uint32_t id,
                       v8::Local<v8::Value> reason) {
  auto it = waiting_.find(id);
  if (it == waiting_.end()) return;
  it->second.run->Cancel();
  Take(it).resolver.Get(agent_.isolate())->Reject(context, reason).IsNothing();
}

JobRunner::Waiting JobRunner::Take(
    std::unordered_map<uint32_t, Waiting>::iterator it) {
  Waiting waiting = std::move(it->second);
  waiting_.erase(it);
  agent_.event_loop()->LetGo();
  return waiting;
}

void JobRunner::OnProgress(uint32_t id, double done) {
  auto it = waiting_.find(id);
  if (it == waiting_.end()) return;
  v8::Isolate* isolate = agent_.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Context> context = it->second.context.Get(isolate);
  v8::Local<v8::Function> listener = it->second.on_progress.Get(isolate);
  agent_.event_loop()->RunCallback(context, [&] {
    v8::Local<v8::Value> argument = v8::Number::New(isolate, done);
    listener->Call(context, v8::Undefined(isolate), 1, &argument).IsEmpty();
  });
}

void JobRunner::OnAnswer(uint32_t id, absl::StatusOr<SerializedValue> answer) {
  auto it = waiting_.find(id);
  if (it == waiting_.end()) return;
  v8::Isolate* isolate = agent_.isolate();
  v8::HandleScope handles(isolate);
  Waiting waiting = Take(it);
  v8::Local<v8::Context> context = waiting.context.Get(isolate);
  agent_.event_loop()->RunCallback(context, [&] {
    Settle(context, waiting.resolver.Get(isolate), std::move(answer));
  });
}

void JobRunner::Settle(v8::Local<v8::Context> context,
                       v8::Local<v8::Promise::Resolver> resolver,
                       absl::StatusOr<SerializedValue> answer) {
  if (!answer.ok()) {
    resolver->Reject(context, ToError(agent_.isolate(), answer.status()))
        .IsNothing();
    return;
  }
  v8::TryCatch try_catch(agent_.isolate());
  v8::Maybe<DeserializedValue> received =
      StructuredDeserializeWithTransfer(agent_, context, *std::move(answer));
  if (received.IsJust()) {
    resolver->Resolve(context, std::move(received).FromJust().value)
        .IsNothing();
  } else if (try_catch.CanContinue()) {
    resolver->Reject(context, try_catch.Exception()).IsNothing();
  } else {
    try_catch.ReThrow();
  }
}

}  // namespace ferry
