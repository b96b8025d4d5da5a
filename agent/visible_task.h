#ifndef FERRY_AGENT_VISIBLE_TASK_H_
#define FERRY_AGENT_VISIBLE_TASK_H_

#include <v8-platform.h>

#include <memory>
#include <utility>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define FERRY_THREAD_SANITIZER
#endif
#endif
#ifdef __SANITIZE_THREAD__
#define FERRY_THREAD_SANITIZER
#endif

#ifdef FERRY_THREAD_SANITIZER

extern "C" void __tsan_acquire(void* address);
extern "C" void __tsan_release(void* address);

namespace ferry::internal {

class VisibleTask final : public v8::Task {
 public:
  explicit VisibleTask(std::unique_ptr<v8::Task> task)
      : task_(std::move(task)) {
    __tsan_release(this);
  }
  ~VisibleTask() override { __tsan_acquire(this); }

  void Run() override {
    __tsan_acquire(this);
    task_->Run();
  }

 private:
  const std::unique_ptr<v8::Task> task_;
};

}  // namespace ferry::internal

#endif

namespace ferry {

// `task` so that ThreadSanitizer sees its way from thread to thread: V8's
// platform, which hands it over, is rarely built with it. For event loops that
// post to the platform; in other builds it is the same task.
inline std::unique_ptr<v8::Task> MakeVisible(std::unique_ptr<v8::Task> task) {
#ifdef FERRY_THREAD_SANITIZER
  return std::make_unique<internal::VisibleTask>(std::move(task));
#else
  return task;
#endif
}

}  // namespace ferry

#endif  // FERRY_AGENT_VISIBLE_TASK_H_
