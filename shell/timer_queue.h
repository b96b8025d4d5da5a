#ifndef FERRY_SHELL_TIMER_QUEUE_H_
#define FERRY_SHELL_TIMER_QUEUE_H_

#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ferry::shell {

struct Timer {
  v8::Global<v8::Function> callback;
  std::vector<v8::Global<v8::Value>> arguments;
  // In seconds; empty for a timer that fires once.
  std::optional<double> interval;
};

// The timers of one isolate, by deadline; equal deadlines fire in the order
// that they were set. Times are in seconds of the platform's clock.
// Isolate-bound: destroyed before its isolate.
class TimerQueue {
 public:
  // Returns the timer's id, from 1 on.
  int Add(double deadline, Timer timer);
  void Cancel(int id);

  bool empty() const { return timers_.empty(); }
  // Must not be called on an empty queue.
  double next_deadline() const { return timers_.begin()->first.first; }

  // What to call, in the current handle scope.
  struct DueTimer {
    v8::Local<v8::Function> callback;
    std::vector<v8::Local<v8::Value>> arguments;
  };
  // Takes the first timer if its deadline is past. An interval is set again
  // right away, so that its callback may cancel it.
  std::optional<DueTimer> TakeDue(v8::Isolate* isolate, double now);

 private:
  // {deadline, sequence number}
  using Key = std::pair<double, uint64_t>;

  std::map<Key, std::pair<int, Timer>> timers_;
  std::map<int, Key> keys_;
  int last_id_ = 0;
  uint64_t last_sequence_ = 0;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_TIMER_QUEUE_H_
