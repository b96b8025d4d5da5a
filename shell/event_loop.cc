#include "ferry/shell/event_loop.h"

#include <libplatform/libplatform.h>

#include <utility>

#include "ferry/agent/event_loop.h"
#include "ferry/agent/timers.h"
#include "ferry/shell/environment.h"

namespace ferry::shell {
namespace {

using v8::platform::MessageLoopBehavior;

// Ends a wait for tasks.
class WakeUp final : public v8::Task {
 public:
  void Run() override {}
};

}  // namespace

ShellEventLoop::ShellEventLoop(Environment& environment, Activity& activity)
    : environment_(environment),
      activity_(activity),
      runner_(environment.options().platform->GetForegroundTaskRunner(
          environment.isolate(), v8::TaskPriority::kUserBlocking)) {
  activity_.Join(*this);
}

ShellEventLoop::~ShellEventLoop() { activity_.Leave(*this); }

void ShellEventLoop::PostTask(std::unique_ptr<v8::Task> task) {
  runner_->PostTask(MakeVisible(std::move(task)));
  activity_.Wake(*this);
}

void ShellEventLoop::PostDelayedTask(std::unique_ptr<v8::Task> task,
                                     double seconds) {
  runner_->PostDelayedTask(MakeVisible(std::move(task)), seconds);
}

void ShellEventLoop::EndAsyncWait(AsyncWait wait) {
  --async_waits_[Index(wait)];
  has_settled_waits_ = true;
  activity_.OnNotified();
}

void ShellEventLoop::Rouse() {
  runner_->PostTask(MakeVisible(std::make_unique<WakeUp>()));
}

bool ShellEventLoop::RunCallback(v8::Local<v8::Context> context,
                                 absl::FunctionRef<void()> callback) {
  environment_.RunTask(callback);
  // Also what waits in ports is dropped when a worker has called close().
  return !IsOver();
}

void ShellEventLoop::ReportUncaught(v8::Local<v8::Context> context,
                                    v8::Local<v8::Value> error,
                                    v8::Local<v8::Message> message) {
  environment_.ReportUncaught(UncaughtKind::kException, error, message);
}

bool ShellEventLoop::IsOver() const {
  return environment_.stopped() || (done_ != nullptr && (*done_)());
}

void ShellEventLoop::Run(absl::FunctionRef<bool()> done) {
  done_ = &done;
  while (!IsOver() && (RunOneOfEach() || Wait())) continue;
  done_ = nullptr;
}

bool ShellEventLoop::RunOneOfEach() {
  bool (ShellEventLoop::* const sources[])() = {
      &ShellEventLoop::RunQueuedTask, &ShellEventLoop::RunReadyPlatformTask};
  bool ran = false;
  for (auto run : sources) {
    if (IsOver()) return true;
    ran |= (this->*run)();
  }
  return ran;
}

bool ShellEventLoop::RunReadyPlatformTask() {
  const bool ran = v8::platform::PumpMessageLoop(
      environment_.options().platform, environment_.isolate(),
      MessageLoopBehavior::kDoNotWait);
  if (ran) FinishPlatformTask();
  return ran;
}

bool ShellEventLoop::RunQueuedTask() {
  std::unique_ptr<v8::Task> task = environment_.tasks().Take();
  if (task == nullptr) return false;
  environment_.RunTask([&] { task->Run(); });
  return true;
}

bool ShellEventLoop::Wait() {
  if (!Has(AsyncWait::kWithTimeout) &&
      !environment_.isolate()->HasPendingBackgroundTasks()) {
    if (keep_alive_ == 0 && !Has(AsyncWait::kForever)) return false;
    // A timer, even one that keeps nothing alive, may end all other waits.
    if (Timers::Of(environment_.agent()).empty()) return WaitForMessages();
  }
  RunNextPlatformTask();
  return true;
}

bool ShellEventLoop::WaitForMessages() {
  switch (activity_.BeginWait(*this, Has(AsyncWait::kForever))) {
    case Activity::Advice::kEnd:
      return false;
    case Activity::Advice::kLookAgain:
      return true;
    case Activity::Advice::kWait:
      RunNextPlatformTask();
      activity_.EndWait(*this);
      return true;
  }
  return false;
}

void ShellEventLoop::RunNextPlatformTask() {
  v8::platform::PumpMessageLoop(environment_.options().platform,
                                environment_.isolate(),
                                MessageLoopBehavior::kWaitForWork);
  FinishPlatformTask();
}

// Who waited may have notified others in turn, after they had looked.
void ShellEventLoop::FinishPlatformTask() {
  environment_.FinishTask();
  if (std::exchange(has_settled_waits_, false)) activity_.OnNotified();
}

}  // namespace ferry::shell
