#ifndef FERRY_MESSAGING_INTERNAL_READY_LIST_H_
#define FERRY_MESSAGING_INTERNAL_READY_LIST_H_

#include <atomic>
#include <chrono>  // NOLINT(build/c++11)
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
// A thread that has read all stays awake for a moment, as long as that pays off
// (EventLoopSpin): what comes then needs no wake-up, which is dear in every
// loop.
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

  // Stays awake for `longest_spin` at most: see Agent::Options.
  ReadyList(EventLoop* loop, std::chrono::microseconds longest_spin)
      : loop_(loop), spin_(longest_spin) {}

  // --- Any thread.

  // `receiver` gets a turn soon.
  void Add(std::shared_ptr<IsolateReceiver> receiver);

  // --- On the isolate's thread.

  // Gives turns until no receiver is left or the budget is used up.
  void Run();

  // The isolate sends something: what comes soon after is an answer to it, and
  // says nothing about staying awake where Run has ended before.
  void OnPost() { has_posted_ = true; }

  // The agent ends: no task is posted and nothing runs from now on.
  void Close();

 private:
  class RunTask;

  // To stay awake once costs as much of a run's budget as so many messages.
  static constexpr size_t kMessagesPerWait = 20;

  void PostRun() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void BeginRun();
  std::shared_ptr<IsolateReceiver> Take();
  // Stays awake for a moment; false where nothing has come.
  bool WaitAwake();

  Mutex mutex_;
  // Null after Close.
  EventLoop* loop_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<IsolateReceiver>> receivers_
      ABSL_GUARDED_BY(mutex_);
  // Whether there are some, to look at without the lock.
  std::atomic<bool> has_receivers_{false};
  // Who is in EventLoop::PostTask.
  std::atomic<std::thread::id> posting_;
  // Whether a run was posted, or is going on.
  bool posted_ ABSL_GUARDED_BY(mutex_) = false;
  // The thread of the last run, and whether another one has posted the next.
  std::thread::id thread_ ABSL_GUARDED_BY(mutex_);
  bool called_from_elsewhere_ ABSL_GUARDED_BY(mutex_) = false;

  // For the isolate's thread.
  EventLoopSpin spin_;
  bool has_posted_ = false;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_READY_LIST_H_
