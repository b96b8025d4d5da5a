#ifndef FERRY_BINDINGS_HEAP_SNAPSHOT_H_
#define FERRY_BINDINGS_HEAP_SNAPSHOT_H_

#include "ferry/agent/agent.h"

namespace ferry {

// From now on V8's heap snapshots of the agent's isolate show what the library
// holds for it, with names and sizes: "ferry::Agent" with its caches, pools and
// the messages that wait, and behind each wrapper its C++ object under the name
// of its class, as large as PlatformObject::SizeInBytes says.
//
//   ferry::ShowInHeapSnapshots(agent);
//   isolate->GetHeapProfiler()->TakeHeapSnapshot();
//
// Costs nothing while no snapshot is taken. Isolate-bound.
void ShowInHeapSnapshots(Agent& agent);

}  // namespace ferry

#endif  // FERRY_BINDINGS_HEAP_SNAPSHOT_H_
