#ifndef FERRY_SHELL_WORKER_H_
#define FERRY_SHELL_WORKER_H_

#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include <memory>
#include <thread>

#include "ferry/bindings/native_class.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/shell/environment.h"
#include "ferry/shell/worker_thread.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::shell {

// HTML's Worker: a script in an isolate, on a thread of its own, as the isolate
// that made it sees it. The native side of its JavaScript object, which lives
// as long as the thread runs.
//
// Isolate-bound. Its destructor stops the worker and waits for its thread.
class Worker final : public PlatformObject, public MessageObserver {
 public:
  static constexpr char kClassName[] = "Worker";
  // In worker_class.cc.
  static void DefineClass(ClassDefinition<Worker>& worker);

  // Starts the thread. `object` is the worker's wrapper, `port` one end of the
  // channel whose other end is in `start`.
  static std::unique_ptr<Worker> Start(Environment& parent,
                                       v8::Local<v8::Object> object,
                                       v8::Local<v8::Object> port,
                                       WorkerStart start);
  ~Worker() override;

  // The port that leads to the worker's global object.
  MessagePort* port() const;
  void Terminate();

  // The worker reports; on this isolate's thread.
  void OnError(UncaughtReport report);
  void OnExit(const WorkerExit& exit);

  // MessageObserver: what comes out of the port.
  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override;
  void OnMessageError(v8::Local<v8::Context> context,
                      v8::Local<v8::Object> target,
                      v8::Local<v8::Value> error) override;
  void OnClose(v8::Local<v8::Context> context,
               v8::Local<v8::Object> target) override {}

  // PlatformObject.
  TransferMode GetTransferMode() const override {
    return TransferMode::kDisallowCloneAndTransfer;
  }

 private:
  Worker(Environment& parent, v8::Local<v8::Object> object,
         v8::Local<v8::Object> port);

  v8::Isolate* isolate() const { return parent_.isolate(); }

  Environment& parent_;
  v8::Global<v8::Object> object_;
  v8::Global<v8::Object> port_;
  std::shared_ptr<WorkerLink> link_;
  std::thread thread_;
  bool runs_ = true;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_WORKER_H_
