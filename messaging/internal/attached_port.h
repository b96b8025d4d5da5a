#ifndef FERRY_MESSAGING_INTERNAL_ATTACHED_PORT_H_
#define FERRY_MESSAGING_INTERNAL_ATTACHED_PORT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include <cstddef>
#include <memory>
#include <optional>

#include "ferry/agent/agent.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/message_reader.h"
#include "ferry/messaging/internal/port_core.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {

// What is behind a MessagePort, which says what the functions do: an end of a
// channel with its object in an isolate, until it is taken away. Isolate-bound.
class AttachedPort final : private MessageSource {
 public:
  AttachedPort(MessagingState& messaging, v8::Local<v8::Object> object,
               std::shared_ptr<PortCore> core);
  // Also while garbage is collected.
  ~AttachedPort() override;

  AttachedPort(const AttachedPort&) = delete;
  AttachedPort& operator=(const AttachedPort&) = delete;

  // Once the object is whole: it is told of messages from now on.
  void Attach();

  void Start();
  void Close() override;
  v8::Maybe<std::optional<ReceivedMessage>> ReceiveMessage(
      v8::Local<v8::Context> context);

  DetachedMessagePort Detach();
  // The same without a word to the object.
  DetachedMessagePort Release();

  MessageReader& reader() { return reader_; }
  const MessageReader& reader() const { return reader_; }
  Agent& agent() const { return reader_.agent(); }

  void set_keeps_itself_alive(bool keeps);
  bool keeps_itself_alive() const { return keeps_itself_alive_; }

  void set_queue_limits(const QueueLimits& limits);
  size_t queued_messages() const override;
  size_t queued_bytes() const override;
  bool is_detached() const { return core_ == nullptr; }
  bool is_started() const { return started_; }

 private:
  friend class Posting;

  // Two ends of a channel in this agent: each object refers to the other, so
  // that the garbage collector sees both or none of them.
  void Entangle(AttachedPort& peer);
  void Disentangle();
  // The agent has the other end of this port, or has it no more, without such a
  // reference.
  void SetLocalEnds(AttachedPort& other, bool are_local);
  // Nothing more comes through the core.
  void LeaveCore();
  // The port of this agent that has the other end of `core`; null where the
  // agent has it not.
  AttachedPort* PeerOf(const PortCore& core) const;
  // Closes what this port was.
  void CloseReleased(DetachedMessagePort released);
  void TellOfClose(v8::Local<v8::Context> context,
                   v8::Local<v8::Object> object);
  // MessageSource.
  std::unique_ptr<Message> Next(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> object) override;
  void RunAgain() override;
  void GiveBack(MessageList spent) override;
  size_t queued_serialized_bytes() const override;
  AttachedPort* port() override { return this; }
  // Whether something may happen here that no script of this agent causes.
  bool MayHear() const {
    return core_ != nullptr &&
           ((started_ && peer_ == nullptr && !core_->told_of_close()) ||
            core_->is_scheduled());
  }
  // The object lives by itself, and the loop waits, as long as that is so.
  void UpdateLiveness() {
    reader_.SetLive(keeps_itself_alive_ && MayHear(),
                    !has_local_end_ || core_->is_scheduled());
  }

  MessageReader reader_;
  // Null where the port is [[Detached]].
  std::shared_ptr<PortCore> core_;
  // The other end where this agent has that too and neither belongs to an
  // owner; null otherwise.
  AttachedPort* peer_ = nullptr;
  // Whether the agent has the other end, but one of them belongs to an owner.
  bool has_local_end_ = false;
  // Whether it was said ever that the port does not keep itself alive.
  bool has_owner_ = false;
  bool keeps_itself_alive_ = true;
  bool started_ = false;
  // How many calls of PostMessage go on: getters may post too. They keep the
  // core that was taken away meanwhile, and hold its closing back.
  int postings_ = 0;
  std::shared_ptr<PortCore> released_;
  DetachedMessagePort closing_;
};

}  // namespace ferry::internal

#endif  // FERRY_MESSAGING_INTERNAL_ATTACHED_PORT_H_
