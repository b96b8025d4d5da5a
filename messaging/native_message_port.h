#ifndef FERRY_MESSAGING_NATIVE_MESSAGE_PORT_H_
#define FERRY_MESSAGING_NATIVE_MESSAGE_PORT_H_

#include <chrono>  // NOLINT(build/c++11)
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/serializer/serialized_value.h"

namespace ferry {

// A message port that a native thread has, without an isolate: one end of a
// channel whose other end may be a MessagePort of JavaScript.
//
//   ferry::NativeMessagePort port(std::move(detached));
//   for (;;) {
//     absl::StatusOr<ferry::SerializedValue> message = port.Receive();
//     if (!message.ok()) break;  // the other end was closed
//     port.Post(Answer(*message)).IgnoreError();
//   }
//
// Ownership: destroying it closes the port.
//
// Threads: any thread may call Post, Close, Detach and set_queue_limits, at any
// time; one thread at a time calls Receive, and waits in it. Close and Detach
// end a Receive that waits. Whoever destroys the port waits for all calls to
// return first: closes it, and joins the thread that receives.
class NativeMessagePort {
 public:
  explicit NativeMessagePort(DetachedMessagePort port);
  ~NativeMessagePort();

  NativeMessagePort(const NativeMessagePort&) = delete;
  NativeMessagePort& operator=(const NativeMessagePort&) = delete;

  // Sends to the other end. Where that is closed the message is lost, with what
  // was transferred, as with postMessage().
  //
  // An error leaves `value` as it is: FailedPrecondition for one that was
  // received already or carries the other end of this port, and for a port that
  // is closed; ResourceExhausted where the other end's queue is full.
  absl::Status Post(SerializedValue&& value);

  // The next message; waits for it. FailedPrecondition where none will come:
  // this port or the other end is closed.
  absl::StatusOr<SerializedValue> Receive();
  // DeadlineExceeded where none has come in time; 0 or less does not wait, and
  // milliseconds::max() waits as long as it takes.
  absl::StatusOr<SerializedValue> Receive(std::chrono::milliseconds timeout);

  // Drops what waits here; the other end is told. A Receive that waits on
  // another thread returns.
  void Close();

  // Takes the port away, with what waits in it, for another thread or a
  // MessagePort; an empty port where it is closed. A Receive that waits returns
  // as for Close.
  DetachedMessagePort Detach();

  // Of what waits here, whoever sends it.
  void set_queue_limits(const QueueLimits& limits);

 private:
  class Impl;

  const std::unique_ptr<Impl> impl_;
};

}  // namespace ferry

#endif  // FERRY_MESSAGING_NATIVE_MESSAGE_PORT_H_
