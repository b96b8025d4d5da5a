#include "ferry/transfer/agent.h"

#include <v8-locker.h>

#include <utility>

#include "absl/log/absl_check.h"

namespace ferry {

Agent::Agent(v8::Isolate* isolate, std::shared_ptr<const AgentCluster> cluster,
             const Options& options)
    : isolate_(isolate),
      cluster_(std::move(cluster)),
      options_(options),
      transfer_modes_(isolate),
      symbols_(isolate),
      classes_(isolate),
      wrappers_(isolate),
      dom_exceptions_(isolate) {
  ABSL_CHECK(cluster_ != nullptr) << "Agent needs an AgentCluster";
  CheckCurrent("Agent::Agent");
}

Agent::~Agent() { CheckCurrent("Agent::~Agent"); }

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
