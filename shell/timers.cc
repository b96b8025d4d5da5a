#include "ferry/shell/timers.h"

#include <v8-function-callback.h>
#include <v8-microtask-queue.h>
#include <v8-object.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

enum class Repeat { kOnce, kForever };

void AddTimer(const Info& info, Repeat repeat) {
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
  const double least = repeat == Repeat::kForever ? 1 : 0;
  delay = delay > least ? std::min(delay, 2147483647.0) : least;
  Timer timer;
  timer.callback.Reset(isolate, info[0].As<v8::Function>());
  for (int i = 2; i < info.Length(); ++i) {
    timer.arguments.emplace_back(isolate, info[i]);
  }
  if (repeat == Repeat::kForever) timer.interval = delay / 1000;
  info.GetReturnValue().Set(environment.timers().Add(
      environment.Now() + delay / 1000, std::move(timer)));
}

void SetTimeout(const Info& info) { AddTimer(info, Repeat::kOnce); }
void SetInterval(const Info& info) { AddTimer(info, Repeat::kForever); }

void ClearTimer(const Info& info) {
  // What is no id is no timer's id either.
  if (!info[0]->IsInt32()) return;
  Environment::From(info.GetIsolate())
      .timers()
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
