#ifndef FERRY_NODE_UV_EVENT_LOOP_H_
#define FERRY_NODE_UV_EVENT_LOOP_H_

#include <uv.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-message.h>
#include <v8-platform.h>
#include <v8-value.h>

#include <functional>
#include <memory>
#include <set>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"

namespace ferry {

// The event loop of one Node.js environment (the main thread or a worker), over
// libuv: another thread's tasks come by uv_async_send, callbacks run as Node's
// own do, with process.nextTick, microtasks and 'uncaughtException' after them.
//
// Only KeepAlive keeps Node's process running: a task that another thread posts
// to a loop that ends is dropped. Ports with listeners and running jobs call
// it, so what they wait for is not lost.
//
// Threads: the environment's but for PostTask.
class UvEventLoop final : public EventLoop {
 public:
  explicit UvEventLoop(v8::Isolate* isolate);
  ~UvEventLoop() override;

  UvEventLoop(const UvEventLoop&) = delete;
  UvEventLoop& operator=(const UvEventLoop&) = delete;

  // Ends the loop; tasks that wait are destroyed. `closed` is called when libuv
  // has let go of it, and may destroy it.
  void Close(std::function<void()> closed);

  // EventLoop.
  void PostTask(std::unique_ptr<v8::Task> task) override;
  void PostDelayedTask(std::unique_ptr<v8::Task> task, double seconds) override;
  void KeepAlive() override;
  void LetGo() override;
  bool RunCallback(v8::Local<v8::Context> context,
                   absl::FunctionRef<void()> callback) override;
  void ReportUncaught(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> error,
                      v8::Local<v8::Message> message) override;

 private:
  // A delayed task; owned by libuv, and deleted when that has let go of it.
  struct Delayed {
    uv_timer_t timer;
    UvEventLoop* loop;
    std::unique_ptr<v8::Task> task;
  };
  static void Delete(Delayed* delayed);

  void RunTasks();

  v8::Isolate* const isolate_;
  uv_async_t wake_up_;
  int keep_alive_ = 0;
  std::function<void()> closed_;
  std::set<Delayed*> delayed_;

  Mutex mutex_;
  std::vector<std::unique_ptr<v8::Task>> tasks_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ferry

#endif  // FERRY_NODE_UV_EVENT_LOOP_H_
