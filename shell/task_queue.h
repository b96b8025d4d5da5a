#ifndef FERRY_SHELL_TASK_QUEUE_H_
#define FERRY_SHELL_TASK_QUEUE_H_

#include <v8-platform.h>

#include <deque>
#include <memory>

namespace ferry::shell {

// What native functions have put off, first come, first served.
//
// Not the platform's queue: that one outlives the environment, while these
// tasks hold handles and native objects of it and die with it. Isolate-bound:
// destroyed before its isolate, and what waits then never runs.
class TaskQueue {
 public:
  void Post(std::unique_ptr<v8::Task> task);

  // The next task; null where there is none.
  std::unique_ptr<v8::Task> Take();

 private:
  std::deque<std::unique_ptr<v8::Task>> tasks_;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_TASK_QUEUE_H_
