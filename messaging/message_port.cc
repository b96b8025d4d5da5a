#include "ferry/messaging/message_port.h"

#include <v8-exception.h>
#include <v8-template.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/messaging/internal/port_holder.h"
#include "ferry/messaging/internal/read_message.h"
#include "ferry/serializer/structured_serialize.h"
#include "ferry/transfer/dom_exception.h"
#include "ferry/transfer/quota_exceeded_error.h"

namespace ferry {

using internal::Message;
using internal::PortCore;

v8::MaybeLocal<v8::Object> MessagePort::New(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            DetachedMessagePort port) {
  agent.CheckCurrent("MessagePort::New");
  if (port.core() == nullptr) {
    ThrowDOMException(agent, context, "InvalidStateError",
                      "MessagePort::New needs a port: the DetachedMessagePort "
                      "is empty. It was moved away, or its port is closed.");
    return {};
  }
  Messaging& messaging = Messaging::Of(agent);
  v8::Local<v8::Object> object;
  if (!messaging.port_template()
           ->InstanceTemplate()
           ->NewInstance(context)
           .ToLocal(&object)) {
    return {};
  }
  ABSL_CHECK_GT(object->InternalFieldCount(), messaging.peer_field())
      << "Messaging::set_port_template needs a template of which V8 has made "
         "no "
         "function yet";
  std::unique_ptr<MessagePort> made(new MessagePort(messaging));
  made->target_.SetObject(object);
  made->core_ = port.TakeCore();
  made->core_->SetLimits(messaging.queue_limits());
  MessagePort* attached = made.get();
  agent.wrappers().Wrap(object, std::move(made));
  if (MessagePort* peer =
          attached->core_->Attach(attached, messaging.ready_list())) {
    attached->Entangle(*peer);
  }
  attached->UpdateLiveness();
  return object;
}

MessagePort* MessagePort::From(Agent& agent, v8::Local<v8::Value> value) {
  return static_cast<MessagePort*>(
      agent.wrappers().Unwrap(value, Messaging::Of(agent).port_template()));
}

// Also while garbage is collected. Then the other end, where this agent has it,
// is garbage too and hears nothing.
MessagePort::~MessagePort() {
  if (core_ == nullptr) return;
  if (peer_ != nullptr && peer_->target_.is_collected()) {
    peer_->core_->Detach();
    std::exchange(peer_, nullptr)->peer_ = nullptr;
  }
  core_->Detach();
  std::shared_ptr<PortCore> core = std::move(core_);
  Disentangle();
  CloseReleased(DetachedMessagePort(std::move(core)));
}

void MessagePort::Entangle(MessagePort& peer) {
  const int field = target_.messaging().peer_field();
  v8::HandleScope handles(agent().isolate());
  v8::Local<v8::Object> object = target_.object();
  v8::Local<v8::Object> other = peer.target_.object();
  object->SetInternalField(field, other);
  other->SetInternalField(field, object);
  peer_ = &peer;
  peer.peer_ = this;
  peer.UpdateLiveness();
}

void MessagePort::Disentangle() {
  if (peer_ == nullptr) return;
  const int field = target_.messaging().peer_field();
  v8::Isolate* isolate = agent().isolate();
  v8::HandleScope handles(isolate);
  target_.object()->SetInternalField(field, v8::Undefined(isolate));
  peer_->target_.object()->SetInternalField(field, v8::Undefined(isolate));
  peer_->peer_ = nullptr;
  std::exchange(peer_, nullptr)->UpdateLiveness();
}

// A call of PostMessage. HTML: the other end is known before user code (a
// getter) runs. If that closes or transfers the port, the message goes there
// all the same, and before the news that the port is closed.
class MessagePort::Posting {
 public:
  Posting(MessagePort& port, v8::Local<v8::Context> context)
      : port_(port), context_(context), core_(port.core_.get()) {
    ++port_.postings_;
  }
  ~Posting() {
    if (--port_.postings_ > 0 || port_.released_ == nullptr) return;
    port_.released_.reset();
    port_.CloseReleased(std::move(port_.closing_));
  }

  v8::Maybe<void> Accept(size_t bytes) const {
    if (core_->PeerHasRoomFor(bytes)) return v8::JustVoid();
    ThrowQuotaExceededError(port_.agent(), context_,
                            "The queue of the receiving MessagePort is full.",
                            std::nullopt, std::nullopt);
    return v8::Nothing<void>();
  }

  void Send(SerializedValue value) const {
    if (core_ == nullptr) return;
    if (!core_->IsPeerIn(value)) {
      internal::MessagePool& pool = port_.target_.messaging().message_pool();
      core_->Post(pool.NewMessage(std::move(value)));
      if (MessagePort* receiver = Peer()) receiver->UpdateLiveness();
      return;
    }
    if (MessageObserver* told = port_.target_.observer()) TellOfLoss(*told);
  }

 private:
  // The other end where this agent has that; user code may have taken this one
  // from its port meanwhile.
  MessagePort* Peer() const {
    return core_ == port_.core_.get()
               ? port_.peer_
               : core_->PeerIn(*port_.target_.messaging().ready_list());
  }

  // The message was sent: what the observer throws does not make it fail.
  void TellOfLoss(MessageObserver& observer) const {
    v8::Context::Scope scope(context_);
    v8::TryCatch try_catch(port_.agent().isolate());
    observer.OnChannelLost(context_, port_.target_.object());
    if (try_catch.HasTerminated()) {
      try_catch.ReThrow();
    } else if (try_catch.HasCaught()) {
      port_.agent().event_loop()->ReportUncaught(
          context_, try_catch.Exception(), try_catch.Message());
    }
  }

  MessagePort& port_;
  const v8::Local<v8::Context> context_;
  // Null where the port is closed.
  PortCore* const core_;
};

v8::Maybe<bool> MessagePort::PostMessage(
    v8::Local<v8::Context> context, v8::Local<v8::Value> message,
    absl::Span<const v8::Local<v8::Object>> transfer) {
  Agent& agent = this->agent();
  agent.CheckCurrent("MessagePort::PostMessage");
  v8::HandleScope handles(agent.isolate());
  Posting posting(*this, context);
  SerializeOptions options;
  options.source_port = target_.object();
  if (core_ != nullptr && core_->PeerHasLimits()) {
    // For more than two captures a std::function needs memory.
    options.accept = [&posting](size_t bytes) { return posting.Accept(bytes); };
  }
  v8::Maybe<SerializedValue> value =
      transfer.empty() ? StructuredSerialize(agent, context, message, options)
                       : StructuredSerializeWithTransfer(
                             agent, context, message, transfer, options);
  if (value.IsNothing()) return v8::Nothing<bool>();
  posting.Send(std::move(value).FromJust());
  return v8::Just(true);
}

void MessagePort::Start() {
  agent().CheckCurrent("MessagePort::Start");
  if (started_ || core_ == nullptr) return;
  started_ = true;
  core_->Start();
  UpdateLiveness();
}

void MessagePort::Close() {
  agent().CheckCurrent("MessagePort::Close");
  if (core_ == nullptr) return;
  DetachedMessagePort closed = Detach();
  if (postings_ > 0) {
    closing_ = std::move(closed);
  } else {
    CloseReleased(std::move(closed));
  }
}

void MessagePort::CloseReleased(DetachedMessagePort released) {
  std::shared_ptr<PortCore> core = released.TakeCore();
  if (core == nullptr) return;
  core->Close();
  // It lives until it is told.
  if (MessagePort* peer = core->PeerIn(*target_.messaging().ready_list())) {
    peer->UpdateLiveness();
  }
}

DetachedMessagePort MessagePort::Detach() {
  if (core_ == nullptr) return DetachedMessagePort();
  v8::HandleScope handles(agent().isolate());
  agent().wrappers().SetDetached(target_.object());
  return DetachedMessagePort(ReleaseCore());
}

std::shared_ptr<PortCore> MessagePort::ReleaseCore() {
  core_->Detach();
  started_ = false;
  if (postings_ > 0) released_ = core_;
  std::shared_ptr<PortCore> core = std::move(core_);
  Disentangle();
  target_.Charge();
  UpdateLiveness();
  return core;
}

v8::Maybe<std::optional<ReceivedMessage>> MessagePort::ReceiveMessage(
    v8::Local<v8::Context> context) {
  Agent& agent = this->agent();
  agent.CheckCurrent("MessagePort::ReceiveMessage");
  using Result = std::optional<ReceivedMessage>;
  if (core_ == nullptr) return v8::Just(Result());
  std::unique_ptr<Message> message = core_->Take();
  if (message == nullptr) return v8::Just(Result());
  target_.Charge();
  // The last one may have kept the news back that the other end is closed.
  if (core_->queued_messages() == 0) RunAgain();
  v8::Maybe<ReceivedMessage> received =
      internal::ReadMessage(agent, context, *message);
  target_.messaging().message_pool().GiveBack(std::move(message));
  if (received.IsNothing()) return v8::Nothing<Result>();
  return v8::Just(Result(std::move(received).FromJust()));
}

v8::MaybeLocal<v8::Object> MessagePort::MoveToContext(
    v8::Local<v8::Context> context) {
  Agent& agent = this->agent();
  agent.CheckCurrent("MessagePort::MoveToContext");
  if (core_ != nullptr) return New(agent, context, Detach());
  ThrowDataCloneError(agent, context,
                      "The MessagePort cannot be moved: it is closed, or was "
                      "transferred.");
  return {};
}

void MessagePort::set_queue_limits(const QueueLimits& limits) {
  if (core_ != nullptr) core_->SetLimits(limits);
}

size_t MessagePort::queued_messages() const {
  return core_ == nullptr ? 0 : core_->queued_messages();
}

size_t MessagePort::queued_bytes() const {
  return core_ == nullptr ? 0 : core_->queued_bytes();
}

HostObjectData MessagePort::PrepareTransfer(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::Object> object) {
  return {.holder = std::make_unique<internal::PortHolder>()};
}

void MessagePort::CommitTransfer(DataHolder& holder) noexcept {
  static_cast<internal::PortHolder&>(holder).port =
      DetachedMessagePort(ReleaseCore());
}

std::unique_ptr<Message> MessagePort::Next(v8::Local<v8::Context> context,
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

void MessagePort::RunAgain() {
  if (core_ == nullptr) return;
  core_->RunAgain();
  UpdateLiveness();
}

size_t MessagePort::queued_serialized_bytes() const {
  return core_ == nullptr ? 0 : core_->queued_serialized_bytes();
}

void MessagePort::TellOfClose(v8::Local<v8::Context> context,
                              v8::Local<v8::Object> object) {
  target_.RunCallback(context, [&] {
    if (MessageObserver* told = target_.observer()) {
      told->OnClose(context, object);
    }
  });
}

}  // namespace ferry
