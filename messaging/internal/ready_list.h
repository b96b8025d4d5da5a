#ifndef FERRY_MESSAGING_INTERNAL_READY_LIST_H_
#define FERRY_MESSAGING_INTERNAL_READY_LIST_H_

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <thread>  // NOLINT(build/c++11)

#include "absl/base/thread_annotations.h"
#include "ferry/messaging/internal/mutex.h"
#include "ferry/transfer/event_loop.h"

namespace ferry::internal {

class ReadyList;

// Something that has messages for an isolate: a port, a broadcast channel.
class Receiver {
 public:
  virtual ~Receiver() = default;

  static constexpr size_t kStopped = static_cast<size_t>(-1);

  // Handles at most `budget` messages and returns how many it did; kStopped
  // where nothing else should run. On the thread of the isolate that `list`
  // belongs to; nothing where the receiver has moved to another one.
  virtual size_t Run(ReadyList& list, size_t budget) = 0;
};

// Who reads messages, on a thread of its own. Thread-safe.
class InboxReader {
 public:
  virtual ~InboxReader() = default;

  // `receiver` has something to do. Any thread.
  virtual void Add(std::shared_ptr<Receiver> receiver) = 0;
};

// The receivers of one isolate that have something to do, and its event loop,
// of which they want one wake-up together. Other threads' link to an agent: it
// outlives the agent, and then does nothing.
//
// Thread-safe. Its lock is the last one that is taken: only the embedder's
// EventLoop::PostTask runs under it.
class ReadyList final : public InboxReader,
                        public std::enable_shared_from_this<ReadyList> {
 public:
  // A run handles no more messages than this, whatever their number, before it
  // lets the loop do other things.
  static constexpr size_t kMaxMessagesPerRun = 1000;

  explicit ReadyList(EventLoop* loop) : loop_(loop) {}

  // `receiver` will be run soon.
  void Add(std::shared_ptr<Receiver> receiver) override;

  // Runs receivers in turn until none is left or the budget is used up. On the
  // isolate's thread.
  void Run();

  // The agent ends: no task is posted and nothing runs from now on. On the
  // isolate's thread.
  void Close();

 private:
  class RunTask;

  void PostRun() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<Receiver> Take();

  Mutex mutex_;
  // Null after Close.
  EventLoop* loop_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::shared_ptr<Receiver>> receivers_ ABSL_GUARDED_BY(mutex_);
  // Who is in EventLoop::PostTask.
  std::atomic<std::thread::id> posting_;
  // Whether a run was posted, or is going on.
  bool posted_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_READY_LIST_H_
