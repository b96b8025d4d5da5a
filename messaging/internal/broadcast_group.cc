#include "ferry/messaging/internal/broadcast_group.h"

#include <utility>

namespace ferry::internal {

std::shared_ptr<BroadcastMember> BroadcastGroup::Join(
    std::shared_ptr<BroadcastGroup> group, std::shared_ptr<Receiver> receiver) {
  MutexLock lock(group->mutex_);
  const uint64_t number = group->next_number_++;
  std::shared_ptr<BroadcastMember> member(new BroadcastMember(group, number));
  Place& place = group->places_[number];
  place.member = member.get();
  place.arrivals.receiver = std::move(receiver);
  return member;
}

void BroadcastMember::Post(std::shared_ptr<const SerializedValue> value) {
  MutexLock lock(group_->mutex_);
  for (auto& [number, place] : group_->places_) {
    if (number == number_) continue;
    auto message = std::make_unique<Message>();
    message->broadcast = value;
    place.member->inbox_.Push(place.arrivals, std::move(message));
    place.arrivals.receiver->Wake();
  }
}

void BroadcastMember::Leave() {
  MessageList dropped;
  MutexLock lock(group_->mutex_);
  auto place = group_->places_.find(number_);
  dropped.Append(inbox_.Drop(place->second.arrivals));
  group_->places_.erase(place);
}

std::unique_ptr<Message> BroadcastMember::Take() {
  std::unique_ptr<Message> message = inbox_.Pop();
  if (message != nullptr) return message;
  MutexLock lock(group_->mutex_);
  inbox_.Take(group_->places_.at(number_).arrivals);
  return inbox_.Pop();
}

}  // namespace ferry::internal
