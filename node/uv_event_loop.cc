#include "ferry/node/uv_event_loop.h"

#include <node.h>
#include <v8-exception.h>
#include <v8-object.h>

#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/log/absl_check.h"

namespace ferry {

UvEventLoop::UvEventLoop(v8::Isolate* isolate) : isolate_(isolate) {
  wake_up_.data = this;
  ABSL_CHECK_EQ(
      uv_async_init(node::GetCurrentEventLoop(isolate), &wake_up_,
                    [](uv_async_t* handle) {
                      static_cast<UvEventLoop*>(handle->data)->RunTasks();
                    }),
      0);
  uv_unref(reinterpret_cast<uv_handle_t*>(&wake_up_));
}

UvEventLoop::~UvEventLoop() = default;

void UvEventLoop::Close(std::function<void()> closed) {
  closed_ = std::move(closed);
  {
    MutexLock lock(mutex_);
    tasks_.clear();
  }
  for (Delayed* delayed : std::exchange(delayed_, {})) Delete(delayed);
  uv_close(reinterpret_cast<uv_handle_t*>(&wake_up_), [](uv_handle_t* handle) {
    // It may destroy the loop and itself.
    std::exchange(static_cast<UvEventLoop*>(handle->data)->closed_, nullptr)();
  });
}

void UvEventLoop::PostTask(std::unique_ptr<v8::Task> task) {
  MutexLock lock(mutex_);
  tasks_.push_back(std::move(task));
  // Many calls before the loop comes to it are one wake-up.
  uv_async_send(&wake_up_);
}

void UvEventLoop::PostDelayedTask(std::unique_ptr<v8::Task> task,
                                  double seconds) {
  auto* delayed =
      new Delayed{.timer = {}, .loop = this, .task = std::move(task)};
  delayed_.insert(delayed);
  delayed->timer.data = delayed;
  uv_timer_init(node::GetCurrentEventLoop(isolate_), &delayed->timer);
  uv_unref(reinterpret_cast<uv_handle_t*>(&delayed->timer));
  // libuv counts milliseconds: rather late than early.
  uv_timer_start(
      &delayed->timer,
      [](uv_timer_t* timer) {
        auto* due = static_cast<Delayed*>(timer->data);
        std::unique_ptr<v8::Task> task = std::move(due->task);
        v8::HandleScope handles(due->loop->isolate_);
        due->loop->delayed_.erase(due);
        Delete(due);
        task->Run();
      },
      static_cast<uint64_t>(std::ceil(seconds * 1000)), 0);
}

void UvEventLoop::Delete(Delayed* delayed) {
  uv_close(
      reinterpret_cast<uv_handle_t*>(&delayed->timer),
      [](uv_handle_t* timer) { delete static_cast<Delayed*>(timer->data); });
}

void UvEventLoop::KeepAlive() {
  if (keep_alive_++ == 0) uv_ref(reinterpret_cast<uv_handle_t*>(&wake_up_));
}

void UvEventLoop::LetGo() {
  if (--keep_alive_ == 0) uv_unref(reinterpret_cast<uv_handle_t*>(&wake_up_));
}

void UvEventLoop::RunTasks() {
  std::vector<std::unique_ptr<v8::Task>> tasks;
  {
    MutexLock lock(mutex_);
    tasks.swap(tasks_);
  }
  v8::HandleScope handles(isolate_);
  for (std::unique_ptr<v8::Task>& task : tasks) task->Run();
}

bool UvEventLoop::RunCallback(v8::Local<v8::Context> context,
                              absl::FunctionRef<void()> callback) {
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context);
  // Ends with process.nextTick and microtasks.
  node::CallbackScope callback_scope(isolate_, v8::Object::New(isolate_),
                                     {0, 0});
  v8::TryCatch try_catch(isolate_);
  callback();
  if (try_catch.HasTerminated()) return false;
  if (try_catch.HasCaught()) node::FatalException(isolate_, try_catch);
  return !isolate_->IsExecutionTerminating();
}

void UvEventLoop::ReportUncaught(v8::Local<v8::Context> context,
                                 v8::Local<v8::Value> error,
                                 v8::Local<v8::Message>) {
  // Node takes the error out of a TryCatch.
  v8::TryCatch try_catch(isolate_);
  isolate_->ThrowException(error);
  node::FatalException(isolate_, try_catch);
}

}  // namespace ferry
