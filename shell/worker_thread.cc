#include "ferry/shell/worker_thread.h"

#include <v8-local-handle.h>
#include <v8-platform.h>

#include <utility>

#include "ferry/shell/files.h"
#include "ferry/shell/isolate_holder.h"
#include "ferry/shell/worker.h"
#include "ferry/shell/worker_scope.h"

namespace ferry::shell {
namespace {

// Ends a wait for tasks.
class Nudge final : public v8::Task {
 public:
  void Run() override {}
};

class ErrorTask final : public v8::Task {
 public:
  ErrorTask(std::shared_ptr<WorkerLink> link, UncaughtReport report)
      : link_(std::move(link)), report_(std::move(report)) {}

  void Run() override {
    if (Worker* worker = link_->worker()) worker->OnError(std::move(report_));
  }

 private:
  const std::shared_ptr<WorkerLink> link_;
  UncaughtReport report_;
};

class ExitTask final : public v8::Task {
 public:
  ExitTask(std::shared_ptr<WorkerLink> link, WorkerExit exit)
      : link_(std::move(link)), exit_(exit) {}

  void Run() override {
    if (Worker* worker = link_->worker()) worker->OnExit(exit_);
  }

 private:
  const std::shared_ptr<WorkerLink> link_;
  const WorkerExit exit_;
};

// Everything between the making of the isolate and its end.
void RunScope(v8::Isolate* isolate, WorkerStart& start,
              const std::shared_ptr<WorkerLink>& link) {
  v8::HandleScope handles(isolate);
  WorkerScope scope;
  Environment::Options options = start.options;
  options.worker_scope = &scope;
  options.on_uncaught = [&link](Environment&, UncaughtReport report) {
    link->parent().PostTask(
        std::make_unique<ErrorTask>(link, std::move(report)));
  };
  Environment environment(isolate, std::move(options));
  link->Attach(environment);
  environment.RunTask([&] {
    if (link->is_terminated() ||
        scope.Open(environment, std::move(start.port), std::move(start.data))
            .IsNothing()) {
      return;
    }
    // An exception stays with the task.
    RunScript(environment, start.path, start.source).IsEmpty();
  });
  scope.StartPort();
  environment.loop().Run(
      [&] { return link->is_terminated() || scope.is_closing(); });
  link->Detach();
  scope.Shut();
  // While this isolate still counts as being at work.
  link->parent().PostTask(std::make_unique<ExitTask>(
      link, WorkerExit{.quits = environment.stopped(),
                       .code = environment.exit_code()}));
}

}  // namespace

void WorkerLink::Terminate() {
  MutexLock lock(mutex_);
  is_terminated_ = true;
  if (environment_ == nullptr) return;
  environment_->isolate()->TerminateExecution();
  environment_->loop().PostTask(std::make_unique<Nudge>());
}

void WorkerLink::Attach(Environment& environment) {
  MutexLock lock(mutex_);
  environment_ = &environment;
}

void WorkerLink::Detach() {
  MutexLock lock(mutex_);
  environment_ = nullptr;
}

bool WorkerLink::is_terminated() const {
  MutexLock lock(mutex_);
  return is_terminated_;
}

void RunWorker(WorkerStart start, std::shared_ptr<WorkerLink> link) {
  IsolateHolder holder(start.options.platform);
  v8::Isolate::Scope isolate_scope(holder.get());
  RunScope(holder.get(), start, link);
}

}  // namespace ferry::shell
