#include "ferry/messaging/agent_counters.h"

#include "ferry/delegates/internal/message_memory.h"
#include "ferry/delegates/internal/refusal_counters.h"
#include "ferry/messaging/internal/message_reader.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/serializer/internal/object_shapes.h"
#include "ferry/serializer/internal/scripted/scripted_reader.h"
#include "ferry/serializer/internal/scripted/scripted_writer.h"

namespace ferry {
namespace {

using internal::MessagingState;

void AddMessaging(MessagingState& messaging, AgentCounters& counters) {
  counters.messages_posted = messaging.messages_posted;
  counters.messages_received = messaging.messages_received;
  messaging.readers().ForEach([&](const internal::MessageReader& reader) {
    counters.queued_messages += reader.source().queued_messages();
    counters.queued_bytes += reader.source().queued_bytes();
  });
  counters.pool_bytes += messaging.message_pool().bytes();
}

}  // namespace

AgentCounters GetAgentCounters(Agent& agent) {
  agent.CheckCurrent("GetAgentCounters");
  AgentCounters counters;
  const auto& refusals = internal::RefusalCounters::Of(agent);
  counters.refusals = {.not_cloneable = refusals.not_cloneable,
                       .over_limits = refusals.over_limits,
                       .queue_full = refusals.queue_full,
                       .unreadable = refusals.unreadable};
  const auto& memory = internal::MessageMemory::Of(agent);
  counters.growth_buffer_bytes = memory.scratch_buffer.bytes();
  counters.pool_bytes = memory.small_blocks.bytes();
  counters.shape_bytes = internal::ObjectShapes::Of(agent).bytes();
  const auto& reader = internal::ScriptedReader::Of(agent);
  counters.scripted_reads = {.values = reader.counters().values,
                             .given_up = reader.counters().given_up,
                             .rested = reader.counters().rested};
  const auto& writer = internal::ScriptedWriter::Of(agent);
  counters.scripted_writes = {.values = writer.counters().values,
                              .given_up = writer.counters().given_up,
                              .rested = writer.counters().rested};
  counters.script_memory_bytes = reader.kept_bytes() + writer.kept_bytes();
  if (agent.event_loop() != nullptr) {
    AddMessaging(MessagingState::Of(agent), counters);
  }
  return counters;
}

}  // namespace ferry
