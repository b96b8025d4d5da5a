#include "ferry/bindings/internal/event_natives.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-template.h>

#include <memory>
#include <vector>

#include "ferry/agent/event_loop.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/agent/timers.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/internal/broadcast_channel_class.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/message_port_class.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/messaging/message_port.h"

namespace ferry::internal {
namespace {

// WebIDL's "call a user object's operation": `callback` itself, or its
// handleEvent, for which it is the receiver.
v8::MaybeLocal<v8::Function> FindOperation(v8::Isolate* isolate,
                                           v8::Local<v8::Context> context,
                                           v8::Local<v8::Value>& receiver,
                                           v8::Local<v8::Value> callback) {
  if (callback->IsFunction()) return callback.As<v8::Function>();
  receiver = callback;
  v8::Local<v8::Value> operation;
  if (!callback.As<v8::Object>()
           ->Get(context, NewString(isolate, "handleEvent"))
           .ToLocal(&operation)) {
    return {};
  }
  if (operation->IsFunction()) return operation.As<v8::Function>();
  ThrowTypeError(isolate, "The listener's handleEvent is not a function.");
  return {};
}

// invoke(callback, isHandler, receiver, ...arguments): calls a listener and
// reports what it throws. A handler that cannot be called is left alone.
void Invoke(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (info[1]->IsTrue() && !info[0]->IsFunction()) return;
  v8::TryCatch try_catch(isolate);
  // Without a loop the isolate's message listeners hear of it.
  try_catch.SetVerbose(agent->event_loop() == nullptr);
  v8::Local<v8::Value> receiver = info[2];
  v8::Local<v8::Function> operation;
  v8::Local<v8::Value> result;
  std::vector<v8::Local<v8::Value>> arguments;
  for (int i = 3; i < info.Length(); ++i) arguments.push_back(info[i]);
  if (FindOperation(isolate, context, receiver, info[0]).ToLocal(&operation) &&
      operation
          ->Call(context, receiver, static_cast<int>(arguments.size()),
                 arguments.data())
          .ToLocal(&result)) {
    info.GetReturnValue().Set(result);
    return;
  }
  if (try_catch.HasTerminated()) {
    try_catch.ReThrow();
  } else if (agent->event_loop() != nullptr) {
    agent->event_loop()->ReportUncaught(context, try_catch.Exception(),
                                        try_catch.Message());
  }
}

void IsNativeTarget(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  info.GetReturnValue().Set(
      agent->extension<AgentBindings>().IsTarget(info[0]));
}

// isInstance(number, value), with the number that AddTarget gave.
void IsInstance(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  info.GetReturnValue().Set(agent->extension<AgentBindings>().IsInstance(
      info[0].As<v8::Uint32>()->Value(), info[1]));
}

// For an event that is about to be made.
void SetClock(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  agent->extension<AgentBindings>().SetClock();
}

void ThrowInvalidState(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  ThrowDOMException(*agent, info.GetIsolate()->GetCurrentContext(),
                    "InvalidStateError", ToUtf8(info.GetIsolate(), info[0]));
}

// toPorts(iterable): an array of its MessagePorts.
void ToPorts(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  std::vector<v8::Local<v8::Value>> ports;
  auto take = [&](v8::Local<v8::Value> item) {
    if (agent->event_loop() == nullptr ||
        MessagePort::From(*agent, item) == nullptr) {
      ThrowTypeError(isolate,
                     "member ports has an entry that is not of type "
                     "'MessagePort'.");
      return v8::Nothing<bool>();
    }
    ports.push_back(item);
    return v8::Just(true);
  };
  if (TakeSequence(isolate->GetCurrentContext(), "member ports", info[0], take)
          .IsNothing()) {
    return;
  }
  info.GetReturnValue().Set(
      v8::Array::New(isolate, ports.data(), ports.size()));
}

// toSequence(what, iterable): an array.
void ToSequence(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::vector<v8::Local<v8::Value>> items;
  auto take = [&](v8::Local<v8::Value> item) {
    items.push_back(item);
    return v8::Just(true);
  };
  if (TakeSequence(isolate->GetCurrentContext(), ToUtf8(isolate, info[0]),
                   info[1], take)
          .IsNothing()) {
    return;
  }
  info.GetReturnValue().Set(
      v8::Array::New(isolate, items.data(), items.size()));
}

// startTimeout(milliseconds, callback). The event loop does not wait for it:
// what the timeout is for does, while it goes on.
void StartTimeout(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  if (agent->event_loop() == nullptr) {
    return ThrowTypeError(isolate,
                          "Timeouts need an EventLoop, which this realm's "
                          "agent was not given.");
  }
  auto callback = std::make_shared<v8::Global<v8::Function>>(
      isolate, info[1].As<v8::Function>());
  Timers& timers = Timers::Of(*agent);
  const int id =
      timers.Start(info[0].As<v8::Number>()->Value() / 1000, [agent, callback] {
        v8::Isolate* isolate = agent->isolate();
        v8::HandleScope handles(isolate);
        v8::Local<v8::Function> function = callback->Get(isolate);
        v8::Local<v8::Context> context;
        if (!GetCreationContext(isolate, function).ToLocal(&context)) return;
        agent->event_loop()->RunCallback(context, [&] {
          function->Call(context, v8::Undefined(isolate), 0, nullptr).IsEmpty();
        });
      });
  timers.SetKeepsLoopAlive(id, false);
}

// listensChanged(object, listens).
void ListensChanged(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr || agent->event_loop() == nullptr) return;
  agent->extension<AgentBindings>().OnListensChanged(info[0],
                                                     info[1]->IsTrue());
}

constexpr NativeMethod kFunctions[] = {
    {"invoke", 0, Invoke},
    {"isInstance", 0, IsInstance},
    {"isNativeTarget", 0, IsNativeTarget},
    {"listensChanged", 0, ListensChanged},
    {"newBroadcastChannel", 0, NewBroadcastChannel},
    {"newChannel", 1, NewChannel},
    {"newDOMException", 2, NewDOMException},
    {"setClock", 0, SetClock},
    {"startTimeout", 2, StartTimeout},
    {"throwInvalidState", 0, ThrowInvalidState},
    {"toPorts", 0, ToPorts},
    {"toSequence", 2, ToSequence},
};

// PlatformObject: a class whose objects have an internal field, and so are host
// objects for V8's serializer.
v8::Maybe<bool> DefinePlatformObject(v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> on) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::FunctionTemplate> interface =
      v8::FunctionTemplate::New(isolate);
  interface->InstanceTemplate()->SetInternalFieldCount(1);
  v8::Local<v8::Function> constructor;
  if (!interface->GetFunction(context).ToLocal(&constructor)) {
    return v8::Nothing<bool>();
  }
  return on->CreateDataProperty(context, NewString(isolate, "PlatformObject"),
                                constructor);
}

}  // namespace

v8::MaybeLocal<v8::Object> NewEventNatives(AgentBindings& bindings,
                                           v8::Local<v8::Context> context) {
  v8::Local<v8::Object> native;
  if (!bindings.symbols()->NewInstance(context).ToLocal(&native)) return {};
  for (const NativeMethod& function : kFunctions) {
    if (DefineMethod(context, bindings.link(), native, function).IsNothing()) {
      return {};
    }
  }
  if (DefinePlatformObject(context, native).IsNothing()) return {};
  return native;
}

void AddEventNativeReferences(std::vector<intptr_t>& references) {
  AddReferences(kFunctions, references);
}

}  // namespace ferry::internal
