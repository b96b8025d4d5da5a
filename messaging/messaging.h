#ifndef FERRY_MESSAGING_MESSAGING_H_
#define FERRY_MESSAGING_MESSAGING_H_

#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-template.h>

#include <cstdint>
#include <memory>

#include "ferry/messaging/internal/message_pool.h"
#include "ferry/messaging/internal/ready_list.h"
#include "ferry/messaging/message_observer.h"
#include "ferry/messaging/queue_limits.h"
#include "ferry/transfer/agent.h"

namespace ferry {

// What messaging keeps for one isolate, and how its JavaScript bindings plug
// in: the class that ports have there, and who is told of messages.
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
  ~Messaging() override;

  static Messaging& Of(Agent& agent) { return agent.extension<Messaging>(); }

  // The class of every MessagePort of this isolate, also of those that arrive
  // in messages; from WrapperRegistry::NewTemplate, or inheriting from one that
  // is. Set before the first port is made, and before V8 makes a function of
  // the template, which gets an internal field more; a class without methods
  // otherwise.
  void set_port_template(v8::Local<v8::FunctionTemplate> port_template);
  v8::Local<v8::FunctionTemplate> port_template();
  // Where an object of that class refers to the one that it is entangled with.
  int peer_field() const { return peer_field_; }

  // Is told of everything that happens to targets without an observer of their
  // own. Null for nobody: their messages are dropped.
  void set_observer(MessageObserver* observer) { observer_ = observer; }
  MessageObserver* observer() const { return observer_; }

  // Of ports that are made here from now on, or arrive.
  void set_queue_limits(const QueueLimits& limits) { queue_limits_ = limits; }
  const QueueLimits& queue_limits() const { return queue_limits_; }

  // --- For ports and broadcast channels.

  Agent& agent() { return agent_; }
  EventLoop& event_loop() { return *agent_.event_loop(); }
  const std::shared_ptr<internal::ReadyList>& ready_list() {
    return ready_list_;
  }
  internal::MessagePool& message_pool() { return message_pool_; }

  // Tells V8 how much memory messages hold that wait for this isolate, so that
  // it collects garbage in time. Small sums are kept back, as a call to V8
  // costs as much as a small message.
  void Charge(int64_t bytes);
  // The same during a garbage collection: V8 is told later.
  void CreditLater(int64_t bytes) { uncharged_ -= bytes; }

 private:
  static constexpr int64_t kMaxUncharged = 64 << 10;

  Agent& agent_;
  const std::shared_ptr<internal::ReadyList> ready_list_;
  internal::MessagePool message_pool_;
  v8::Global<v8::FunctionTemplate> port_template_;
  int peer_field_ = 0;
  MessageObserver* observer_ = nullptr;
  QueueLimits queue_limits_;
  // What V8 was told, and what it was not told yet, in bytes.
  int64_t charged_ = 0;
  int64_t uncharged_ = 0;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_MESSAGING_H_
