#ifndef FERRY_SHELL_WORKER_SCOPE_H_
#define FERRY_SHELL_WORKER_SCOPE_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/shell/environment.h"

namespace ferry::shell {

// HTML's DedicatedWorkerGlobalScope: what the global object of a worker has
// beside the others' names, and the port to the worker's parent.
//
// On the worker's thread.
class WorkerScope final : public MessageObserver {
 public:
  // Puts postMessage, close, workerData and importScripts on the global object.
  // When it throws, the result is empty.
  v8::Maybe<bool> Open(Environment& environment, DetachedMessagePort port,
                       SerializedValue data);
  // Messages come from now on: the script ran once.
  void StartPort();
  // Before the environment goes.
  void Shut();

  // Null before Open and after Shut.
  MessagePort* port() const;

  // The global object has listeners, or has none any more.
  void set_listens(bool listens);

  // The script called close(): no task runs after the present one.
  void Close() { is_closing_ = true; }
  bool is_closing() const { return is_closing_; }

  // MessageObserver: what comes from the parent.
  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override;
  void OnMessageError(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> target,
                      v8::Local<v8::Value> error) override;
  void OnClose(v8::Local<v8::Context> context,
               v8::Local<v8::Object> target) override {}

 private:
  Environment* environment_ = nullptr;
  v8::Global<v8::Object> port_;
  bool listens_ = false;
  bool is_closing_ = false;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_WORKER_SCOPE_H_
