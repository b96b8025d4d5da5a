#include "ferry/messaging/messaging.h"

#include "ferry/messaging/internal/messaging_state.h"

namespace ferry {

using internal::MessagingState;

Messaging::Messaging(Agent& agent) : state_(MessagingState::Of(agent)) {}

void Messaging::set_port_template(
    v8::Local<v8::FunctionTemplate> port_template) {
  state_.set_port_template(port_template);
}

v8::Local<v8::FunctionTemplate> Messaging::port_template() {
  return state_.port_template();
}

void Messaging::set_observer(MessageObserver* observer) {
  state_.set_observer(observer);
}

MessageObserver* Messaging::observer() const { return state_.observer(); }

void Messaging::set_queue_limits(const QueueLimits& limits) {
  state_.set_queue_limits(limits);
}

const QueueLimits& Messaging::queue_limits() const {
  return state_.queue_limits();
}

}  // namespace ferry
