#ifndef FERRY_AGENT_INTERNAL_TRACE_SCOPE_H_
#define FERRY_AGENT_INTERNAL_TRACE_SCOPE_H_

#include <cstdint>

#include "ferry/agent/agent.h"
#include "ferry/agent/trace_hook.h"

namespace ferry::internal {

// Tells the agent's TraceHook, where it has one, of the time until the scope is
// left. Isolate-bound.
class TraceScope {
 public:
  // `message` is the flow; null for none.
  TraceScope(const Agent& agent, TraceEvent event,
             const void* message = nullptr)
      : hook_(agent.trace_hook()), event_(event) {
    if (hook_ != nullptr) {
      hook_->Begin(event, reinterpret_cast<uintptr_t>(message));
    }
  }
  ~TraceScope() {
    if (hook_ != nullptr) hook_->End(event_);
  }

  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;

 private:
  TraceHook* const hook_;
  const TraceEvent event_;
};

}  // namespace ferry::internal

#endif  // FERRY_AGENT_INTERNAL_TRACE_SCOPE_H_
