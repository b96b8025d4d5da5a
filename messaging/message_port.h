#ifndef FERRY_MESSAGING_MESSAGE_PORT_H_
#define FERRY_MESSAGING_MESSAGE_PORT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <memory>
#include <optional>

#include "absl/types/span.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/internal/message_target.h"
#include "ferry/messaging/internal/port_core.h"
#include "ferry/messaging/message_observer.h"
#include "ferry/messaging/messaging.h"
#include "ferry/messaging/queue_limits.h"
#include "ferry/serializer/options.h"
#include "ferry/transfer/agent.h"
#include "ferry/transfer/transferable.h"

namespace ferry {

// HTML 9.4.4 MessagePort, behind a JavaScript object: one end of a channel, as
// one isolate sees it.
//
//   v8::Local<v8::Object> object;
//   if (!ferry::MessagePort::New(agent, context, std::move(port))
//            .ToLocal(&object)) {
//     return;  // an exception is pending
//   }
//   ferry::MessagePort* port = ferry::MessagePort::From(agent, object);
//   port->set_observer(&observer);
//   port->Start();
//
// Ownership: the object's. A port is closed when its object is garbage
// collected or its Agent ends. It is not collected while the object of the
// other end lives in the same agent, nor, once it is started, while messages
// may come from elsewhere or wait here.
//
// Threads: isolate-bound. What it shares with the other end is not, and moves
// on when the port is transferred.
class MessagePort final : public Transferable, private internal::MessageSource {
 public:
  // Shows `port` to JavaScript, as an object of the realm `context`, in which
  // its messages will be made. Empty if and only if an exception is pending;
  // the port is closed then. An empty `port` is an InvalidStateError.
  static v8::MaybeLocal<v8::Object> New(Agent& agent,
                                        v8::Local<v8::Context> context,
                                        DetachedMessagePort port);

  // The port behind `value`; null where it is none, or has none any more.
  static MessagePort* From(Agent& agent, v8::Local<v8::Value> value);

  ~MessagePort() override;

  // HTML's message port post message steps: serializes `message`, moves what
  // `transfer` names, and sends it to the other end. Where that is closed the
  // message is lost, with what was transferred.
  //
  // Nothing if and only if an exception is pending (DataCloneError,
  // QuotaExceededError, or what user code threw) or execution is terminating;
  // nothing was given up then.
  v8::Maybe<bool> PostMessage(v8::Local<v8::Context> context,
                              v8::Local<v8::Value> message,
                              absl::Span<const v8::Local<v8::Object>> transfer);

  // Messages go to the observer from now on; until then they wait.
  void Start();

  // HTML's close(): no message is received or sent any more; the other end is
  // told, if it is started when it has read what was sent before.
  void Close() override;

  // Node's receiveMessageOnPort: takes one message that waits, also where the
  // port was not started; an empty optional where none does. Nothing if and
  // only if an exception is pending: the message could not be read and is lost.
  v8::Maybe<std::optional<ReceivedMessage>> ReceiveMessage(
      v8::Local<v8::Context> context);

  // Moves the port to an object of another realm of this isolate; the object
  // that it had is detached. Empty if and only if an exception is pending; a
  // port that is closed or was transferred is a DataCloneError.
  v8::MaybeLocal<v8::Object> MoveToContext(v8::Local<v8::Context> context);

  // Takes the port away from its object, which is detached; an empty port where
  // it is closed or was transferred.
  DetachedMessagePort Detach();

  // Is told of what happens here, instead of Messaging's observer. Null for
  // that one.
  void set_observer(MessageObserver* observer) {
    target_.set_observer(observer);
  }

  // Whether a started port keeps the event loop waiting for messages: while the
  // other end is open and not of this agent, and while messages wait. True
  // until said otherwise: Node's ref() and unref().
  void set_keeps_loop_alive(bool keeps) { target_.set_keeps_loop_alive(keeps); }
  bool keeps_loop_alive() const { return target_.keeps_loop_alive(); }

  // Of what waits here, whoever sends it.
  void set_queue_limits(const QueueLimits& limits);

  // What waits here. Bytes are those of the messages and of transferred
  // buffers.
  size_t queued_messages() const;
  size_t queued_bytes() const;

  // Whether Close was called, or the port was transferred.
  bool is_detached() const { return core_ == nullptr; }
  bool is_started() const { return started_; }

  // For the port's core: handles at most `budget` messages.
  size_t Run(size_t budget) { return target_.Run(budget); }

  // Transferable.
  TransferMode GetTransferMode() const override {
    return TransferMode::kTransferable;
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override;
  void CommitTransfer(DataHolder& holder) noexcept override;

 private:
  class Posting;

  explicit MessagePort(Messaging& messaging) : target_(messaging, *this) {}

  Agent& agent() const { return target_.agent(); }
  // Two ends of a channel in this agent: each object refers to the other, so
  // that the garbage collector sees both or none of them.
  void Entangle(MessagePort& peer);
  void Disentangle();
  // Takes the end of the channel away from this port.
  std::shared_ptr<internal::PortCore> ReleaseCore();
  // Closes what this port was.
  void CloseReleased(DetachedMessagePort released);
  void TellOfClose(v8::Local<v8::Context> context,
                   v8::Local<v8::Object> object);
  // internal::MessageSource.
  std::unique_ptr<internal::Message> Next(
      v8::Local<v8::Context> context, v8::Local<v8::Object> object) override;
  void RunAgain() override;
  size_t queued_serialized_bytes() const override;
  // Whether something may happen here that no script of this agent causes.
  bool MayHear() const {
    return core_ != nullptr &&
           ((started_ && peer_ == nullptr && !core_->told_of_close()) ||
            core_->is_scheduled());
  }
  // The object lives by itself, and the loop waits, as long as that is so.
  void UpdateLiveness() { target_.SetLive(MayHear()); }

  internal::MessageTarget target_;
  // Null where the port is [[Detached]].
  std::shared_ptr<internal::PortCore> core_;
  // The other end where this agent has that too; null otherwise.
  MessagePort* peer_ = nullptr;
  bool started_ = false;
  // How many calls of PostMessage go on: getters may post too. They keep the
  // core that was taken away meanwhile, and hold its closing back.
  int postings_ = 0;
  std::shared_ptr<internal::PortCore> released_;
  DetachedMessagePort closing_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_MESSAGE_PORT_H_
