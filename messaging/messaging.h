#ifndef FERRY_MESSAGING_MESSAGING_H_
#define FERRY_MESSAGING_MESSAGING_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-template.h>
#include <v8-value.h>

#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/messaging/detached_message_port.h"

namespace ferry {

// A message as it arrives: the `data` and `ports` of HTML's MessageEvent.
struct ReceivedMessage {
  v8::Local<v8::Value> value;
  // The MessagePorts that were transferred, in the order of the list.
  std::vector<v8::Local<v8::Object>> ports;
};

// Whom ports and broadcast channels tell what happens to them. The JavaScript
// bindings fire events; C++ may listen by itself.
//
//   class Echo final : public ferry::MessageObserver {
//     void OnMessage(v8::Local<v8::Context> context,
//                    v8::Local<v8::Object> port,
//                    const ferry::ReceivedMessage& message) override {
//       ferry::MessagePort::From(agent_, port)
//           ->PostMessage(context, message.value, {})
//           .IsNothing();  // what it throws is reported by the event loop
//     }
//     void OnMessageError(...) override {}
//     void OnClose(...) override {}
//   };
//
// Each call is a task of its own: EventLoop::RunCallback, in the realm
// `context` of `target`, the JavaScript object that it happens to. What a call
// throws is reported as uncaught. It may do anything to the target: close it,
// transfer it, post.
//
// Ownership: the embedder's; outlives the Agent. Isolate-bound.
class MessageObserver {
 public:
  virtual ~MessageObserver() = default;

  virtual void OnMessage(v8::Local<v8::Context> context,
                         v8::Local<v8::Object> target,
                         const ReceivedMessage& message) = 0;

  // A message came that cannot be read here: `error` says why. It is lost, with
  // all that was transferred in it; the target lives on.
  virtual void OnMessageError(v8::Local<v8::Context> context,
                              v8::Local<v8::Object> target,
                              v8::Local<v8::Value> error) = 0;

  // The other end of a port is gone: it was closed or garbage collected, or its
  // agent ended, or the message that it travelled in was lost. A started port
  // has read all that was sent before. One that is not started is told at once,
  // and what waits can still be read, once it is started. Once for each port;
  // never where this end was closed first.
  virtual void OnClose(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> target) = 0;

  // The port `target` was made to transfer its other end to its other end, so
  // that nobody can ever receive: the channel is lost. Called by PostMessage,
  // not as a task, which succeeds all the same: what it throws is reported. For
  // a warning to the developer.
  virtual void OnChannelLost(v8::Local<v8::Context> context,
                             v8::Local<v8::Object> target) {}
};

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
