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
#include "ferry/agent/agent.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry {

namespace internal {
class AttachedPort;
}  // namespace internal

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
class MessagePort final : public PlatformObject {
 public:
  // Shows `port` to JavaScript, as an object of the realm `context`, in which
  // its messages will be made. Throws an InvalidStateError where `port` is
  // empty, or what V8 threw; the result is empty then, and the port is closed.
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
  // Throws a DataCloneError, a QuotaExceededError, or what user code threw; the
  // result is empty then, and where execution is terminating, and nothing was
  // given up.
  v8::Maybe<void> PostMessage(v8::Local<v8::Context> context,
                              v8::Local<v8::Value> message,
                              absl::Span<const v8::Local<v8::Object>> transfer);

  // Messages go to the observer from now on; until then they wait.
  void Start();

  // HTML's close(): no message is received or sent any more; the other end is
  // told, if it is started when it has read what was sent before.
  void Close();

  // Node's receiveMessageOnPort: takes one message that waits, also where the
  // port was not started; an empty optional where none does. Throws where the
  // message cannot be read; the result is empty then, and the message is lost.
  v8::Maybe<std::optional<ReceivedMessage>> ReceiveMessage(
      v8::Local<v8::Context> context);

  // Moves the port to an object of another realm of this isolate; the object
  // that it had is detached. Throws a DataCloneError where the port is closed
  // or was transferred; the result is empty then.
  v8::MaybeLocal<v8::Object> MoveToContext(v8::Local<v8::Context> context);

  // Takes the port away from its object, which is detached; an empty port where
  // it is closed or was transferred.
  DetachedMessagePort Detach();

  // Is told of what happens here, instead of Messaging's observer. Null for
  // that one.
  void set_observer(MessageObserver* observer);

  // Whether a started port keeps the event loop waiting for messages: while the
  // other end is open and not of this agent, and while messages wait. True
  // until said otherwise: Node's ref() and unref().
  void set_keeps_loop_alive(bool keeps);
  bool keeps_loop_alive() const;

  // Whether the library keeps the port's object alive while messages may come,
  // as HTML does. True until said otherwise; false for a port that belongs to
  // an owner: a stream, say, that its messages are for. From then on its object
  // lives only as long as something refers to it, and its other end, also where
  // this agent has that, does not: once the owner is garbage the other end is
  // told of the close, and is kept alive until then. An owner that somebody
  // waits for says true, and false once the wait is over; then the event loop
  // waits too.
  void set_keeps_itself_alive(bool keeps);
  bool keeps_itself_alive() const;

  // Of what waits here, whoever sends it.
  void set_queue_limits(const QueueLimits& limits);

  // What waits here. Bytes are those of the messages and of transferred
  // buffers.
  size_t queued_messages() const;
  size_t queued_bytes() const;

  // Whether Close was called, or the port was transferred.
  bool is_detached() const;
  bool is_started() const;

  // PlatformObject.
  TransferMode GetTransferMode() const override {
    return TransferMode::kTransferable;
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override;
  void CommitTransfer(DataHolder& holder) noexcept override;

 private:
  explicit MessagePort(std::unique_ptr<internal::AttachedPort> port);

  const std::unique_ptr<internal::AttachedPort> port_;
};

// HTML 9.4.2 MessageChannel: two entangled ports, as objects of one realm.
struct MessageChannel {
  v8::Local<v8::Object> port1;
  v8::Local<v8::Object> port2;

  // Throws what MessagePort::New does; the result is empty then. Isolate-bound.
  static v8::Maybe<MessageChannel> New(Agent& agent,
                                       v8::Local<v8::Context> context,
                                       const ChannelOptions& options = {});
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_MESSAGE_PORT_H_
