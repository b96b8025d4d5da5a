#ifndef FERRY_TRANSFER_AGENT_H_
#define FERRY_TRANSFER_AGENT_H_

#include <v8-isolate.h>

#include <memory>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/agent_extensions.h"
#include "ferry/transfer/class_registry.h"
#include "ferry/transfer/dom_exception.h"
#include "ferry/transfer/error_transferable.h"
#include "ferry/transfer/event_loop.h"
#include "ferry/transfer/host_object_delegate.h"
#include "ferry/transfer/internal/large_buffer_hint.h"
#include "ferry/transfer/internal/object_shapes.h"
#include "ferry/transfer/internal/scratch_buffer.h"
#include "ferry/transfer/protocol_symbols.h"
#include "ferry/transfer/script_transferable.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

// Whether threads take turns on an isolate by v8::Locker. V8 cannot tell, so
// the embedder says it.
enum class Locking { kNone, kLocker };

// All that ferry keeps for one isolate: private symbols, marks, classes,
// templates. It is passed to every call; nothing is stored in globals or in the
// isolate's data slots, which belong to its embedder.
//
//   ferry::Agent agent(isolate, cluster);
//   v8::Local<v8::Value> copy;
//   if (!ferry::StructuredClone(agent, context, value).ToLocal(&copy)) {
//     return;  // an exception is pending
//   }
//
// Ownership: destroyed before its isolate, on the isolate's thread. Native
// objects behind wrappers (WrapperRegistry) are destroyed with it.
//
// Threads: isolate-bound. Calls check that the isolate is the current one of
// this thread, in release builds too, and end the process with a message
// otherwise: from a wrong thread nothing can be thrown.
class Agent {
 public:
  struct Options {
    Locking locking = Locking::kNone;
    // Outlives the agent; null where the embedder has no wrappers of its own.
    HostObjectDelegate* host_object_delegate = nullptr;
    // Outlives the agent; null where nothing waits for messages: ports need it.
    EventLoop* event_loop = nullptr;
  };

  // The isolate must be current and, under Locking::kLocker, locked by this
  // thread.
  Agent(v8::Isolate* isolate, std::shared_ptr<const AgentCluster> cluster,
        const Options& options);
  Agent(v8::Isolate* isolate, std::shared_ptr<const AgentCluster> cluster)
      : Agent(isolate, std::move(cluster), Options()) {}
  ~Agent();

  Agent(const Agent&) = delete;
  Agent& operator=(const Agent&) = delete;

  v8::Isolate* isolate() const { return isolate_; }
  const std::shared_ptr<const AgentCluster>& cluster() const {
    return cluster_;
  }
  HostObjectDelegate* host_object_delegate() const {
    return options_.host_object_delegate;
  }

  EventLoop* event_loop() const { return options_.event_loop; }

  // What a layer above keeps for this isolate, made by T(Agent&) when first
  // asked for. Destroyed with the agent, the last made first, after the native
  // objects behind wrappers.
  template <typename T>
  T& extension() {
    T* found = extensions_.Find<T>();
    return found != nullptr ? *found : extensions_.Make<T>(*this);
  }

  TransferModeRegistry& transfer_modes() { return transfer_modes_; }
  ProtocolSymbols& symbols() { return symbols_; }
  ClassRegistry& classes() { return classes_; }
  WrapperRegistry& wrappers() { return wrappers_; }
  DOMExceptionClass& dom_exceptions() { return dom_exceptions_; }
  ScriptTransferable& script_transferable() { return script_transferable_; }
  ErrorTransferable& error_transferable() { return error_transferable_; }
  internal::ScratchBuffer& scratch_buffer() { return scratch_buffer_; }
  internal::SmallBlocks& small_blocks() { return small_blocks_; }
  internal::ObjectShapes& object_shapes() { return object_shapes_; }
  internal::LargeBufferHints& large_buffers() { return large_buffers_; }

  // Ends the process with a message that names `call` unless this thread may
  // use the isolate now.
  void CheckCurrent(absl::string_view call) const {
    if (v8::Isolate::TryGetCurrent() != isolate_ ||
        options_.locking == Locking::kLocker) {
      CheckCurrentSlow(call);
    }
  }

 private:
  void CheckCurrentSlow(absl::string_view call) const;

  v8::Isolate* const isolate_;
  const std::shared_ptr<const AgentCluster> cluster_;
  const Options options_;
  TransferModeRegistry transfer_modes_;
  ProtocolSymbols symbols_;
  ClassRegistry classes_;
  // Before the wrappers, whose native objects use them to their end.
  AgentExtensions extensions_;
  WrapperRegistry wrappers_;
  DOMExceptionClass dom_exceptions_;
  ScriptTransferable script_transferable_;
  ErrorTransferable error_transferable_;
  internal::ScratchBuffer scratch_buffer_;
  internal::SmallBlocks small_blocks_;
  internal::ObjectShapes object_shapes_{isolate_};
  internal::LargeBufferHints large_buffers_;
};

}  // namespace ferry

#endif  // FERRY_TRANSFER_AGENT_H_
