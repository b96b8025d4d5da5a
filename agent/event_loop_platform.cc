#include "ferry/agent/event_loop_platform.h"

#include <v8-exception.h>
#include <v8-microtask-queue.h>

#include <utility>

#include "ferry/agent/event_loop.h"

namespace ferry {

PlatformEventLoop::PlatformEventLoop(v8::Platform* platform,
                                     v8::Isolate* isolate,
                                     UncaughtHandler on_uncaught)
    : isolate_(isolate),
      runner_(platform->GetForegroundTaskRunner(isolate)),
      on_uncaught_(std::move(on_uncaught)) {}

void PlatformEventLoop::PostTask(std::unique_ptr<v8::Task> task) {
  {
    MutexLock lock(mutex_);
    if (is_looking_) {
      posted_.push_back(std::move(task));
      has_posted_.store(true, std::memory_order_relaxed);
      return;
    }
  }
  runner_->PostTask(MakeVisible(std::move(task)));
}

void PlatformEventLoop::PostDelayedTask(std::unique_ptr<v8::Task> task,
                                        double seconds) {
  runner_->PostDelayedTask(MakeVisible(std::move(task)), seconds);
}

void PlatformEventLoop::Wait(absl::FunctionRef<void()> sleep) {
  SetLooking(true);
  spin_.Until([this] { return has_posted_.load(std::memory_order_relaxed); });
  // Also what came at the last moment: the platform knows nothing of it.
  std::vector<std::unique_ptr<v8::Task>> tasks = SetLooking(false);
  for (std::unique_ptr<v8::Task>& task : tasks) task->Run();
  if (!tasks.empty()) return;
  sleep();
  spin_.Slept();
}

std::vector<std::unique_ptr<v8::Task>> PlatformEventLoop::SetLooking(
    bool is_looking) {
  MutexLock lock(mutex_);
  is_looking_ = is_looking;
  has_posted_.store(false, std::memory_order_relaxed);
  return std::exchange(posted_, {});
}

bool PlatformEventLoop::RunCallback(v8::Local<v8::Context> context,
                                    absl::FunctionRef<void()> callback) {
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context);
  {
    v8::TryCatch try_catch(isolate_);
    callback();
    if (try_catch.HasTerminated()) return false;
    if (try_catch.HasCaught()) {
      ReportUncaught(context, try_catch.Exception(), try_catch.Message());
    }
  }
  // A context whose global was detached has none.
  if (v8::MicrotaskQueue* microtasks = context->GetMicrotaskQueue()) {
    microtasks->PerformCheckpoint(isolate_);
  }
  return !isolate_->IsExecutionTerminating();
}

void PlatformEventLoop::ReportUncaught(v8::Local<v8::Context> context,
                                       v8::Local<v8::Value> error,
                                       v8::Local<v8::Message> message) {
  on_uncaught_(context, error, message);
}

}  // namespace ferry
