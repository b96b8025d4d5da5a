#ifndef FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_
#define FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_

#include <chrono>  // NOLINT(build/c++11)
#include <optional>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/internal/receiver.h"

namespace ferry::internal {

// Wakes the thread that waits for one port. Thread-safe.
class ThreadWaker final : public Receiver {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void Wake() override {
    {
      MutexLock lock(mutex_);
      signaled_ = true;
    }
    condition_.NotifyOne();
  }

  // Returns at once where there was a Wake since the last Wait. False where the
  // time is over; without `deadline` it waits for ever.
  bool Wait(const std::optional<TimePoint>& deadline) {
    MutexLock lock(mutex_);
    while (!signaled_) {
      if (!deadline) {
        condition_.Wait(mutex_);
      } else if (!condition_.WaitUntil(mutex_, *deadline) && !signaled_) {
        return false;
      }
    }
    signaled_ = false;
    return true;
  }

 private:
  Mutex mutex_;
  CondVar condition_;
  bool signaled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_
