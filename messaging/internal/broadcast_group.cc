#include "ferry/messaging/internal/broadcast_group.h"

#include <utility>

#include "ferry/messaging/broadcast_channel.h"

namespace ferry::internal {

std::shared_ptr<BroadcastMember> BroadcastGroup::Join(
    std::shared_ptr<BroadcastGroup> group, BroadcastChannel* channel,
    std::shared_ptr<ReadyList> reader) {
  auto member = std::make_shared<BroadcastMember>(group, channel);
  member->inbox_.SetReaderLocked(std::move(reader));
  MutexLock lock(group->mutex_);
  group->members_.push_back(member.get());
  return member;
}

void BroadcastMember::Post(std::shared_ptr<const SerializedValue> value) {
  struct WakeUp {
    std::shared_ptr<InboxReader> reader;
    std::shared_ptr<BroadcastMember> member;
  };
  std::vector<WakeUp> wake_ups;
  {
    MutexLock lock(group_->mutex_);
    for (BroadcastMember* member : group_->members_) {
      if (member == this) continue;
      auto message = std::make_unique<Message>();
      message->broadcast = value;
      member->inbox_.PushLocked(std::move(message));
      if (auto reader = member->inbox_.ScheduleLocked()) {
        wake_ups.push_back({std::move(reader), member->shared_from_this()});
      }
    }
  }
  for (WakeUp& wake_up : wake_ups) {
    wake_up.reader->Add(std::move(wake_up.member));
  }
}

void BroadcastMember::Leave() {
  channel_ = nullptr;
  MessageList dropped;
  MutexLock lock(group_->mutex_);
  std::erase(group_->members_, this);
  inbox_.SetReaderLocked(nullptr);
  dropped.Append(inbox_.DropLocked());
}

std::unique_ptr<Message> BroadcastMember::TakeOrBecomeIdle() {
  std::unique_ptr<Message> message = inbox_.Pop();
  if (message != nullptr) return message;
  {
    MutexLock lock(group_->mutex_);
    if (!inbox_.TakeLocked()) {
      inbox_.SetUnscheduledLocked();
      return nullptr;
    }
  }
  return inbox_.Pop();
}

void BroadcastMember::RunAgain() {
  std::shared_ptr<InboxReader> reader;
  {
    MutexLock lock(group_->mutex_);
    inbox_.SetUnscheduledLocked();
    if (queued_messages() > 0) reader = inbox_.ScheduleLocked();
  }
  if (reader != nullptr) reader->Add(shared_from_this());
}

size_t BroadcastMember::Run(ReadyList& list, size_t budget) {
  return channel_ == nullptr ? 0 : channel_->Run(budget);
}

}  // namespace ferry::internal
