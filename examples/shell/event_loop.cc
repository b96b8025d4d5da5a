#include "ferry/examples/shell/event_loop.h"

#include <libplatform/libplatform.h>
#include <v8-platform.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace ferry::shell {
namespace {

using v8::platform::MessageLoopBehavior;

// Ends a wait for tasks when a timer is due.
class WakeUp final : public v8::Task {
 public:
  void Run() override {}
};

bool RunPlatformTask(Environment& environment, MessageLoopBehavior behavior) {
  const bool ran = v8::platform::PumpMessageLoop(
      environment.options().platform, environment.isolate(), behavior);
  if (ran) environment.FinishTask();
  return ran;
}

bool RunReadyPlatformTask(Environment& environment) {
  return RunPlatformTask(environment, MessageLoopBehavior::kDoNotWait);
}

bool RunQueuedTask(Environment& environment) {
  std::unique_ptr<v8::Task> task = environment.tasks().Take();
  if (task == nullptr) return false;
  environment.RunTask([&] { task->Run(); });
  return true;
}

bool RunDueTimer(Environment& environment) {
  v8::HandleScope handles(environment.isolate());
  std::optional<TimerQueue::DueTimer> due =
      environment.timers().TakeDue(environment.isolate(), environment.Now());
  if (!due.has_value()) return false;
  environment.RunTask([&] {
    v8::Local<v8::Context> context = environment.context();
    due->callback
        ->Call(environment.isolate(), context, context->Global(),
               static_cast<int>(due->arguments.size()), due->arguments.data())
        .IsEmpty();
  });
  return true;
}

// Returns false where nothing can come any more.
bool Wait(Environment& environment) {
  if (!environment.timers().empty()) {
    const double left =
        environment.timers().next_deadline() - environment.Now();
    environment.options()
        .platform
        ->GetForegroundTaskRunner(environment.isolate(),
                                  v8::TaskPriority::kUserBlocking)
        ->PostDelayedTask(std::make_unique<WakeUp>(), std::max(left, 0.0));
  } else if (!environment.isolate()->HasPendingBackgroundTasks()) {
    return false;
  }
  RunPlatformTask(environment, MessageLoopBehavior::kWaitForWork);
  return true;
}

}  // namespace

void RunEventLoop(Environment& environment, absl::FunctionRef<bool()> done) {
  bool (*const sources[])(Environment&) = {RunReadyPlatformTask, RunQueuedTask,
                                           RunDueTimer};
  while (!environment.stopped() && !done()) {
    // One of each in turn: a task that always makes another one must not keep
    // timers from firing.
    bool ran = false;
    for (auto run : sources) {
      ran |= run(environment);
      if (environment.stopped() || done()) return;
    }
    if (!ran && !Wait(environment)) return;
  }
}

}  // namespace ferry::shell
