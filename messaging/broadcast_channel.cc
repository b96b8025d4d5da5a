#include "ferry/messaging/broadcast_channel.h"

#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "ferry/agent/internal/trace_scope.h"
#include "ferry/agent/mutex.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/messaging/internal/broadcast_group.h"
#include "ferry/messaging/internal/message.h"
#include "ferry/messaging/internal/message_reader.h"
#include "ferry/messaging/internal/messaging_state.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

using internal::BroadcastGroup;
using internal::BroadcastMember;
using internal::Message;
using internal::MessageReader;
using internal::MessagingState;

struct BroadcastHub::Groups {
  Mutex mutex;
  // Those that have members.
  std::unordered_map<std::string, std::weak_ptr<BroadcastGroup>> by_name
      ABSL_GUARDED_BY(mutex);
};

BroadcastHub::BroadcastHub() : groups_(std::make_unique<Groups>()) {}

BroadcastHub::~BroadcastHub() = default;

std::shared_ptr<BroadcastGroup> BroadcastHub::Find(absl::string_view name) {
  MutexLock lock(groups_->mutex);
  std::weak_ptr<BroadcastGroup>& known = groups_->by_name[std::string(name)];
  std::shared_ptr<BroadcastGroup> group = known.lock();
  if (group == nullptr) {
    // Names whose channels are all gone would add up.
    std::erase_if(groups_->by_name, [&](const auto& entry) {
      return entry.first != name && entry.second.expired();
    });
    known = group = std::make_shared<BroadcastGroup>();
  }
  return group;
}

// The channel as its isolate has it.
class BroadcastChannel::Impl final : private internal::MessageSource {
 public:
  // Each message has a turn of its own.
  Impl(MessagingState& messaging, v8::Local<v8::Object> object)
      : reader_(messaging, *this, object, 1) {}
  // Also while garbage is collected.
  ~Impl() override {
    if (member_ != nullptr) member_->Leave();
  }

  void Join(std::shared_ptr<BroadcastGroup> group) {
    member_ = BroadcastGroup::Join(std::move(group), reader_.receiver());
  }

  v8::Maybe<void> PostMessage(v8::Local<v8::Context> context,
                              v8::Local<v8::Value> message) {
    if (is_closed()) {
      ThrowDOMException(agent(), context, "InvalidStateError",
                        "The BroadcastChannel is closed.");
      return v8::Nothing<void>();
    }
    internal::TraceScope trace(agent(), TraceEvent::kPost);
    // HTML: user code (a getter) that closes the channel now comes too late.
    std::shared_ptr<BroadcastMember> member = member_;
    v8::Maybe<SerializedValue> value =
        StructuredSerialize(agent(), context, message);
    if (value.IsNothing()) return v8::Nothing<void>();
    ++reader_.messaging().messages_posted;
    auto sent =
        std::make_shared<const SerializedValue>(std::move(value).FromJust());
    internal::TraceScope send(agent(), TraceEvent::kSend, sent.get());
    member->Post(std::move(sent));
    return v8::JustVoid();
  }

  void Close() override {
    if (is_closed()) return;
    reader_.Stop();
    std::exchange(member_, nullptr)->Leave();
    reader_.Charge();
    reader_.SetLive(false, true);
  }
  bool is_closed() const { return member_ == nullptr; }

  MessageReader& reader() { return reader_; }
  Agent& agent() const { return reader_.agent(); }
  size_t queued_messages() const override {
    return is_closed() ? 0 : member_->queued_messages();
  }
  size_t queued_bytes() const override {
    return is_closed() ? 0 : member_->queued_bytes();
  }

 private:
  // MessageSource.
  std::unique_ptr<Message> Next(v8::Local<v8::Context>,
                                v8::Local<v8::Object>) override {
    return is_closed() ? nullptr : member_->Take();
  }
  // Each message has woken the reader.
  void RunAgain() override {}
  size_t queued_serialized_bytes() const override {
    return is_closed() ? 0 : member_->queued_serialized_bytes();
  }

  MessageReader reader_;
  // Null where it is closed.
  std::shared_ptr<BroadcastMember> member_;
};

BroadcastChannel& BroadcastChannel::Wrap(Agent& agent,
                                         v8::Local<v8::Object> object,
                                         BroadcastHub& hub,
                                         absl::string_view name) {
  agent.CheckCurrent("BroadcastChannel::Wrap");
  auto impl = std::make_unique<Impl>(MessagingState::Of(agent), object);
  std::unique_ptr<BroadcastChannel> made(new BroadcastChannel(std::move(impl)));
  BroadcastChannel& channel = *made;
  WrapperRegistry::Of(agent).Wrap(object, std::move(made));
  channel.impl_->Join(hub.Find(name));
  return channel;
}

BroadcastChannel::BroadcastChannel(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

BroadcastChannel::~BroadcastChannel() = default;

v8::Maybe<void> BroadcastChannel::PostMessage(v8::Local<v8::Context> context,
                                              v8::Local<v8::Value> message) {
  impl_->agent().CheckCurrent("BroadcastChannel::PostMessage");
  return impl_->PostMessage(context, message);
}

void BroadcastChannel::Close() {
  impl_->agent().CheckCurrent("BroadcastChannel::Close");
  impl_->Close();
}

bool BroadcastChannel::is_closed() const { return impl_->is_closed(); }

void BroadcastChannel::set_observer(MessageObserver* observer) {
  impl_->reader().set_observer(observer);
}

void BroadcastChannel::set_listens(bool listens) {
  impl_->reader().SetLive(listens && !is_closed(), true);
}

void BroadcastChannel::set_keeps_loop_alive(bool keeps) {
  impl_->reader().set_keeps_loop_alive(keeps);
}

bool BroadcastChannel::keeps_loop_alive() const {
  return impl_->reader().keeps_loop_alive();
}

size_t BroadcastChannel::queued_messages() const {
  return impl_->queued_messages();
}

size_t BroadcastChannel::queued_bytes() const { return impl_->queued_bytes(); }

}  // namespace ferry
