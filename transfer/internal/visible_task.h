#ifndef FERRY_TRANSFER_INTERNAL_VISIBLE_TASK_H_
#define FERRY_TRANSFER_INTERNAL_VISIBLE_TASK_H_

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

// A task whose way from thread to thread ThreadSanitizer sees: V8's platform,
// which hands it over, is rarely built with it.
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

inline std::unique_ptr<v8::Task> MakeVisible(std::unique_ptr<v8::Task> task) {
  return std::make_unique<VisibleTask>(std::move(task));
}

}  // namespace ferry::internal

#else

namespace ferry::internal {

inline std::unique_ptr<v8::Task> MakeVisible(std::unique_ptr<v8::Task> task) {
  return task;
}

}  // namespace ferry::internal

#endif

#endif  // FERRY_TRANSFER_INTERNAL_VISIBLE_TASK_H_
