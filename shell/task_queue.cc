#include "ferry/shell/task_queue.h"

#include <utility>

namespace ferry::shell {

void TaskQueue::Post(std::unique_ptr<v8::Task> task) {
  tasks_.push_back(std::move(task));
}

std::unique_ptr<v8::Task> TaskQueue::Take() {
  if (tasks_.empty()) return nullptr;
  std::unique_ptr<v8::Task> task = std::move(tasks_.front());
  tasks_.pop_front();
  return task;
}

}  // namespace ferry::shell
