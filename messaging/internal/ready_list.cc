#include "ferry/messaging/internal/ready_list.h"

#include <v8-platform.h>

#include <utility>

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

void ReadyList::Add(std::shared_ptr<Receiver> receiver) {
  MutexLock lock(mutex_);
  if (loop_ == nullptr) return;
  receivers_.push_back(std::move(receiver));
  if (!posted_) PostRun();
}

void ReadyList::Run() {
  size_t budget = kMaxMessagesPerRun;
  while (budget > 0) {
    std::shared_ptr<Receiver> receiver = Take();
    if (receiver == nullptr) break;
    size_t handled = receiver->Run(*this, budget);
    if (handled == Receiver::kStopped) break;
    budget -= handled;
  }
  MutexLock lock(mutex_);
  posted_ = false;
  if (loop_ != nullptr && !receivers_.empty()) PostRun();
}

void ReadyList::Close() {
  std::deque<std::shared_ptr<Receiver>> dropped;
  MutexLock lock(mutex_);
  loop_ = nullptr;
  dropped.swap(receivers_);
}

void ReadyList::PostRun() {
  posted_ = true;
  loop_->PostTask(std::make_unique<RunTask>(weak_from_this()));
}

std::shared_ptr<Receiver> ReadyList::Take() {
  MutexLock lock(mutex_);
  if (receivers_.empty()) return nullptr;
  std::shared_ptr<Receiver> receiver = std::move(receivers_.front());
  receivers_.pop_front();
  return receiver;
}

}  // namespace ferry::internal
