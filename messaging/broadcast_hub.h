#ifndef FERRY_MESSAGING_BROADCAST_HUB_H_
#define FERRY_MESSAGING_BROADCAST_HUB_H_

#include <memory>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "ferry/messaging/internal/mutex.h"

namespace ferry {

namespace internal {
class BroadcastGroup;
}  // namespace internal

// Where broadcast channels of one name find each other. The embedder makes one
// for the isolates that shall hear each other, in general those of one
// AgentCluster.
//
// Thread-safe. Every BroadcastChannel keeps it alive.
class BroadcastHub {
 public:
  BroadcastHub() = default;

  BroadcastHub(const BroadcastHub&) = delete;
  BroadcastHub& operator=(const BroadcastHub&) = delete;

  // For BroadcastChannel: the channels of that name.
  std::shared_ptr<internal::BroadcastGroup> Find(absl::string_view name);

 private:
  internal::Mutex mutex_;
  // Those that have members.
  std::unordered_map<std::string, std::weak_ptr<internal::BroadcastGroup>>
      groups_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_BROADCAST_HUB_H_
