#ifndef FERRY_MESSAGING_INTERNAL_MESSAGING_STATE_H_
#define FERRY_MESSAGING_INTERNAL_MESSAGING_STATE_H_

#include <v8-local-handle.h>
#include <v8-persistent-handle.h>
#include <v8-template.h>

#include <cstdint>
#include <memory>

#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/message_pool.h"
#include "ferry/messaging/internal/reader_list.h"
#include "ferry/messaging/internal/ready_list.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

// What messaging keeps for one isolate: what Messaging shows, and what ports
// and channels share. Isolate-bound; owned by the Agent.
class MessagingState final : public AgentExtension {
 public:
  // For Agent::extension.
  explicit MessagingState(Agent& agent);
  ~MessagingState() override;
  void WriteSnapshot(SnapshotWriter& snapshot) override;

  static MessagingState& Of(Agent& agent) {
    return agent.extension<MessagingState>();
  }

  Agent& agent() { return agent_; }
  EventLoop& event_loop() { return *agent_.event_loop(); }

  // See Messaging.
  void set_port_template(v8::Local<v8::FunctionTemplate> port_template);
  v8::Local<v8::FunctionTemplate> port_template();
  void set_observer(MessageObserver* observer) { observer_ = observer; }
  MessageObserver* observer() const { return observer_; }
  void set_queue_limits(const QueueLimits& limits) { queue_limits_ = limits; }
  const QueueLimits& queue_limits() const { return queue_limits_; }

  // Where a port's object refers to the one that it is entangled with.
  int peer_field() const { return peer_field_; }

  const std::shared_ptr<ReadyList>& ready_list() { return ready_list_; }
  MessagePool& message_pool() { return message_pool_; }

  // Of all ports and channels.
  ReaderList& readers() { return readers_; }

  // See AgentCounters.
  uint64_t messages_posted = 0;
  uint64_t messages_received = 0;

  // Tells V8 how much memory messages hold that wait for this isolate, so that
  // it collects garbage in time. Small sums are kept back, as a call to V8
  // costs as much as a small message.
  void Charge(int64_t bytes);
  // The same during a garbage collection: V8 is told later.
  void CreditLater(int64_t bytes) { uncharged_ -= bytes; }

 private:
  static constexpr int64_t kMaxUncharged = 64 << 10;

  Agent& agent_;
  const std::shared_ptr<ReadyList> ready_list_;
  MessagePool message_pool_;
  v8::Global<v8::FunctionTemplate> port_template_;
  int peer_field_ = 0;
  MessageObserver* observer_ = nullptr;
  QueueLimits queue_limits_;
  ReaderList readers_;
  // What V8 was told, and what it was not told yet, in bytes.
  int64_t charged_ = 0;
  int64_t uncharged_ = 0;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_MESSAGING_STATE_H_
