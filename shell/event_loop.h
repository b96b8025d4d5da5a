#ifndef FERRY_SHELL_EVENT_LOOP_H_
#define FERRY_SHELL_EVENT_LOOP_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <cstddef>
#include <memory>

#include "absl/functional/function_ref.h"
#include "ferry/agent/event_loop.h"
#include "ferry/shell/activity.h"

namespace ferry::shell {

class Environment;

// A wait by Atomics.waitAsync.
enum class AsyncWait { kWithTimeout, kForever };

// The event loop of one isolate: V8's tasks and those of the library, timers
// included, and the environment's. Made and destroyed on the isolate's thread;
// its isolate was announced to `activity`.
class ShellEventLoop final : public EventLoop, private Activity::Member {
 public:
  ShellEventLoop(Environment& environment, Activity& activity);
  ~ShellEventLoop() override;

  // Runs tasks until the environment is stopped, `done` says so, or nothing can
  // come any more: no timer and no task is left, and nobody wants to wait for
  // messages and notifications or nobody is left who could send any.
  void Run(absl::FunctionRef<bool()> done);

  // The isolate waits, until V8 settles the promise of that wait.
  void BeginAsyncWait(AsyncWait wait) { ++async_waits_[Index(wait)]; }
  void EndAsyncWait(AsyncWait wait);

  // EventLoop. Tasks wait in the platform, beside V8's own.
  void PostTask(std::unique_ptr<v8::Task> task) override;
  void PostDelayedTask(std::unique_ptr<v8::Task> task, double seconds) override;
  void KeepAlive() override { ++keep_alive_; }
  void LetGo() override { --keep_alive_; }
  bool RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback) override;
  void ReportUncaught(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> error,
                      v8::Local<v8::Message> message) override;

 private:
  // Whether no task runs any more.
  bool IsOver() const;

  // Runs a task of each source, in turn: one that always makes another must not
  // keep timers from firing. Returns false where none waited.
  bool RunOneOfEach();

  static size_t Index(AsyncWait wait) { return static_cast<size_t>(wait); }
  bool Has(AsyncWait wait) const { return async_waits_[Index(wait)] > 0; }

  // Each runs one task, and returns false where none waits.
  bool RunReadyPlatformTask();
  bool RunQueuedTask();

  // Each returns false where nothing can come any more.
  bool Wait();
  bool WaitForMessages();
  void RunNextPlatformTask();
  void FinishPlatformTask();

  // Activity::Member.
  void Rouse() override;

  Environment& environment_;
  Activity& activity_;
  // Of Run, while it runs.
  const absl::FunctionRef<bool()>* done_ = nullptr;
  const std::shared_ptr<v8::TaskRunner> runner_;
  int keep_alive_ = 0;
  int async_waits_[2] = {0, 0};
  // Whether some have ended in the task that runs.
  bool has_settled_waits_ = false;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_EVENT_LOOP_H_
