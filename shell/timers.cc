#include "ferry/shell/timers.h"

#include <v8-function-callback.h>
#include <v8-microtask-queue.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "ferry/agent/timers.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// What a timer of a script calls.
struct Call {
  v8::Global<v8::Function> callback;
  std::vector<v8::Global<v8::Value>> arguments;

  void Run(Environment& environment) const {
    v8::Isolate* isolate = environment.isolate();
    std::vector<v8::Local<v8::Value>> locals;
    for (const v8::Global<v8::Value>& argument : arguments) {
      locals.push_back(argument.Get(isolate));
    }
    v8::Local<v8::Context> context = environment.context();
    callback.Get(isolate)
        ->Call(isolate, context, context->Global(),
               static_cast<int>(locals.size()), locals.data())
        .IsEmpty();
  }
};

void AddTimer(const Info& info, Timers::Repeat repeat) {
  v8::Isolate* isolate = info.GetIsolate();
  Environment& environment = Environment::From(isolate);
  if (!info[0]->IsFunction()) {
    return ThrowTypeError(isolate,
                          "A timer's first argument must be a function.");
  }
  double delay = 0;  // In milliseconds.
  if (!info[1]->IsUndefined() &&
      !info[1]->NumberValue(environment.context()).To(&delay)) {
    return;
  }
  // NaN and negative numbers mean "at once"; an interval of 0 would keep
  // everything else from running.
  const double least = repeat == Timers::Repeat::kForever ? 1 : 0;
  delay = delay > least ? std::min(delay, 2147483647.0) : least;
  auto call = std::make_shared<Call>();
  call->callback.Reset(isolate, info[0].As<v8::Function>());
  for (int i = 2; i < info.Length(); ++i) {
    call->arguments.emplace_back(isolate, info[i]);
  }
  info.GetReturnValue().Set(Timers::Of(environment.agent())
                                .Start(
                                    delay / 1000,
                                    [&environment, call] {
                                      environment.RunTask(
                                          [&] { call->Run(environment); });
                                    },
                                    repeat));
}

void SetTimeout(const Info& info) { AddTimer(info, Timers::Repeat::kOnce); }
void SetInterval(const Info& info) { AddTimer(info, Timers::Repeat::kForever); }

void ClearTimer(const Info& info) {
  // What is no id is no timer's id either.
  if (!info[0]->IsInt32()) return;
  Timers::Of(Environment::From(info.GetIsolate()).agent())
      .Cancel(info[0].As<v8::Int32>()->Value());
}

void QueueMicrotask(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsFunction()) {
    return ThrowTypeError(isolate,
                          "queueMicrotask: the argument must be a function.");
  }
  isolate->EnqueueMicrotask(info[0].As<v8::Function>());
}

void Now(const Info& info) {
  const Environment& environment = Environment::From(info.GetIsolate());
  info.GetReturnValue().Set((environment.Now() - environment.time_origin()) *
                            1000);
}

}  // namespace

void InstallTimers(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> global = context->Global();
  SetFunction(context, global, "setTimeout", SetTimeout);
  SetFunction(context, global, "setInterval", SetInterval);
  SetFunction(context, global, "clearTimeout", ClearTimer);
  SetFunction(context, global, "clearInterval", ClearTimer);
  SetFunction(context, global, "queueMicrotask", QueueMicrotask);
  v8::Local<v8::Object> performance = v8::Object::New(environment.isolate());
  SetFunction(context, performance, "now", Now);
  SetValue(context, global, "performance", performance);
}

}  // namespace ferry::shell
