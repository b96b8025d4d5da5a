#ifndef FERRY_DELEGATES_INTERNAL_MESSAGE_MEMORY_H_
#define FERRY_DELEGATES_INTERNAL_MESSAGE_MEMORY_H_

#include "ferry/agent/agent.h"
#include "ferry/delegates/internal/buffer_pool.h"
#include "ferry/delegates/internal/large_buffer_hint.h"
#include "ferry/delegates/internal/scratch_buffer.h"

namespace ferry::internal {

// The memory that an agent keeps from one message to the next, and what it has
// learned about how much they need. Isolate-bound.
struct MessageMemory final : AgentExtension {
  // For Agent::extension.
  explicit MessageMemory(Agent& agent) {}

  static MessageMemory& Of(Agent& agent) {
    return agent.extension<MessageMemory>();
  }

  ScratchBuffer scratch_buffer;
  SmallBlocks small_blocks;
  LargeBufferHints large_buffers;
  BufferPool buffer_pool;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_MESSAGE_MEMORY_H_
