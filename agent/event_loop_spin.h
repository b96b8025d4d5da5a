#ifndef FERRY_AGENT_EVENT_LOOP_SPIN_H_
#define FERRY_AGENT_EVENT_LOOP_SPIN_H_

#include <chrono>

#include "absl/functional/function_ref.h"

namespace ferry {

// Looks for work for a short while before a thread sleeps: to be woken up costs
// tens of microseconds, more than another core needs for an answer. Adaptive:
// it goes on only as long as answers keep coming that soon, and does nothing
// where there is no other core.
//
//   ferry::EventLoopSpin spin;
//   if (!spin.Until([&] { return queue.has_work(); })) {
//     queue.Sleep();
//     spin.Slept();
//   }
//
// Bound to the thread that waits.
class EventLoopSpin {
 public:
  EventLoopSpin();

  // Asks `is_done` again and again; false where it is time to sleep.
  bool Until(absl::FunctionRef<bool()> is_done);

  // The sleep after Until has ended.
  void Slept();

 private:
  using Clock = std::chrono::steady_clock;

  const bool has_other_core_;
  Clock::duration budget_;
  Clock::time_point start_;
};

}  // namespace ferry

#endif  // FERRY_AGENT_EVENT_LOOP_SPIN_H_
