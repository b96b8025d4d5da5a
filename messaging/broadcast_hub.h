#ifndef FERRY_MESSAGING_BROADCAST_HUB_H_
#define FERRY_MESSAGING_BROADCAST_HUB_H_

#include <memory>

#include "absl/strings/string_view.h"

namespace ferry {

namespace internal {
class BroadcastGroup;
}  // namespace internal

// Where broadcast channels of one name find each other. The embedder makes one
// for the isolates that shall hear each other, in general those of one
// AgentCluster.
//
// Thread-safe. Channels that have found each other do not need it any more.
class BroadcastHub {
 public:
  BroadcastHub();
  ~BroadcastHub();

  BroadcastHub(const BroadcastHub&) = delete;
  BroadcastHub& operator=(const BroadcastHub&) = delete;

 private:
  friend class BroadcastChannel;

  struct Groups;

  // The channels of that name.
  std::shared_ptr<internal::BroadcastGroup> Find(absl::string_view name);

  const std::unique_ptr<Groups> groups_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_BROADCAST_HUB_H_
