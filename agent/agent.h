#ifndef FERRY_AGENT_AGENT_H_
#define FERRY_AGENT_AGENT_H_

#include <v8-isolate.h>
#include <v8-snapshot.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/built_for.h"  // IWYU pragma: keep
#include "ferry/agent/startup_snapshot.h"

namespace ferry {

class AgentCluster;
class EventLoop;
class HostObjectDelegate;
class TraceHook;

// What one part of a program keeps for an isolate: an Agent owns at most one of
// each class, and makes it when Agent::extension first asks for it.
//
//   class Counters final : public ferry::AgentExtension {
//    public:
//     explicit Counters(ferry::Agent& agent);
//     static Counters& Of(ferry::Agent& agent) {
//       return agent.extension<Counters>();
//     }
//     int messages = 0;
//   };
//
// Isolate-bound. Destroyed with the agent, the last made first.
class AgentExtension {
 public:
  AgentExtension() = default;
  virtual ~AgentExtension() = default;

  AgentExtension(const AgentExtension&) = delete;
  AgentExtension& operator=(const AgentExtension&) = delete;

  // The agent ends. Called while all other extensions are still there, the last
  // made first: lets go of what uses them.
  virtual void OnAgentEnd() {}

  // Agent::EndForSnapshot: says what forbids a startup snapshot, then, once all
  // extensions agree, writes what the extension of the next agent takes.
  virtual absl::Status CheckSnapshot() { return absl::OkStatus(); }
  virtual void WriteSnapshot(SnapshotWriter& snapshot) {}
};

// Whether threads take turns on an isolate by v8::Locker. V8 cannot tell, so
// the embedder says it.
enum class Locking { kNone, kLocker };

// All that ferry keeps for one isolate. It is passed to every call; nothing is
// stored in globals or in the isolate's data slots, which belong to its
// embedder. Each part of the library keeps its own as an extension:
// WrapperRegistry::Of(agent), TransferModeRegistry::Of(agent).
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
    // How long at most the thread stays awake for the next message when it has
    // read all, before it goes back to its loop. It does so as long as messages
    // of other threads come that soon, never under Locking::kLocker and where
    // there is no other core, and costs that much time of a core each time that
    // none comes; zero for never.
    std::chrono::microseconds longest_spin{50};
    // Outlives the agent; null where nobody draws a timeline.
    TraceHook* trace_hook = nullptr;
    // What EndForSnapshot gave, where the isolate was made of that snapshot.
    std::optional<size_t> snapshot = std::nullopt;
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
  // Zero for never: see Options.
  std::chrono::microseconds longest_spin() const {
    return options_.locking == Locking::kNone ? options_.longest_spin
                                              : std::chrono::microseconds(0);
  }
  TraceHook* trace_hook() const { return options_.trace_hook; }

  // The extension of class T, an AgentExtension; made by T(Agent&) when first
  // asked for.
  template <typename T>
  T& extension() {
    const size_t slot = SlotOf<T>();
    if (slot >= by_slot_.size() || by_slot_[slot] == nullptr) {
      AddExtension(slot, std::make_unique<T>(*this));
    }
    return static_cast<T&>(*by_slot_[slot]);
  }

  // The last call before the agent is destroyed in the isolate of `creator`:
  // marks, classes and globals of its realms become part of the startup
  // snapshot. CreateBlob comes after the agent's end.
  //
  //   size_t index = *agent.EndForSnapshot(creator);
  //   ...
  //   ferry::Agent agent(isolate, cluster, {.snapshot = index});
  //
  // FailedPrecondition where native objects are alive that no garbage
  // collection frees, ports among them, and where the agent started from a
  // snapshot itself. The agent can be used on then.
  absl::StatusOr<size_t> EndForSnapshot(v8::SnapshotCreator& creator);

  // What an extension kept under `name` in the startup snapshot that this agent
  // starts from; empty where it kept nothing, or there is no snapshot. Once.
  template <typename T>
  v8::MaybeLocal<T> TakeKept(absl::string_view name) {
    return snapshot_ == nullptr ? v8::MaybeLocal<T>()
                                : snapshot_->Take<T>(name);
  }

  // Ends the process with a message that names `call` unless this thread may
  // use the isolate now.
  void CheckCurrent(absl::string_view call) const {
    if (v8::Isolate::TryGetCurrent() != isolate_ ||
        options_.locking == Locking::kLocker) {
      CheckCurrentSlow(call);
    }
  }

 private:
  // A number of its own for each class of extensions in the process.
  template <typename T>
  static size_t SlotOf() {
    static const size_t slot = NewSlot();
    return slot;
  }
  static size_t NewSlot();

  void AddExtension(size_t slot, std::unique_ptr<AgentExtension> extension);
  void CheckCurrentSlow(absl::string_view call) const;

  v8::Isolate* const isolate_;
  const std::shared_ptr<const AgentCluster> cluster_;
  const Options options_;
  const std::unique_ptr<SnapshotReader> snapshot_;
  // In the order in which they were made.
  std::vector<std::unique_ptr<AgentExtension>> extensions_;
  // Null where there is none.
  std::vector<AgentExtension*> by_slot_;
};

}  // namespace ferry

#endif  // FERRY_AGENT_AGENT_H_
