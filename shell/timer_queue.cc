#include "ferry/shell/timer_queue.h"

namespace ferry::shell {

int TimerQueue::Add(double deadline, Timer timer) {
  const int id = ++last_id_;
  const Key key(deadline, ++last_sequence_);
  timers_.emplace(key, std::make_pair(id, std::move(timer)));
  keys_.emplace(id, key);
  return id;
}

void TimerQueue::Cancel(int id) {
  auto found = keys_.find(id);
  if (found == keys_.end()) return;
  timers_.erase(found->second);
  keys_.erase(found);
}

std::optional<TimerQueue::DueTimer> TimerQueue::TakeDue(v8::Isolate* isolate,
                                                        double now) {
  if (timers_.empty() || next_deadline() > now) return std::nullopt;
  auto node = timers_.extract(timers_.begin());
  const int id = node.mapped().first;
  const Timer& timer = node.mapped().second;
  DueTimer due{.callback = timer.callback.Get(isolate), .arguments = {}};
  for (const v8::Global<v8::Value>& argument : timer.arguments) {
    due.arguments.push_back(argument.Get(isolate));
  }
  if (timer.interval.has_value()) {
    node.key() = Key(now + *timer.interval, ++last_sequence_);
    keys_[id] = node.key();
    timers_.insert(std::move(node));
  } else {
    keys_.erase(id);
  }
  return due;
}

}  // namespace ferry::shell
