#ifndef FERRY_AGENT_TRACE_HOOK_H_
#define FERRY_AGENT_TRACE_HOOK_H_

#include <cstdint>

namespace ferry {

// What takes time in the library. kPost has a kSerialize and a kSend in it,
// kDeliver a kDeserialize and the listeners.
enum class TraceEvent {
  kClone,
  kSerialize,
  kDeserialize,
  kPost,
  kSend,
  kDeliver,
};

// Such as "post".
const char* NameOf(TraceEvent event);

// Is told when work begins and ends, for a timeline (Agent::Options). The
// shell's TraceFile writes one that Chrome and Perfetto show.
//
// Ownership: the embedder's; outlives its agents. Each call comes on the thread
// of an agent, and an End for each Begin, the last begun first; one hook for
// several agents is called by all their threads. It must call nothing of the
// library or V8.
class TraceHook {
 public:
  virtual ~TraceHook() = default;

  // `flow` is a message that goes from a kSend to its kDeliver, maybe in
  // another isolate; 0 for all else. A number comes again once its message was
  // delivered.
  virtual void Begin(TraceEvent event, uint64_t flow) = 0;
  virtual void End(TraceEvent event) = 0;
};

}  // namespace ferry

#endif  // FERRY_AGENT_TRACE_HOOK_H_
