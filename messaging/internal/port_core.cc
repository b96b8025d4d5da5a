#include "ferry/messaging/internal/port_core.h"

#include <utility>

namespace ferry::internal {
namespace {

void Wake(const std::shared_ptr<Receiver>& receiver) {
  if (receiver != nullptr) receiver->Wake();
}

}  // namespace

struct PortCore::Block {
  explicit Block(const ChannelOptions& options) : channel(options) {}

  Channel channel;
  PortCore ends[2] = {{channel, 0, ends[1]}, {channel, 1, ends[0]}};
};

PortCore::Pair PortCore::NewPair(const ChannelOptions& options) {
  auto block = std::make_shared<Block>(options);
  return {std::shared_ptr<PortCore>(block, &block->ends[0]),
          std::shared_ptr<PortCore>(block, &block->ends[1])};
}

void PortCore::Post(std::unique_ptr<Message> message) {
  std::shared_ptr<Receiver> receiver;
  {
    MutexLock lock(channel_.mutex);
    if (here().closed || there().closed) return;
    peer_.inbox_.Push(there().arrivals, std::move(message));
    if (there().started) receiver = peer_.inbox_.Schedule(there().arrivals);
  }
  Wake(receiver);
}

MessageList PortCore::TakeSpent() {
  if (!peer_.has_spent_.load(std::memory_order_relaxed)) return {};
  MutexLock lock(channel_.mutex);
  peer_.has_spent_.store(false, std::memory_order_relaxed);
  return std::move(there().spent);
}

void PortCore::GiveBack(MessageList spent) {
  if (has_spent_.load(std::memory_order_relaxed)) return;
  MutexLock lock(channel_.mutex);
  has_spent_.store(true, std::memory_order_relaxed);
  here().spent.Append(std::move(spent));
}

bool PortCore::PeerHasRoomFor(size_t bytes) const {
  const size_t max_bytes = peer_.max_queued_bytes_;
  return peer_.queued_messages() < peer_.max_queued_messages_ &&
         bytes <= max_bytes && peer_.queued_bytes() <= max_bytes - bytes;
}

void PortCore::Close() {
  MessageList dropped;
  std::shared_ptr<Receiver> receiver;
  {
    MutexLock lock(channel_.mutex);
    if (here().closed) return;
    here().closed = true;
    dropped.Append(inbox_.Drop(here().arrivals));
    inbox_.SetReceiver(here().arrivals, nullptr);
    if (!there().closed) receiver = peer_.inbox_.Schedule(there().arrivals);
  }
  Wake(receiver);
}

void PortCore::Attach(std::shared_ptr<Receiver> receiver) {
  std::shared_ptr<Receiver> woken;
  {
    MutexLock lock(channel_.mutex);
    inbox_.SetReceiver(here().arrivals, std::move(receiver));
    woken = ScheduleLocked();
  }
  Wake(woken);
}

void PortCore::Detach() {
  MutexLock lock(channel_.mutex);
  inbox_.SetReceiver(here().arrivals, nullptr);
  here().started = false;
}

void PortCore::Start() {
  std::shared_ptr<Receiver> receiver;
  {
    MutexLock lock(channel_.mutex);
    here().started = true;
    receiver = ScheduleLocked();
  }
  Wake(receiver);
}

std::unique_ptr<Message> PortCore::Take() {
  std::unique_ptr<Message> message = inbox_.Pop();
  if (message != nullptr) return message;
  {
    MutexLock lock(channel_.mutex);
    if (!inbox_.Take(here().arrivals)) return nullptr;
  }
  return inbox_.Pop();
}

PortCore::Idle PortCore::BecomeIdle() {
  MutexLock lock(channel_.mutex);
  if (here().started && inbox_.queued_messages() > 0) return Idle::kMore;
  inbox_.SetUnscheduled();
  if (!there().closed || told_of_close_) return Idle::kOpen;
  told_of_close_ = true;
  return Idle::kPeerClosed;
}

void PortCore::RunAgain() {
  std::shared_ptr<Receiver> receiver;
  {
    MutexLock lock(channel_.mutex);
    inbox_.SetUnscheduled();
    receiver = ScheduleLocked();
  }
  Wake(receiver);
}

AttachedPort* PortCore::PeerIn(const ReadyList& list) const {
  MutexLock lock(channel_.mutex);
  const std::shared_ptr<Receiver>& receiver = there().arrivals.receiver;
  return receiver == nullptr ? nullptr : receiver->PortOf(list);
}

bool PortCore::HasWorkLocked() const {
  return (here().started && inbox_.queued_messages() > 0) ||
         (there().closed && !told_of_close_);
}

std::shared_ptr<Receiver> PortCore::ScheduleLocked() {
  return HasWorkLocked() ? inbox_.Schedule(here().arrivals) : nullptr;
}

}  // namespace ferry::internal
