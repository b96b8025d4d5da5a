#ifndef FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_
#define FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_

#include <chrono>              // NOLINT(build/c++11)
#include <condition_variable>  // NOLINT(build/c++11)
#include <memory>
#include <mutex>  // NOLINT(build/c++11)
#include <optional>
#include <utility>

#include "ferry/messaging/internal/ready_list.h"

namespace ferry::internal {

// Wakes the thread that waits for one port. Thread-safe.
class ThreadWaker final : public InboxReader {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void Add(std::shared_ptr<Receiver>) override { Wake(); }

  void Wake() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      signaled_ = true;
    }
    condition_.notify_one();
  }

  // Returns at once where there was a Wake since the last Wait. False where the
  // time is over; without `deadline` it waits for ever.
  bool Wait(const std::optional<TimePoint>& deadline) {
    std::unique_lock<std::mutex> lock(mutex_);
    auto signaled = [this] { return signaled_; };
    if (!deadline) {
      condition_.wait(lock, signaled);
    } else if (!condition_.wait_until(lock, *deadline, signaled)) {
      return false;
    }
    signaled_ = false;
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
  // Under the mutex.
  bool signaled_ = false;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_
