#ifndef FERRY_JOBS_INTERNAL_LOOP_LINK_H_
#define FERRY_JOBS_INTERNAL_LOOP_LINK_H_

#include <v8-platform.h>

#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"

namespace ferry::internal {

// The way of other threads to an event loop that may end before them.
// Thread-safe.
class LoopLink {
 public:
  explicit LoopLink(EventLoop& loop) : loop_(&loop) {}

  // Destroys the task where the loop has ended.
  void PostTask(std::unique_ptr<v8::Task> task) {
    MutexLock lock(mutex_);
    if (loop_ != nullptr) loop_->PostTask(std::move(task));
  }

  // No task is posted from now on.
  void Cut() {
    MutexLock lock(mutex_);
    loop_ = nullptr;
  }

  // For tasks that were posted before.
  bool is_cut() {
    MutexLock lock(mutex_);
    return loop_ == nullptr;
  }

 private:
  Mutex mutex_;
  EventLoop* loop_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ferry::internal

#endif  // FERRY_JOBS_INTERNAL_LOOP_LINK_H_
