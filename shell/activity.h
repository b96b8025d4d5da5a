#ifndef FERRY_SHELL_ACTIVITY_H_
#define FERRY_SHELL_ACTIVITY_H_

#include <vector>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"

namespace ferry::shell {

// Knows which isolates of the program are at work and which wait for messages,
// or for Atomics.notify. Only one that is at work can send any: once all of
// them wait nothing can wake them, and the program is over.
//
// V8 tells nobody whom Atomics.notify wakes. So before the program is over,
// each isolate that waits for one is roused to look whether it has come.
//
// Thread-safe; outlives its members.
class Activity {
 public:
  // An isolate's event loop.
  class Member {
   public:
    virtual ~Member() = default;
    // Ends a wait. Any thread, under a lock.
    virtual void Rouse() = 0;

   private:
    friend class Activity;
    bool waits_ = false;
    // Something came that the member may not have seen yet.
    bool has_news_ = false;
    bool awaits_notify_ = false;
    // It was roused to look, and nothing happened since.
    bool has_looked_ = false;
  };

  // An isolate is about to be made, whose loop will join. Called by one that is
  // at work, or before all others.
  void Announce();
  void Join(Member& member);
  void Leave(Member& member);

  enum class Advice { kWait, kLookAgain, kEnd };

  // `member` has nothing to do but to wait for others, maybe for
  // Atomics.notify. Call EndWait after the wait.
  Advice BeginWait(Member& member, bool awaits_notify);
  void EndWait(Member& member);

  // Something came for `member`, which it will find in its queue. Any thread.
  void Wake(Member& member);
  // A wait for Atomics.notify has ended. On the thread of who waited.
  void OnNotified();

 private:
  void Rest() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void RouseThoseWhoLook() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void LookAgain() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  Mutex mutex_;
  std::vector<Member*> members_ ABSL_GUARDED_BY(mutex_);
  int at_work_ ABSL_GUARDED_BY(mutex_) = 0;
  bool is_over_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_ACTIVITY_H_
