#include "ferry/messaging/broadcast_channel.h"

#include <utility>

#include "ferry/serializer/structured_serialize.h"
#include "ferry/transfer/dom_exception.h"

namespace ferry {

using internal::Message;

BroadcastChannel& BroadcastChannel::Wrap(Agent& agent,
                                         v8::Local<v8::Object> object,
                                         BroadcastHub& hub,
                                         absl::string_view name) {
  agent.CheckCurrent("BroadcastChannel::Wrap");
  Messaging& messaging = Messaging::Of(agent);
  std::unique_ptr<BroadcastChannel> made(new BroadcastChannel(messaging));
  BroadcastChannel& channel = *made;
  channel.target_.SetObject(object);
  agent.wrappers().Wrap(object, std::move(made));
  channel.member_ = internal::BroadcastGroup::Join(hub.Find(name), &channel,
                                                   messaging.ready_list());
  return channel;
}

// Also while garbage is collected.
BroadcastChannel::~BroadcastChannel() {
  if (member_ != nullptr) member_->Leave();
}

v8::Maybe<bool> BroadcastChannel::PostMessage(v8::Local<v8::Context> context,
                                              v8::Local<v8::Value> message) {
  Agent& agent = target_.agent();
  agent.CheckCurrent("BroadcastChannel::PostMessage");
  if (is_closed()) {
    ThrowDOMException(agent, context, "InvalidStateError",
                      "The BroadcastChannel is closed.");
    return v8::Nothing<bool>();
  }
  // HTML: user code (a getter) that closes the channel now comes too late.
  std::shared_ptr<internal::BroadcastMember> member = member_;
  v8::Maybe<SerializedValue> value =
      StructuredSerialize(agent, context, message);
  if (value.IsNothing()) return v8::Nothing<bool>();
  member->Post(
      std::make_shared<const SerializedValue>(std::move(value).FromJust()));
  return v8::Just(true);
}

void BroadcastChannel::Close() {
  target_.agent().CheckCurrent("BroadcastChannel::Close");
  if (is_closed()) return;
  std::exchange(member_, nullptr)->Leave();
  target_.Charge();
  target_.SetLive(false);
}

void BroadcastChannel::set_listens(bool listens) {
  target_.SetLive(listens && !is_closed());
}

size_t BroadcastChannel::queued_messages() const {
  return is_closed() ? 0 : member_->queued_messages();
}

size_t BroadcastChannel::queued_bytes() const {
  return is_closed() ? 0 : member_->queued_bytes();
}

std::unique_ptr<Message> BroadcastChannel::Next(v8::Local<v8::Context>,
                                                v8::Local<v8::Object>) {
  return is_closed() ? nullptr : member_->Take();
}

size_t BroadcastChannel::queued_serialized_bytes() const {
  return is_closed() ? 0 : member_->queued_serialized_bytes();
}

}  // namespace ferry
