#include "ferry/messaging/internal/port_core.h"

#include <utility>

#include "ferry/messaging/internal/mutex.h"
#include "ferry/messaging/internal/port_holder.h"
#include "ferry/messaging/message_port.h"

namespace ferry::internal {

struct Channel : std::enable_shared_from_this<Channel> {
  Mutex mutex;
  PortCore ends[2] = {{*this, ends[1]}, {*this, ends[0]}};
};

PortCore::Pair PortCore::NewPair() {
  auto channel = std::make_shared<Channel>();
  return {channel->ends[0].Share(), channel->ends[1].Share()};
}

std::shared_ptr<PortCore> PortCore::Share() {
  return {channel_.shared_from_this(), this};
}

void PortCore::Post(std::unique_ptr<Message> message) {
  std::shared_ptr<InboxReader> reader;
  {
    MutexLock lock(channel_.mutex);
    if (closed_ || peer_.closed_) return;
    peer_.inbox_.PushLocked(std::move(message));
    if (peer_.started_) reader = peer_.inbox_.ScheduleLocked();
  }
  if (reader != nullptr) reader->Add(peer_.Share());
}

bool PortCore::PeerHasRoomFor(size_t bytes) const {
  const size_t max_bytes = peer_.max_queued_bytes_;
  return peer_.queued_messages() < peer_.max_queued_messages_ &&
         bytes <= max_bytes && peer_.queued_bytes() <= max_bytes - bytes;
}

bool PortCore::IsPeerIn(const SerializedValue& value) const {
  for (const MessageParts::HostObject& sent : value.parts().host_objects) {
    if (sent.holder->builtin_tag() != kMessagePortTag) continue;
    const auto& holder = static_cast<const PortHolder&>(*sent.holder);
    if (holder.port.core() == &peer_) return true;
  }
  return false;
}

void PortCore::Close() {
  MessageList dropped;
  std::shared_ptr<InboxReader> reader;
  {
    MutexLock lock(channel_.mutex);
    if (closed_) return;
    closed_ = true;
    dropped.Append(inbox_.DropLocked());
    inbox_.SetReaderLocked(nullptr);
    if (!peer_.closed_) reader = peer_.inbox_.ScheduleLocked();
  }
  if (reader != nullptr) reader->Add(peer_.Share());
}

MessagePort* PortCore::Attach(MessagePort* port,
                              std::shared_ptr<InboxReader> reader) {
  port_ = port;
  bool has_work;
  MessagePort* peer;
  {
    MutexLock lock(channel_.mutex);
    inbox_.SetReaderLocked(reader);
    has_work = HasWorkLocked();
    if (has_work) inbox_.ScheduleLocked();
    peer = PeerInLocked(*reader);
  }
  if (has_work) reader->Add(Share());
  return peer;
}

void PortCore::Detach() {
  port_ = nullptr;
  MutexLock lock(channel_.mutex);
  inbox_.SetReaderLocked(nullptr);
  started_ = false;
}

void PortCore::Start() {
  std::shared_ptr<InboxReader> reader;
  {
    MutexLock lock(channel_.mutex);
    started_ = true;
    if (HasWorkLocked()) reader = inbox_.ScheduleLocked();
  }
  if (reader != nullptr) reader->Add(Share());
}

bool PortCore::HasWorkLocked() const {
  return (started_ && inbox_.queued_messages() > 0) ||
         (peer_.closed_ && !told_of_close_);
}

// One who reads with `here` is on this thread, and so changes no `port_` now.
MessagePort* PortCore::PeerInLocked(const InboxReader& here) const {
  return peer_.inbox_.IsReaderLocked(here) ? peer_.port_ : nullptr;
}

MessagePort* PortCore::PeerIn(const InboxReader& here) const {
  MutexLock lock(channel_.mutex);
  return PeerInLocked(here);
}

std::unique_ptr<Message> PortCore::Take() {
  std::unique_ptr<Message> message = inbox_.Pop();
  if (message != nullptr) return message;
  {
    MutexLock lock(channel_.mutex);
    if (!inbox_.TakeLocked()) return nullptr;
  }
  return inbox_.Pop();
}

PortCore::Idle PortCore::BecomeIdle() {
  MutexLock lock(channel_.mutex);
  if (started_ && inbox_.queued_messages() > 0) return Idle::kMore;
  inbox_.SetUnscheduledLocked();
  if (!peer_.closed_ || told_of_close_) return Idle::kOpen;
  told_of_close_ = true;
  return Idle::kPeerClosed;
}

void PortCore::RunAgain() {
  std::shared_ptr<InboxReader> reader;
  {
    MutexLock lock(channel_.mutex);
    inbox_.SetUnscheduledLocked();
    if (HasWorkLocked()) reader = inbox_.ScheduleLocked();
  }
  if (reader != nullptr) reader->Add(Share());
}

size_t PortCore::Run(ReadyList& list, size_t budget) {
  {
    MutexLock lock(channel_.mutex);
    if (!inbox_.IsReaderLocked(list)) return 0;
  }
  return port_->Run(budget);
}

}  // namespace ferry::internal
