#include "ferry/shell/activity.h"

#include <utility>

namespace ferry::shell {

void Activity::Announce() {
  MutexLock lock(mutex_);
  ++at_work_;
}

void Activity::Join(Member& member) {
  MutexLock lock(mutex_);
  members_.push_back(&member);
}

void Activity::Leave(Member& member) {
  MutexLock lock(mutex_);
  std::erase(members_, &member);
  Rest();
}

Activity::Advice Activity::BeginWait(Member& member, bool awaits_notify) {
  MutexLock lock(mutex_);
  if (is_over_) return Advice::kEnd;
  if (std::exchange(member.has_news_, false)) return Advice::kLookAgain;
  member.waits_ = true;
  member.awaits_notify_ = awaits_notify;
  Rest();
  return is_over_ ? Advice::kEnd : Advice::kWait;
}

void Activity::EndWait(Member& member) {
  MutexLock lock(mutex_);
  if (std::exchange(member.waits_, false)) ++at_work_;
}

void Activity::Wake(Member& member) {
  MutexLock lock(mutex_);
  if (std::exchange(member.waits_, false)) ++at_work_;
  member.has_news_ = true;
  LookAgain();
}

void Activity::OnNotified() {
  MutexLock lock(mutex_);
  LookAgain();
}

void Activity::LookAgain() {
  for (Member* member : members_) member->has_looked_ = false;
}

void Activity::RouseThoseWhoLook() {
  for (Member* member : members_) {
    if (!member->waits_ || !member->awaits_notify_ || member->has_looked_) {
      continue;
    }
    member->has_looked_ = true;
    member->waits_ = false;
    ++at_work_;
    member->Rouse();
  }
}

void Activity::Rest() {
  if (--at_work_ > 0) return;
  RouseThoseWhoLook();
  if (at_work_ > 0) return;
  is_over_ = true;
  for (Member* member : members_) member->Rouse();
}

}  // namespace ferry::shell
