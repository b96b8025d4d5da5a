#include "ferry/messaging/broadcast_hub.h"

#include "ferry/messaging/internal/broadcast_group.h"

namespace ferry {

std::shared_ptr<internal::BroadcastGroup> BroadcastHub::Find(
    absl::string_view name) {
  internal::MutexLock lock(mutex_);
  std::weak_ptr<internal::BroadcastGroup>& known = groups_[std::string(name)];
  std::shared_ptr<internal::BroadcastGroup> group = known.lock();
  if (group == nullptr) {
    // Names whose channels are all gone would add up.
    std::erase_if(groups_, [&](const auto& entry) {
      return entry.first != name && entry.second.expired();
    });
    group = std::make_shared<internal::BroadcastGroup>();
    groups_[std::string(name)] = group;
  }
  return group;
}

}  // namespace ferry
