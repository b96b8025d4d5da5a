#ifndef FERRY_SHELL_WORKER_THREAD_H_
#define FERRY_SHELL_WORKER_THREAD_H_

#include <v8-isolate.h>

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/shell/environment.h"

namespace ferry::shell {

class Worker;

// What a worker begins with. Nothing in it belongs to an isolate, so it may go
// to another thread.
struct WorkerStart {
  std::string source;
  // Where the source is from.
  std::string path;
  // The global variable workerData.
  SerializedValue data;
  DetachedMessagePort port;
  // Of the new environment, but for what is the worker's own.
  Environment::Options options;
};

// How a worker ended.
struct WorkerExit {
  // It called quit(code), which ends the program.
  bool quits = false;
  int code = 0;
};

// What a worker's thread and the thread of its parent share.
class WorkerLink {
 public:
  // `parent` outlives the worker's thread.
  WorkerLink(EventLoop& parent, Worker* worker)
      : parent_(parent), worker_(worker) {}

  // --- For the parent.

  // Stops the worker at its next chance. Any number of calls.
  void Terminate();
  // Reports reach nobody from then on.
  void Forget() { worker_ = nullptr; }
  // Null where it is gone. On the parent's thread.
  Worker* worker() const { return worker_; }

  // --- For the worker's thread.

  void Attach(Environment& environment);
  void Detach();
  bool is_terminated() const;

  EventLoop& parent() { return parent_; }

 private:
  EventLoop& parent_;
  Worker* worker_;

  mutable Mutex mutex_;
  bool is_terminated_ ABSL_GUARDED_BY(mutex_) = false;
  // Null where there is none yet, or none any more.
  Environment* environment_ ABSL_GUARDED_BY(mutex_) = nullptr;
};

// Runs a worker from its first to its last breath, on a thread that has no
// isolate yet.
void RunWorker(WorkerStart start, std::shared_ptr<WorkerLink> link);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_WORKER_THREAD_H_
