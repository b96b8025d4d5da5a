#ifndef FERRY_AGENT_EVENT_LOOP_PLATFORM_H_
#define FERRY_AGENT_EVENT_LOOP_PLATFORM_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <atomic>
#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"

namespace ferry {

// The loop of an embedder that pumps its v8::Platform
// (v8::platform::PumpMessageLoop): tasks go to the isolate's foreground task
// runner.
//
//   ferry::PlatformEventLoop loop(platform, isolate, report);
//   ferry::Agent agent(isolate, cluster, {.event_loop = &loop});
//   while (loop.is_alive()) {
//     if (v8::platform::PumpMessageLoop(platform, isolate)) continue;
//     loop.Wait([&] {
//       v8::platform::PumpMessageLoop(platform, isolate,
//                                     MessageLoopBehavior::kWaitForWork);
//     });
//   }
//
// Threads: isolate-bound but for PostTask.
class PlatformEventLoop final : public EventLoop {
 public:
  // Gets each error that nobody caught, with the context entered.
  using UncaughtHandler =
      std::function<void(v8::Local<v8::Context> context,
                         v8::Local<v8::Value> error, v8::Local<v8::Message>)>;

  // `platform` and `isolate` outlive the loop.
  PlatformEventLoop(v8::Platform* platform, v8::Isolate* isolate,
                    UncaughtHandler on_uncaught);

  PlatformEventLoop(const PlatformEventLoop&) = delete;
  PlatformEventLoop& operator=(const PlatformEventLoop&) = delete;

  // Whether somebody wants the loop to wait for tasks. It says nothing about
  // tasks that wait already: the platform knows those.
  bool is_alive() const { return keep_alive_ > 0; }

  // Waits for a task and runs it: looks for one from another thread for a short
  // while, as long as that pays off, and only then calls `sleep`, which must
  // wait for the platform's tasks and run one.
  void Wait(absl::FunctionRef<void()> sleep);

  // EventLoop.
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
  // Returns what was posted until now.
  std::vector<std::unique_ptr<v8::Task>> SetLooking(bool is_looking);

  v8::Isolate* const isolate_;
  const std::shared_ptr<v8::TaskRunner> runner_;
  const UncaughtHandler on_uncaught_;
  int keep_alive_ = 0;

  EventLoopSpin spin_;
  Mutex mutex_;
  // Whether Wait looks at `posted_`.
  bool is_looking_ ABSL_GUARDED_BY(mutex_) = false;
  // What was posted meanwhile, past the platform.
  std::vector<std::unique_ptr<v8::Task>> posted_ ABSL_GUARDED_BY(mutex_);
  // Whether something was, for Wait to look at without the lock.
  std::atomic<bool> has_posted_{false};
};

}  // namespace ferry

#endif  // FERRY_AGENT_EVENT_LOOP_PLATFORM_H_
