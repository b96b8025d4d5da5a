#ifndef FERRY_AGENT_TIMERS_H_
#define FERRY_AGENT_TIMERS_H_

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "ferry/agent/agent.h"

namespace ferry {

// The timers of an isolate, on its agent's EventLoop: what setTimeout and
// setInterval are made of.
//
//   ferry::Timers& timers = ferry::Timers::Of(agent);
//   int id = timers.Start(0.5, [&] { ... });
//   timers.Cancel(id);
//
// They fire in the order of their deadlines, equal ones in the order in which
// they were started. One that waits keeps the loop running. All are cancelled
// when the agent ends.
//
// Isolate-bound; an extension of the agent, which needs an EventLoop.
class Timers final : public AgentExtension {
 public:
  // Called on the isolate's thread with no JavaScript below it on the stack;
  // EventLoop::RunCallback makes a task of JavaScript of it.
  using Callback = std::function<void()>;
  enum class Repeat { kOnce, kForever };

  // For Agent::extension.
  explicit Timers(Agent& agent);
  void OnAgentEnd() override;

  static Timers& Of(Agent& agent) { return agent.extension<Timers>(); }

  // Returns the timer's id, from 1 on. One that repeats is set again before its
  // callback runs, which may cancel it.
  int Start(double seconds, Callback callback, Repeat repeat = Repeat::kOnce);
  // Does nothing where there is no such timer any more.
  void Cancel(int id);
  // Whether the loop waits for the timer: Node's ref() and unref(). True until
  // said otherwise. Does nothing where there is no such timer any more.
  void SetKeepsLoopAlive(int id, bool keeps);

  bool empty() const { return timers_->by_key.empty(); }

 private:
  using Clock = std::chrono::steady_clock;
  // When it is due, and a number that grows.
  using Key = std::pair<Clock::time_point, uint64_t>;

  struct Timer {
    int id;
    std::shared_ptr<const Callback> callback;
    Clock::duration interval;
    Repeat repeat;
    bool keeps_loop_alive = true;
  };
  struct Waiting {
    std::map<Key, Timer> by_key;
    std::map<int, Key> by_id;
  };
  class Alarm;

  void Add(Clock::time_point now, Timer timer);
  // Fires the first timer where it is due at `deadline`, or is by now.
  void FireFirst(Clock::time_point deadline);
  void Erase(std::map<Key, Timer>::iterator timer);

  Agent& agent_;
  // Alarms that come after the end find it gone.
  std::shared_ptr<Waiting> timers_ = std::make_shared<Waiting>();
  int last_id_ = 0;
  uint64_t last_sequence_ = 0;
};

}  // namespace ferry

#endif  // FERRY_AGENT_TIMERS_H_
