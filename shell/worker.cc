#include "ferry/shell/worker.h"

#include <v8-exception.h>

#include <utility>

#include "ferry/bindings/events.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::shell {

std::unique_ptr<Worker> Worker::Start(Environment& parent,
                                      v8::Local<v8::Object> object,
                                      v8::Local<v8::Object> port,
                                      WorkerStart start) {
  std::unique_ptr<Worker> worker(new Worker(parent, object, port));
  worker->port()->set_observer(worker.get());
  // The worker itself keeps the loop alive, until its thread ends.
  worker->port()->set_keeps_loop_alive(false);
  worker->port()->Start();
  parent.loop().KeepAlive();
  parent.options().activity->Announce();
  worker->thread_ = std::thread(RunWorker, std::move(start), worker->link_);
  return worker;
}

Worker::Worker(Environment& parent, v8::Local<v8::Object> object,
               v8::Local<v8::Object> port)
    : parent_(parent),
      object_(parent.isolate(), object),
      port_(parent.isolate(), port),
      link_(std::make_shared<WorkerLink>(parent.loop(), this)) {}

Worker::~Worker() {
  link_->Forget();
  link_->Terminate();
  if (thread_.joinable()) thread_.join();
}

MessagePort* Worker::port() const {
  return MessagePort::From(parent_.agent(), port_.Get(isolate()));
}

void Worker::Terminate() {
  if (!runs_) return;
  // What it has sent and nobody heard yet is dropped, as HTML says.
  port()->Close();
  link_->Terminate();
}

void Worker::OnError(UncaughtReport report) {
  parent_.RunTask([&] {
    v8::Local<v8::Context> context = parent_.context();
    v8::Local<v8::Value> error;
    v8::TryCatch try_catch(isolate());
    // An error that cannot be read here is left out.
    if (!report.error.consumed() &&
        !StructuredDeserialize(parent_.agent(), context, report.error)
             .ToLocal(&error)) {
      try_catch.Reset();
    }
    const bool handled =
        parent_.FireErrorAt(object_.Get(isolate()), report, error);
    if (try_catch.HasTerminated()) {
      try_catch.ReThrow();
    } else if (!handled) {
      parent_.ReportUncaught(std::move(report));
    }
  });
}

void Worker::OnExit(const WorkerExit& exit) {
  thread_.join();
  runs_ = false;
  parent_.loop().LetGo();
  // From here on the script alone says how long the object lives.
  object_.SetWeak();
  if (exit.quits) parent_.Stop(exit.code);
}

void Worker::OnMessage(v8::Local<v8::Context> context,
                       v8::Local<v8::Object> target,
                       const ReceivedMessage& message) {
  (void)FireMessage(parent_.agent(), context, object_.Get(isolate()),
                    message.value, message.ports);
}

void Worker::OnMessageError(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> target,
                            v8::Local<v8::Value> error) {
  (void)FireMessageError(parent_.agent(), context, object_.Get(isolate()),
                         error);
}

}  // namespace ferry::shell
