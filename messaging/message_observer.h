#ifndef FERRY_MESSAGING_MESSAGE_OBSERVER_H_
#define FERRY_MESSAGING_MESSAGE_OBSERVER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <vector>

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

}  // namespace ferry

#endif  // FERRY_MESSAGING_MESSAGE_OBSERVER_H_
