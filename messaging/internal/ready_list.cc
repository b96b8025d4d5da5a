#include "ferry/messaging/internal/ready_list.h"

#include <v8-platform.h>

#include <algorithm>
#include <utility>

#include "absl/log/absl_check.h"

namespace ferry::internal {

class ReadyList::RunTask final : public v8::Task {
 public:
  explicit RunTask(std::weak_ptr<ReadyList> list) : list_(std::move(list)) {}

  void Run() override {
    if (std::shared_ptr<ReadyList> list = list_.lock()) list->Run();
  }

 private:
  const std::weak_ptr<ReadyList> list_;
};

void ReadyList::Add(std::shared_ptr<IsolateReceiver> receiver) {
  MutexLock lock(mutex_);
  if (loop_ == nullptr) return;
  receivers_.push_back(std::move(receiver));
  has_receivers_.store(true, std::memory_order_relaxed);
  if (posted_) return;
  called_from_elsewhere_ = thread_ != std::this_thread::get_id();
  PostRun();
}

void ReadyList::Run() {
  // Else the lock, which this thread holds, would be waited for forever.
  ABSL_CHECK(posting_.load(std::memory_order_relaxed) !=
             std::this_thread::get_id())
      << "EventLoop::PostTask ran the task itself; it must run later.";
  BeginRun();
  size_t budget = kMaxMessagesPerRun;
  while (budget > 0) {
    std::shared_ptr<IsolateReceiver> receiver = Take();
    if (receiver == nullptr) {
      if (!WaitAwake()) break;
      budget -= std::min(budget, kMessagesPerWait);
      continue;
    }
    size_t handled = receiver->Run(budget);
    if (handled == kStopped) break;
    // A turn without a message may have told of a close.
    budget -= std::min(budget, std::max<size_t>(handled, 1));
  }
  has_posted_ = false;
  MutexLock lock(mutex_);
  posted_ = false;
  if (loop_ != nullptr && !receivers_.empty()) PostRun();
}

void ReadyList::BeginRun() {
  bool called_from_elsewhere;
  {
    MutexLock lock(mutex_);
    thread_ = std::this_thread::get_id();
    called_from_elsewhere = std::exchange(called_from_elsewhere_, false);
  }
  if (called_from_elsewhere && !has_posted_) spin_.Slept();
}

bool ReadyList::WaitAwake() {
  return spin_.Until(
      [this] { return has_receivers_.load(std::memory_order_relaxed); });
}

void ReadyList::Close() {
  std::deque<std::shared_ptr<IsolateReceiver>> dropped;
  MutexLock lock(mutex_);
  loop_ = nullptr;
  dropped.swap(receivers_);
  has_receivers_.store(false, std::memory_order_relaxed);
}

void ReadyList::PostRun() {
  posted_ = true;
  posting_.store(std::this_thread::get_id(), std::memory_order_relaxed);
  loop_->PostTask(std::make_unique<RunTask>(weak_from_this()));
  posting_.store(std::thread::id(), std::memory_order_relaxed);
}

std::shared_ptr<IsolateReceiver> ReadyList::Take() {
  MutexLock lock(mutex_);
  if (receivers_.empty()) return nullptr;
  std::shared_ptr<IsolateReceiver> receiver = std::move(receivers_.front());
  receivers_.pop_front();
  has_receivers_.store(!receivers_.empty(), std::memory_order_relaxed);
  return receiver;
}

}  // namespace ferry::internal
