#ifndef FERRY_AGENT_EVENT_LOOP_H_
#define FERRY_AGENT_EVENT_LOOP_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <chrono>  // NOLINT(build/c++11)
#include <memory>

#include "absl/functional/function_ref.h"

namespace ferry {

// What the embedder's event loop offers to one isolate. PlatformEventLoop is
// one over v8::Platform; one over libuv begins like this:
//
//   class UvEventLoop final : public ferry::EventLoop {
//     void PostTask(std::unique_ptr<v8::Task> task) override {
//       ferry::MutexLock lock(mutex_);
//       tasks_.push_back(std::move(task));
//       uv_async_send(&async_);  // whose callback runs them
//     }
//     void KeepAlive() override {
//       if (users_++ == 0) uv_ref(async_handle());
//     }
//     void LetGo() override {
//       if (--users_ == 0) uv_unref(async_handle());
//     }
//     ...
//   };
//
// (node/uv_event_loop.h is the whole of it.)
//
// Ownership: the embedder's; outlives the Agent that it is given to
// (Agent::Options). No call comes after the Agent's destructor, so that another
// thread's message never reaches a loop that is gone.
class EventLoop {
 public:
  virtual ~EventLoop() = default;

  // Runs `task` soon on the isolate's thread, with the isolate entered and no
  // JavaScript below it on the stack. A task that waits keeps the loop running.
  //
  // Any thread, also during a garbage collection, and under a lock of the
  // library: it must not block, must not call the library or V8, and must not
  // run the task itself, which ends the process.
  virtual void PostTask(std::unique_ptr<v8::Task> task) = 0;

  // Runs `task` so too, but not before `seconds` are over. It does not keep the
  // loop running: KeepAlive does. A task that comes after the Agent's end does
  // nothing, and may be dropped. On the isolate's thread; Timers does the rest.
  virtual void PostDelayedTask(std::unique_ptr<v8::Task> task,
                               double seconds) = 0;

  // The loop waits for tasks, and does not end, as long as KeepAlive was called
  // more often than LetGo. On the isolate's thread.
  virtual void KeepAlive() = 0;
  virtual void LetGo() = 0;

  // Runs `callback`, once and before it returns, as a task of its own in
  // `context`: in a HandleScope and a Context::Scope, microtasks after it,
  // errors that it throws caught and reported as uncaught. Returns false where
  // nothing else should run before control is back in the loop: execution was
  // terminated, or the embedder stops; then the callback may be left out, and
  // what it was for is lost. On the isolate's thread.
  virtual bool RunCallback(v8::Local<v8::Context> context,
                           absl::FunctionRef<void()> callback) = 0;

  // Reports an error that nobody caught, as of one event listener among many.
  // On the isolate's thread, with `context` entered.
  virtual void ReportUncaught(v8::Local<v8::Context> context,
                              v8::Local<v8::Value> error,
                              v8::Local<v8::Message> message) = 0;
};

// Looks for work for a short while before a thread sleeps: to be woken up costs
// tens of microseconds, more than another core needs for an answer. Adaptive:
// it goes on only as long as answers keep coming that soon, and does nothing
// where there is no other core.
//
//   ferry::EventLoopSpin spin;
//   if (!spin.Until([&] { return queue.has_work(); })) {
//     queue.Sleep();
//     spin.Slept();
//   }
//
// Bound to the thread that waits.
class EventLoopSpin {
 public:
  static constexpr std::chrono::microseconds kUsual{50};

  // Looks for `longest` at most; zero for never.
  explicit EventLoopSpin(std::chrono::microseconds longest = kUsual);

  // Asks `is_done` again and again; false where it is time to sleep.
  bool Until(absl::FunctionRef<bool()> is_done);

  // What Until looked for in vain has come, after a sleep. Where that was less
  // than twice as long as the longest look, about half of which is the waking
  // up, the next look is a longer one.
  void Slept();

 private:
  using Clock = std::chrono::steady_clock;

  const Clock::duration longest_;
  Clock::duration budget_;
  Clock::time_point start_;
};

// `task` so that ThreadSanitizer sees its way from thread to thread: V8's
// platform, which hands it over, is rarely built with it. For event loops that
// post to the platform; in other builds it is the same task.
std::unique_ptr<v8::Task> MakeVisible(std::unique_ptr<v8::Task> task);

}  // namespace ferry

#endif  // FERRY_AGENT_EVENT_LOOP_H_
