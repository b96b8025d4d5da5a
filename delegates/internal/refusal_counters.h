#ifndef FERRY_DELEGATES_INTERNAL_REFUSAL_COUNTERS_H_
#define FERRY_DELEGATES_INTERNAL_REFUSAL_COUNTERS_H_

#include <cstdint>

#include "ferry/agent/agent.h"

namespace ferry::internal {

// How often what was refused, in an agent: see AgentCounters. Isolate-bound.
struct RefusalCounters final : AgentExtension {
  // For Agent::extension.
  explicit RefusalCounters(Agent&) {}

  static RefusalCounters& Of(Agent& agent) {
    return agent.extension<RefusalCounters>();
  }

  uint64_t not_cloneable = 0;
  uint64_t over_limits = 0;
  uint64_t queue_full = 0;
  uint64_t unreadable = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_REFUSAL_COUNTERS_H_
