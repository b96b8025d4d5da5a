#ifndef FERRY_MESSAGING_MESSAGING_H_
#define FERRY_MESSAGING_MESSAGING_H_

#include <v8-local-handle.h>
#include <v8-template.h>

#include "ferry/agent/agent.h"
#include "ferry/messaging/channel_options.h"
#include "ferry/messaging/message_observer.h"

namespace ferry {

namespace internal {
class MessagingState;
}  // namespace internal

// How the JavaScript bindings of an isolate plug into messaging: the class that
// ports have there, and who is told of messages.
//
//   ferry::Messaging& messaging = ferry::Messaging::Of(agent);
//   messaging.set_port_template(port_class);
//   messaging.set_observer(&events);
//
// Isolate-bound; owned by the Agent, which needs an EventLoop.
class Messaging final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit Messaging(Agent& agent);

  static Messaging& Of(Agent& agent) { return agent.extension<Messaging>(); }

  // The class of every MessagePort of this isolate, also of those that arrive
  // in messages; from WrapperRegistry::NewTemplate, or inheriting from one that
  // is. Set before the first port is made, and before V8 makes a function of
  // the template, which gets an internal field more; a class without methods
  // otherwise.
  void set_port_template(v8::Local<v8::FunctionTemplate> port_template);
  v8::Local<v8::FunctionTemplate> port_template();

  // Is told of everything that happens to targets without an observer of their
  // own. Null for nobody: their messages are dropped.
  void set_observer(MessageObserver* observer);
  MessageObserver* observer() const;

  // Of ports that are made here from now on, or arrive.
  void set_queue_limits(const QueueLimits& limits);
  const QueueLimits& queue_limits() const;

 private:
  internal::MessagingState& state_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_MESSAGING_H_
