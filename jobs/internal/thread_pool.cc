#include "ferry/jobs/internal/thread_pool.h"

#include <algorithm>
#include <utility>

namespace ferry::internal {

std::shared_ptr<ThreadPool> ThreadPool::Shared() {
  // Never destroyed: threads may ask for the pool to the end of the process.
  static auto* mutex = new Mutex;
  static std::weak_ptr<ThreadPool>* shared ABSL_PT_GUARDED_BY(*mutex) =
      new std::weak_ptr<ThreadPool>;
  MutexLock lock(*mutex);
  std::shared_ptr<ThreadPool> pool = shared->lock();
  if (pool == nullptr) *shared = pool = std::make_shared<ThreadPool>();
  return pool;
}

ThreadPool::ThreadPool() {
  const unsigned count = std::max(1u, std::thread::hardware_concurrency());
  for (unsigned i = 0; i < count; ++i) {
    threads_.emplace_back([this] { RunTasks(); });
  }
}

ThreadPool::~ThreadPool() {
  {
    MutexLock lock(mutex_);
    ends_ = true;
  }
  changed_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Post(Task task) {
  {
    MutexLock lock(mutex_);
    tasks_.push(std::move(task));
  }
  changed_.NotifyOne();
}

void ThreadPool::RunTasks() {
  for (;;) {
    Task task;
    {
      MutexLock lock(mutex_);
      while (!ends_ && tasks_.empty()) changed_.Wait(mutex_);
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop();
    }
    task();
  }
}

}  // namespace ferry::internal
