#ifndef FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_
#define FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_

#include <atomic>
#include <chrono>  // NOLINT(build/c++11)
#include <optional>

#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/internal/receiver.h"

namespace ferry::internal {

// Wakes the thread that waits for one port. Thread-safe.
class ThreadWaker final : public Receiver {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  void Wake() override {
    signaled_.store(true);
    if (!is_asleep_.load()) return;
    // Whoever fell asleep before seeing the signal waits by now.
    MutexLock lock(mutex_);
    condition_.NotifyOne();
  }

  // Returns at once where there was a Wake since the last Wait. False where the
  // time is over; without `deadline` it waits for ever. Before it sleeps it
  // stays awake for a moment, as long as that pays off. One thread at a time.
  bool Wait(const std::optional<TimePoint>& deadline) {
    const bool has_time =
        !deadline || *deadline > std::chrono::steady_clock::now();
    if (has_time && !spin_.Until([this] { return signaled_.load(); }) &&
        Sleep(deadline)) {
      spin_.Slept();
    }
    return signaled_.exchange(false);
  }

 private:
  bool Sleep(const std::optional<TimePoint>& deadline) {
    MutexLock lock(mutex_);
    is_asleep_.store(true);
    bool in_time = true;
    while (in_time && !signaled_.load()) {
      if (deadline) {
        in_time = condition_.WaitUntil(mutex_, *deadline);
      } else {
        condition_.Wait(mutex_);
      }
    }
    is_asleep_.store(false);
    return signaled_.load();
  }

  // Each side writes one and then looks at the other's, in one order for both.
  std::atomic<bool> signaled_{false};
  std::atomic<bool> is_asleep_{false};
  Mutex mutex_;
  CondVar condition_;
  EventLoopSpin spin_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_THREAD_WAKER_H_
