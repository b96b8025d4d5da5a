#include "ferry/agent/event_loop.h"

#include <algorithm>
#include <thread>  // NOLINT(build/c++11)
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
#endif

namespace ferry {
namespace {

using std::chrono::microseconds;

constexpr microseconds kMinBudget(1);

// Between two looks at the clock, which costs as much as some of them.
constexpr int kLooks = 32;

void Pause() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

#ifdef FERRY_THREAD_SANITIZER
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
#endif

}  // namespace

EventLoopSpin::EventLoopSpin(microseconds longest)
    : longest_(std::thread::hardware_concurrency() > 1 ? longest
                                                       : microseconds::zero()),
      budget_(longest_) {}

bool EventLoopSpin::Until(absl::FunctionRef<bool()> is_done) {
  if (is_done()) return true;
  if (longest_ < kMinBudget) return false;
  start_ = Clock::now();
  const Clock::time_point end = start_ + budget_;
  while (budget_ >= kMinBudget) {
    for (int i = 0; i < kLooks; ++i) {
      if (is_done()) {
        budget_ = longest_;
        return true;
      }
      Pause();
    }
    if (Clock::now() >= end) break;
    // Whoever will send may be waiting for this very core.
    std::this_thread::yield();
  }
  budget_ /= 2;
  return is_done();
}

void EventLoopSpin::Slept() {
  if (longest_ < kMinBudget || Clock::now() - start_ >= 2 * longest_) return;
  budget_ = std::min(4 * budget_ + kMinBudget, longest_);
}

std::unique_ptr<v8::Task> MakeVisible(std::unique_ptr<v8::Task> task) {
#ifdef FERRY_THREAD_SANITIZER
  return std::make_unique<VisibleTask>(std::move(task));
#else
  return task;
#endif
}

}  // namespace ferry
