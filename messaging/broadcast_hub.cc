#include "ferry/messaging/broadcast_hub.h"

#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/mutex.h"
#include "ferry/messaging/internal/broadcast_group.h"

namespace ferry {

using internal::BroadcastGroup;

struct BroadcastHub::Groups {
  Mutex mutex;
  // Those that have members.
  std::unordered_map<std::string, std::weak_ptr<BroadcastGroup>> by_name
      ABSL_GUARDED_BY(mutex);
};

BroadcastHub::BroadcastHub() : groups_(std::make_unique<Groups>()) {}

BroadcastHub::~BroadcastHub() = default;

std::shared_ptr<BroadcastGroup> BroadcastHub::Find(absl::string_view name) {
  MutexLock lock(groups_->mutex);
  std::weak_ptr<BroadcastGroup>& known = groups_->by_name[std::string(name)];
  std::shared_ptr<BroadcastGroup> group = known.lock();
  if (group == nullptr) {
    // Names whose channels are all gone would add up.
    std::erase_if(groups_->by_name, [&](const auto& entry) {
      return entry.first != name && entry.second.expired();
    });
    known = group = std::make_shared<BroadcastGroup>();
  }
  return group;
}

}  // namespace ferry
