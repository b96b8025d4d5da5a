#include "ferry/agent/agent.h"

#include <v8-initialization.h>
#include <v8-locker.h>

#include <atomic>
#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/agent/built_for.h"

namespace ferry {

Agent::Agent(v8::Isolate* isolate, std::shared_ptr<const AgentCluster> cluster,
             const Options& options)
    : isolate_(isolate),
      cluster_(std::move(cluster)),
      options_(options),
      snapshot_(options.snapshot.has_value() ? std::make_unique<SnapshotReader>(
                                                   isolate, *options.snapshot)
                                             : nullptr) {
  ABSL_CHECK(cluster_ != nullptr) << "Agent needs an AgentCluster";
  internal::CheckV8Version(v8::V8::GetVersion());
  CheckCurrent("Agent::Agent");
}

Agent::~Agent() {
  CheckCurrent("Agent::~Agent");
  // What ends may still make others.
  for (size_t i = extensions_.size(); i-- > 0;) extensions_[i]->OnAgentEnd();
  while (!extensions_.empty()) extensions_.pop_back();
}

absl::StatusOr<size_t> Agent::EndForSnapshot(v8::SnapshotCreator& creator) {
  CheckCurrent("Agent::EndForSnapshot");
  if (snapshot_ != nullptr) {
    return absl::FailedPreconditionError(
        "An agent that started from a snapshot cannot end for another one. "
        "Make "
        "the second snapshot as the first, from an isolate without one.");
  }
  // What is garbage already does not forbid it.
  isolate_->LowMemoryNotification();
  for (const std::unique_ptr<AgentExtension>& extension : extensions_) {
    absl::Status status = extension->CheckSnapshot();
    if (!status.ok()) return status;
  }
  SnapshotWriter snapshot(creator);
  for (const std::unique_ptr<AgentExtension>& extension : extensions_) {
    extension->WriteSnapshot(snapshot);
  }
  return snapshot.Finish();
}

size_t Agent::NewSlot() {
  static std::atomic<size_t> slots = 0;
  return slots++;
}

void Agent::AddExtension(size_t slot,
                         std::unique_ptr<AgentExtension> extension) {
  if (slot >= by_slot_.size()) by_slot_.resize(slot + 1);
  by_slot_[slot] = extension.get();
  extensions_.push_back(std::move(extension));
}

void Agent::CheckCurrentSlow(absl::string_view call) const {
  v8::Isolate* current = v8::Isolate::TryGetCurrent();
  ABSL_CHECK(current == isolate_)
      << call << " was called for isolate " << isolate_
      << ", but this thread's current isolate is " << current
      << ". Call it on the isolate's thread, inside a v8::Isolate::Scope.";
  ABSL_CHECK(options_.locking == Locking::kNone ||
             v8::Locker::IsLocked(isolate_))
      << call << " was called for isolate " << isolate_
      << " without its lock. Hold a v8::Locker for it (Locking::kLocker).";
}

}  // namespace ferry
