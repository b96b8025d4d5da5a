#ifndef FERRY_MESSAGING_INTERNAL_READY_LIST_H_
#define FERRY_MESSAGING_INTERNAL_READY_LIST_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <thread>  // NOLINT(build/c++11)

#include "absl/base/thread_annotations.h"
#include "ferry/agent/event_loop.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/internal/isolate_receiver.h"

namespace ferry::internal {

// The receivers of one isolate that have something to do, and its event loop,
// of which they want one wake-up together. Other threads' link to an agent: it
// outlives the agent, and then does nothing.
//
// Thread-safe. Its lock is the last one that is taken: only the embedder's
// EventLoop::PostTask runs under it.
class ReadyList final : public std::enable_shared_from_this<ReadyList> {
 public:
  // A run handles no more messages than this, whatever their number, before it
  // lets the loop do other things.
  static constexpr size_t kMaxMessagesPerRun = 1000;

  // What a turn returns after which nothing else should run.
  static constexpr size_t kStopped = static_cast<size_t>(-1);

  explicit ReadyList(EventLoop* loop) : loop_(loop) {}

  // `receiver` gets a turn soon.
  void Add(std::shared_ptr<IsolateReceiver> receiver);

  // Gives turns until no receiver is left or the budget is used up. On the
  // isolate's thread.
  void Run();

  // The agent ends: no task is posted and nothing runs from now on. On the
  // isolate's thread.
  void Close();

 private:
  class RunTask;

  void PostRun() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<IsolateReceiver> Take();

  Mutex mutex_;
  // Null after Close.
  EventLoop* loop_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<IsolateReceiver>> receivers_
      ABSL_GUARDED_BY(mutex_);
  // Who is in EventLoop::PostTask.
  std::atomic<std::thread::id> posting_;
  // Whether a run was posted, or is going on.
  bool posted_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_READY_LIST_H_
