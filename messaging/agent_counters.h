#ifndef FERRY_MESSAGING_AGENT_COUNTERS_H_
#define FERRY_MESSAGING_AGENT_COUNTERS_H_

#include <cstddef>
#include <cstdint>

#include "ferry/agent/agent.h"

namespace ferry {

// What an operator sees of an agent.
struct AgentCounters {
  // --- Since the agent was made.

  // By ports and broadcast channels of its isolate. A broadcast is posted once
  // and received by each of its receivers.
  uint64_t messages_posted = 0;
  uint64_t messages_received = 0;

  // What was refused, where the library itself does it: not what user code
  // throws.
  struct Refusals {
    // Something in a value can be neither cloned nor transferred.
    uint64_t not_cloneable = 0;
    // wire::Limits.
    uint64_t over_limits = 0;
    // QueueLimits of a receiver.
    uint64_t queue_full = 0;
    // Messages that came and could not be read.
    uint64_t unreadable = 0;
  };
  Refusals refusals;

  // How messages were read, of those that may be for a script, and written
  // (docs/design.md, "Messages and scripts").
  struct ScriptedMessages {
    // By the script, trials included; or it gave up and others did it.
    uint64_t values = 0;
    uint64_t given_up = 0;
    // By others at once: before a trial, after the script gave up, and where
    // they are known to be faster.
    uint64_t rested = 0;
  };
  ScriptedMessages scripted_reads;
  ScriptedMessages scripted_writes;

  // --- Now.

  // What waits for the ports and channels of its isolate, with its buffers.
  size_t queued_messages = 0;
  size_t queued_bytes = 0;

  // What is kept from message to message, in bytes (docs/design.md, Memory):
  // known shapes of objects and their templates,
  size_t shape_bytes = 0;
  // the growth buffer, the pools of blocks and messages,
  size_t growth_buffer_bytes = 0;
  size_t pool_bytes = 0;
  // and what scripts read and write messages in.
  size_t script_memory_bytes = 0;
};

// Goes through the ports and channels of the isolate, and touches nothing. On
// its thread.
//
//   ferry::AgentCounters counters = ferry::GetAgentCounters(agent);
//   gauge.Set(counters.queued_bytes);
AgentCounters GetAgentCounters(Agent& agent);

}  // namespace ferry

#endif  // FERRY_MESSAGING_AGENT_COUNTERS_H_
