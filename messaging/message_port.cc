#include "ferry/messaging/message_port.h"

#include <v8-template.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/messaging/internal/attached_port.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/messaging/internal/port_access.h"
#include "ferry/messaging/internal/port_holder.h"
#include "ferry/messaging/internal/posting.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

using internal::AttachedPort;
using internal::MessagingState;
using internal::PortAccess;

v8::MaybeLocal<v8::Object> MessagePort::New(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            DetachedMessagePort port) {
  agent.CheckCurrent("MessagePort::New");
  if (!port.has_port()) {
    ThrowDOMException(agent, context, "InvalidStateError",
                      "MessagePort::New needs a port: the DetachedMessagePort "
                      "is empty. It was moved away, or its port is closed.");
    return {};
  }
  MessagingState& messaging = MessagingState::Of(agent);
  v8::Local<v8::Object> object;
  if (!messaging.port_template()
           ->InstanceTemplate()
           ->NewInstance(context)
           .ToLocal(&object)) {
    return {};
  }
  ABSL_CHECK_GT(object->InternalFieldCount(), messaging.peer_field())
      << "Messaging::set_port_template needs a template of which V8 has made "
         "no function yet";
  auto made =
      std::make_unique<AttachedPort>(messaging, object, PortAccess::Take(port));
  AttachedPort& attached = *made;
  WrapperRegistry::Of(agent).Wrap(
      object, std::unique_ptr<MessagePort>(new MessagePort(std::move(made))));
  attached.Attach();
  return object;
}

MessagePort* MessagePort::From(Agent& agent, v8::Local<v8::Value> value) {
  return static_cast<MessagePort*>(WrapperRegistry::Of(agent).Unwrap(
      value, MessagingState::Of(agent).port_template()));
}

MessagePort::MessagePort(std::unique_ptr<AttachedPort> port)
    : port_(std::move(port)) {}

MessagePort::~MessagePort() = default;

v8::Maybe<void> MessagePort::PostMessage(
    v8::Local<v8::Context> context, v8::Local<v8::Value> message,
    absl::Span<const v8::Local<v8::Object>> transfer) {
  Agent& agent = port_->agent();
  agent.CheckCurrent("MessagePort::PostMessage");
  v8::HandleScope handles(agent.isolate());
  return internal::Posting(*port_, context).Run(message, transfer);
}

void MessagePort::Start() {
  port_->agent().CheckCurrent("MessagePort::Start");
  port_->Start();
}

void MessagePort::Close() {
  port_->agent().CheckCurrent("MessagePort::Close");
  port_->Close();
}

v8::Maybe<std::optional<ReceivedMessage>> MessagePort::ReceiveMessage(
    v8::Local<v8::Context> context) {
  port_->agent().CheckCurrent("MessagePort::ReceiveMessage");
  return port_->ReceiveMessage(context);
}

v8::MaybeLocal<v8::Object> MessagePort::MoveToContext(
    v8::Local<v8::Context> context) {
  Agent& agent = port_->agent();
  agent.CheckCurrent("MessagePort::MoveToContext");
  if (!is_detached()) return New(agent, context, Detach());
  ThrowDataCloneError(agent, context,
                      "The MessagePort cannot be moved: it is closed, or was "
                      "transferred.");
  return {};
}

DetachedMessagePort MessagePort::Detach() { return port_->Detach(); }

void MessagePort::set_observer(MessageObserver* observer) {
  port_->reader().set_observer(observer);
}

void MessagePort::set_keeps_loop_alive(bool keeps) {
  port_->reader().set_keeps_loop_alive(keeps);
}

bool MessagePort::keeps_loop_alive() const {
  return port_->reader().keeps_loop_alive();
}

void MessagePort::set_keeps_itself_alive(bool keeps) {
  port_->agent().CheckCurrent("MessagePort::set_keeps_itself_alive");
  port_->set_keeps_itself_alive(keeps);
}

bool MessagePort::keeps_itself_alive() const {
  return port_->keeps_itself_alive();
}

void MessagePort::set_queue_limits(const QueueLimits& limits) {
  port_->set_queue_limits(limits);
}

size_t MessagePort::queued_messages() const { return port_->queued_messages(); }
size_t MessagePort::queued_bytes() const { return port_->queued_bytes(); }
bool MessagePort::is_detached() const { return port_->is_detached(); }
bool MessagePort::is_started() const { return port_->is_started(); }

HostObjectData MessagePort::PrepareTransfer(Agent& agent,
                                            v8::Local<v8::Context> context,
                                            v8::Local<v8::Object> object) {
  return {.holder = std::make_unique<internal::PortHolder>()};
}

void MessagePort::CommitTransfer(DataHolder& holder) noexcept {
  static_cast<internal::PortHolder&>(holder).port = port_->Release();
}

v8::Maybe<MessageChannel> MessageChannel::New(Agent& agent,
                                              v8::Local<v8::Context> context,
                                              const ChannelOptions& options) {
  auto [first, second] = DetachedMessagePort::NewChannel(options);
  MessageChannel channel;
  if (!MessagePort::New(agent, context, std::move(first))
           .ToLocal(&channel.port1) ||
      !MessagePort::New(agent, context, std::move(second))
           .ToLocal(&channel.port2)) {
    return v8::Nothing<MessageChannel>();
  }
  return v8::Just(channel);
}

}  // namespace ferry
