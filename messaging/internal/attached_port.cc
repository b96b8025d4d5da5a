#include "ferry/messaging/internal/attached_port.h"

#include <v8-primitive.h>

#include <limits>
#include <utility>

#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/messaging/internal/port_access.h"
#include "ferry/messaging/internal/read_message.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::internal {

AttachedPort::AttachedPort(MessagingState& messaging,
                           v8::Local<v8::Object> object,
                           std::shared_ptr<PortCore> core)
    : reader_(messaging, *this, object, std::numeric_limits<size_t>::max()),
      core_(std::move(core)) {
  core_->SetLimits(messaging.queue_limits());
}

// While garbage is collected the other end, where this agent has it, is garbage
// too and hears nothing.
AttachedPort::~AttachedPort() {
  if (core_ == nullptr) return;
  if (peer_ != nullptr && peer_->reader_.is_collected()) {
    peer_->LeaveCore();
    std::exchange(peer_, nullptr)->peer_ = nullptr;
  }
  LeaveCore();
  std::shared_ptr<PortCore> core = std::move(core_);
  Disentangle();
  CloseReleased(PortAccess::Wrap(std::move(core)));
}

void AttachedPort::Attach() {
  core_->Attach(reader_.receiver());
  AttachedPort* peer = PeerOf(*core_);
  if (peer != nullptr) {
    peer->has_owner_ ? SetLocalEnds(*peer, true) : Entangle(*peer);
  }
  UpdateLiveness();
}

void AttachedPort::LeaveCore() {
  core_->Detach();
  reader_.Stop();
  if (!std::exchange(has_local_end_, false)) return;
  if (AttachedPort* other = PeerOf(*core_)) {
    SetLocalEnds(*other, false);
  }
}

AttachedPort* AttachedPort::PeerOf(const PortCore& core) const {
  return core.PeerIn(*reader_.messaging().ready_list());
}

void AttachedPort::SetLocalEnds(AttachedPort& other, bool are_local) {
  has_local_end_ = are_local;
  other.has_local_end_ = are_local;
  other.UpdateLiveness();
}

void AttachedPort::Entangle(AttachedPort& peer) {
  const int field = reader_.messaging().peer_field();
  v8::HandleScope handles(agent().isolate());
  v8::Local<v8::Object> object = reader_.object();
  v8::Local<v8::Object> other = peer.reader_.object();
  object->SetInternalField(field, other);
  other->SetInternalField(field, object);
  peer_ = &peer;
  peer.peer_ = this;
  peer.UpdateLiveness();
}

void AttachedPort::Disentangle() {
  if (peer_ == nullptr) return;
  const int field = reader_.messaging().peer_field();
  v8::Isolate* isolate = agent().isolate();
  v8::HandleScope handles(isolate);
  reader_.object()->SetInternalField(field, v8::Undefined(isolate));
  peer_->reader_.object()->SetInternalField(field, v8::Undefined(isolate));
  peer_->peer_ = nullptr;
  std::exchange(peer_, nullptr)->UpdateLiveness();
}

void AttachedPort::Start() {
  if (started_ || core_ == nullptr) return;
  started_ = true;
  core_->Start();
  UpdateLiveness();
}

void AttachedPort::Close() {
  if (core_ == nullptr) return;
  DetachedMessagePort closed = Detach();
  if (postings_ > 0) {
    closing_ = std::move(closed);
  } else {
    CloseReleased(std::move(closed));
  }
}

void AttachedPort::CloseReleased(DetachedMessagePort released) {
  std::shared_ptr<PortCore> core = PortAccess::Take(released);
  if (core == nullptr) return;
  core->Close();
  // It lives until it is told.
  if (AttachedPort* peer = PeerOf(*core)) {
    peer->UpdateLiveness();
  }
}

DetachedMessagePort AttachedPort::Detach() {
  if (core_ == nullptr) return DetachedMessagePort();
  v8::HandleScope handles(agent().isolate());
  WrapperRegistry::Of(agent()).SetDetached(reader_.object());
  return Release();
}

DetachedMessagePort AttachedPort::Release() {
  LeaveCore();
  started_ = false;
  if (postings_ > 0) released_ = core_;
  std::shared_ptr<PortCore> core = std::move(core_);
  Disentangle();
  reader_.Charge();
  UpdateLiveness();
  return PortAccess::Wrap(std::move(core));
}

v8::Maybe<std::optional<ReceivedMessage>> AttachedPort::ReceiveMessage(
    v8::Local<v8::Context> context) {
  using Result = std::optional<ReceivedMessage>;
  if (core_ == nullptr) return v8::Just(Result());
  std::unique_ptr<Message> message = core_->Take();
  if (message == nullptr) return v8::Just(Result());
  reader_.Charge();
  // The last one may have kept the news back that the other end is closed.
  if (core_->queued_messages() == 0) RunAgain();
  v8::Maybe<ReceivedMessage> received = ReadMessage(agent(), context, *message);
  reader_.messaging().message_pool().GiveBack(
      std::move(message),
      [this](MessageList spent) { GiveBack(std::move(spent)); });
  if (received.IsNothing()) return v8::Nothing<Result>();
  return v8::Just(Result(std::move(received).FromJust()));
}

void AttachedPort::set_keeps_itself_alive(bool keeps) {
  keeps_itself_alive_ = keeps;
  if (!keeps && !std::exchange(has_owner_, true) && peer_ != nullptr) {
    AttachedPort& peer = *peer_;
    Disentangle();
    SetLocalEnds(peer, true);
  }
  UpdateLiveness();
}

void AttachedPort::set_queue_limits(const QueueLimits& limits) {
  if (core_ != nullptr) core_->SetLimits(limits);
}

size_t AttachedPort::queued_messages() const {
  return core_ == nullptr ? 0 : core_->queued_messages();
}

size_t AttachedPort::queued_bytes() const {
  return core_ == nullptr ? 0 : core_->queued_bytes();
}

std::unique_ptr<Message> AttachedPort::Next(v8::Local<v8::Context> context,
                                            v8::Local<v8::Object> object) {
  while (core_ != nullptr) {
    std::unique_ptr<Message> message = started_ ? core_->Take() : nullptr;
    if (message != nullptr) return message;
    PortCore::Idle idle = core_->BecomeIdle();
    if (idle == PortCore::Idle::kMore) continue;
    UpdateLiveness();
    if (idle == PortCore::Idle::kPeerClosed) TellOfClose(context, object);
    break;
  }
  return nullptr;
}

void AttachedPort::RunAgain() {
  if (core_ == nullptr) return;
  core_->RunAgain();
  UpdateLiveness();
}

void AttachedPort::GiveBack(MessageList spent) {
  if (core_ != nullptr) core_->GiveBack(std::move(spent));
}

size_t AttachedPort::queued_serialized_bytes() const {
  return core_ == nullptr ? 0 : core_->queued_serialized_bytes();
}

void AttachedPort::TellOfClose(v8::Local<v8::Context> context,
                               v8::Local<v8::Object> object) {
  reader_.RunCallback(context, [&] {
    if (MessageObserver* told = reader_.observer()) {
      told->OnClose(context, object);
    }
  });
}

}  // namespace ferry::internal
