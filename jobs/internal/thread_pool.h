#ifndef FERRY_JOBS_INTERNAL_THREAD_POOL_H_
#define FERRY_JOBS_INTERNAL_THREAD_POOL_H_

#include <functional>
#include <memory>
#include <queue>
#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"

namespace ferry::internal {

// Threads that know nothing of V8: one for each processor. Thread-safe.
class ThreadPool {
 public:
  using Task = std::function<void()>;

  // The process's: made when first asked for, and gone with its last user.
  static std::shared_ptr<ThreadPool> Shared();

  ThreadPool();
  // Runs what was posted, then joins the threads.
  ~ThreadPool();

  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  void Post(Task task);

 private:
  void RunTasks();

  Mutex mutex_;
  CondVar changed_;
  std::queue<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  bool ends_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace ferry::internal

#endif  // FERRY_JOBS_INTERNAL_THREAD_POOL_H_
