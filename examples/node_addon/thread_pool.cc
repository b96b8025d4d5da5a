#include "ferry/examples/node_addon/thread_pool.h"

#include <algorithm>
#include <utility>

namespace ferry::node_addon {

std::shared_ptr<ThreadPool> ThreadPool::Shared() {
  // Never destroyed: threads may ask for the pool to the end of the process.
  static auto* mutex = new std::mutex;
  static auto* shared = new std::weak_ptr<ThreadPool>;
  std::lock_guard<std::mutex> lock(*mutex);
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
    std::lock_guard<std::mutex> lock(mutex_);
    ends_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::Post(Task task) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push(std::move(task));
  }
  changed_.notify_one();
}

void ThreadPool::RunTasks() {
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ends_ || !tasks_.empty(); });
    if (tasks_.empty()) return;
    Task task = std::move(tasks_.front());
    tasks_.pop();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

}  // namespace ferry::node_addon
