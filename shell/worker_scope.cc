#include "ferry/shell/worker_scope.h"

#include <v8-function-callback.h>

#include <string>
#include <utility>
#include <vector>

#include "ferry/bindings/arguments.h"
#include "ferry/bindings/events.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/files.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

WorkerScope& ScopeOf(const Info& info) {
  return *Environment::From(info.GetIsolate()).options().worker_scope;
}

void PostMessage(const Info& info) {
  constexpr absl::string_view kCall = "Failed to execute 'postMessage'";
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  if (info.Length() == 0) {
    return ThrowTypeError(info.GetIsolate(),
                          "Failed to execute 'postMessage': 1 argument "
                          "required, but only 0 present.");
  }
  std::vector<v8::Local<v8::Object>> list;
  if (TakeTransferListOrOption(context, kCall, info[1], list).IsNothing()) {
    return;
  }
  // What cannot be sent throws.
  (void)ScopeOf(info).port()->PostMessage(context, info[0], list);
}

void CloseFunction(const Info& info) { ScopeOf(info).Close(); }

void ImportScripts(const Info& info) {
  Environment& environment = Environment::From(info.GetIsolate());
  for (int i = 0; i < info.Length(); ++i) {
    std::string path;
    if (!ToText(info.GetIsolate(), info[i], path) ||
        LoadScript(environment, "importScripts", path).IsEmpty()) {
      return;
    }
  }
}

}  // namespace

v8::Maybe<bool> WorkerScope::Open(Environment& environment,
                                  DetachedMessagePort port,
                                  SerializedValue data) {
  environment_ = &environment;
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> port_object;
  if (!MessagePort::New(environment.agent(), context, std::move(port))
           .ToLocal(&port_object)) {
    return v8::Nothing<bool>();
  }
  port_.Reset(environment.isolate(), port_object);
  this->port()->set_observer(this);
  this->port()->set_keeps_loop_alive(listens_);
  v8::Local<v8::Object> global = context->Global();
  SetFunction(context, global, "postMessage", PostMessage);
  SetFunction(context, global, "close", CloseFunction);
  SetFunction(context, global, "importScripts", ImportScripts);
  DeserializedValue received;
  if (!MoveTo(StructuredDeserializeWithTransfer(environment.agent(), context,
                                                std::move(data)),
              received)) {
    return v8::Nothing<bool>();
  }
  SetValue(context, global, "workerData", received.value);
  return v8::Just(true);
}

void WorkerScope::StartPort() {
  v8::HandleScope handles(v8::Isolate::GetCurrent());
  if (MessagePort* port = this->port()) port->Start();
}

void WorkerScope::Shut() {
  v8::HandleScope handles(v8::Isolate::GetCurrent());
  if (MessagePort* port = this->port()) port->Close();
  port_.Reset();
}

MessagePort* WorkerScope::port() const {
  if (port_.IsEmpty()) return nullptr;
  return MessagePort::From(environment_->agent(),
                           port_.Get(environment_->isolate()));
}

void WorkerScope::set_listens(bool listens) {
  listens_ = listens;
  if (MessagePort* port = this->port()) port->set_keeps_loop_alive(listens);
}

void WorkerScope::OnMessage(v8::Local<v8::Context> context,
                            v8::Local<v8::Object> target,
                            const ReceivedMessage& message) {
  if (is_closing_) return;
  (void)FireMessage(environment_->agent(), context, context->Global(),
                    message.value, message.ports);
}

void WorkerScope::OnMessageError(v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> target,
                                 v8::Local<v8::Value> error) {
  if (is_closing_) return;
  (void)FireMessageError(environment_->agent(), context, context->Global(),
                         error);
}

}  // namespace ferry::shell
