#include "ferry/agent/timers.h"

#include <v8-platform.h>

#include <algorithm>

#include "absl/log/absl_check.h"
#include "ferry/agent/event_loop.h"

namespace ferry {

// The delayed task of one timer. It fires the first one that is due, which need
// not be the one that it was posted for: loops do not promise an order.
class Timers::Alarm final : public v8::Task {
 public:
  Alarm(Timers& timers, Clock::time_point deadline)
      : timers_(timers), alive_(timers.timers_), deadline_(deadline) {}

  void Run() override {
    if (!alive_.expired()) timers_.FireFirst(deadline_);
  }

 private:
  Timers& timers_;
  const std::weak_ptr<Waiting> alive_;
  const Clock::time_point deadline_;
};

Timers::Timers(Agent& agent) : agent_(agent) {
  ABSL_CHECK(agent.event_loop() != nullptr)
      << "Timers need an EventLoop: give Agent::Options::event_loop";
}

void Timers::OnAgentEnd() {
  while (!empty()) Erase(timers_->by_key.begin());
}

int Timers::Start(double seconds, Callback callback, Repeat repeat) {
  agent_.CheckCurrent("Timers::Start");
  const auto interval = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(std::max(seconds, 0.0)));
  const int id = ++last_id_;
  agent_.event_loop()->KeepAlive();
  Add(Clock::now(),
      {.id = id,
       .callback = std::make_shared<const Callback>(std::move(callback)),
       .interval = interval,
       .repeat = repeat});
  return id;
}

void Timers::Add(Clock::time_point now, Timer timer) {
  const Key key(now + timer.interval, ++last_sequence_);
  timers_->by_id[timer.id] = key;
  agent_.event_loop()->PostDelayedTask(
      std::make_unique<Alarm>(*this, key.first),
      std::chrono::duration<double>(timer.interval).count());
  timers_->by_key.emplace(key, std::move(timer));
}

void Timers::Cancel(int id) {
  auto found = timers_->by_id.find(id);
  if (found != timers_->by_id.end()) Erase(timers_->by_key.find(found->second));
}

void Timers::SetKeepsLoopAlive(int id, bool keeps) {
  const auto found = timers_->by_id.find(id);
  if (found == timers_->by_id.end()) return;
  Timer& timer = timers_->by_key.find(found->second)->second;
  if (keeps == timer.keeps_loop_alive) return;
  timer.keeps_loop_alive = keeps;
  keeps ? agent_.event_loop()->KeepAlive() : agent_.event_loop()->LetGo();
}

void Timers::Erase(std::map<Key, Timer>::iterator timer) {
  const bool kept_loop_alive = timer->second.keeps_loop_alive;
  timers_->by_id.erase(timer->second.id);
  timers_->by_key.erase(timer);
  if (kept_loop_alive) agent_.event_loop()->LetGo();
}

void Timers::FireFirst(Clock::time_point deadline) {
  const auto first = timers_->by_key.begin();
  const Clock::time_point now = Clock::now();
  if (empty() || first->first.first > std::max(deadline, now)) return;
  // The callback may cancel its timer.
  const std::shared_ptr<const Callback> callback = first->second.callback;
  if (first->second.repeat == Repeat::kForever) {
    Timer again = std::move(first->second);
    timers_->by_key.erase(first);
    Add(now, std::move(again));
  } else {
    Erase(first);
  }
  (*callback)();
}

}  // namespace ferry
