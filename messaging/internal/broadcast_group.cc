#include "ferry/messaging/internal/broadcast_group.h"

#include <utility>

#include "ferry/messaging/broadcast_channel.h"

namespace ferry::internal {

std::shared_ptr<BroadcastMember> BroadcastGroup::Join(
    std::shared_ptr<BroadcastGroup> group, BroadcastChannel* channel,
    std::shared_ptr<ReadyList> reader) {
  auto member =
      std::make_shared<BroadcastMember>(group, channel, std::move(reader));
  MutexLock lock(group->mutex_);
  group->members_.push_back(member.get());
  return member;
}

void BroadcastMember::Post(std::shared_ptr<const SerializedValue> value) {
  MutexLock lock(group_->mutex_);
  for (BroadcastMember* member : group_->members_) {
    if (member == this) continue;
    auto message = std::make_unique<Message>();
    message->broadcast = value;
    member->inbox_.PushLocked(std::move(message));
    member->reader_->Add(member->shared_from_this());
  }
}

void BroadcastMember::Leave() {
  channel_ = nullptr;
  MessageList dropped;
  MutexLock lock(group_->mutex_);
  std::erase(group_->members_, this);
  dropped.Append(inbox_.DropLocked());
}

std::unique_ptr<Message> BroadcastMember::Take() {
  std::unique_ptr<Message> message = inbox_.Pop();
  if (message != nullptr) return message;
  MutexLock lock(group_->mutex_);
  inbox_.TakeLocked();
  return inbox_.Pop();
}

size_t BroadcastMember::Run(ReadyList& list, size_t budget) {
  return channel_ == nullptr ? 0 : channel_->Run(1);
}

}  // namespace ferry::internal
