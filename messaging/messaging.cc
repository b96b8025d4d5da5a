#include "ferry/messaging/messaging.h"

#include <utility>

#include "absl/log/absl_check.h"
#include "ferry/transfer/v8_compat.h"

namespace ferry {

Messaging::Messaging(Agent& agent)
    : agent_(agent),
      ready_list_(std::make_shared<internal::ReadyList>(agent.event_loop())) {
  ABSL_CHECK(agent.event_loop() != nullptr)
      << "Messaging needs an EventLoop: give Agent::Options::event_loop";
}

Messaging::~Messaging() {
  ready_list_->Close();
  internal::AdjustExternalMemory(agent_.isolate(), -charged_);
}

void Messaging::set_port_template(
    v8::Local<v8::FunctionTemplate> port_template) {
  v8::Local<v8::ObjectTemplate> instances = port_template->InstanceTemplate();
  peer_field_ = instances->InternalFieldCount();
  instances->SetInternalFieldCount(peer_field_ + 1);
  port_template_.Reset(agent_.isolate(), port_template);
}

v8::Local<v8::FunctionTemplate> Messaging::port_template() {
  if (port_template_.IsEmpty()) {
    set_port_template(agent_.wrappers().NewTemplate("MessagePort"));
  }
  return port_template_.Get(agent_.isolate());
}

void Messaging::Charge(int64_t bytes) {
  uncharged_ += bytes;
  if (uncharged_ > -kMaxUncharged && uncharged_ < kMaxUncharged) return;
  charged_ += uncharged_;
  internal::AdjustExternalMemory(agent_.isolate(),
                                 std::exchange(uncharged_, 0));
}

}  // namespace ferry
