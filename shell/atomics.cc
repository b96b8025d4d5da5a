#include "ferry/shell/atomics.h"

#include <v8-function.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-promise.h>

#include <cmath>
#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

AsyncWait KindOf(v8::Local<v8::Value> has_timeout) {
  return has_timeout->IsTrue() ? AsyncWait::kWithTimeout : AsyncWait::kForever;
}

void OnSettled(const Info& info) {
  Environment::From(info.GetIsolate()).loop().EndAsyncWait(KindOf(info.Data()));
}

// The promise of a result {async: true, value: promise}; empty for a result
// that is known at once.
v8::Local<v8::Promise> FindPromise(v8::Local<v8::Context> context,
                                   v8::Local<v8::Value> result) {
  v8::Local<v8::Value> value;
  if (!result.As<v8::Object>()
           ->Get(context, NewString(v8::Isolate::GetCurrent(), "value"))
           .ToLocal(&value) ||
      !value->IsPromise()) {
    return {};
  }
  return value.As<v8::Promise>();
}

// Atomics.waitAsync(typedArray, index, value, timeout); its data is V8's own.
void WaitAsync(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  Environment& environment = Environment::From(isolate);
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  std::vector<v8::Local<v8::Value>> arguments;
  for (int i = 0; i < info.Length(); ++i) arguments.push_back(info[i]);
  double timeout = INFINITY;
  if (info.Length() > 3) {
    // Converted once; NaN means forever, as no argument does.
    if (!info[3]->NumberValue(context).To(&timeout)) return;
    arguments[3] = v8::Number::New(isolate, timeout);
  }
  v8::Local<v8::Value> result;
  if (!info.Data()
           .As<v8::Function>()
           ->Call(context, info.This(), static_cast<int>(arguments.size()),
                  arguments.data())
           .ToLocal(&result)) {
    return;
  }
  info.GetReturnValue().Set(result);
  v8::Local<v8::Promise> promise = FindPromise(context, result);
  v8::Local<v8::Boolean> has_timeout =
      v8::Boolean::New(isolate, timeout < INFINITY);
  v8::Local<v8::Function> on_settled;
  if (promise.IsEmpty() ||
      !v8::Function::New(context, OnSettled, has_timeout)
           .ToLocal(&on_settled) ||
      promise->Then(context, on_settled, on_settled).IsEmpty()) {
    return;
  }
  environment.loop().BeginAsyncWait(KindOf(has_timeout));
}

}  // namespace

void InstallAtomics(Environment& environment) {
  v8::Isolate* isolate = environment.isolate();
  v8::Local<v8::Context> context = environment.context();
  const v8::Local<v8::String> name = NewString(isolate, "waitAsync");
  v8::Local<v8::Object> atomics =
      context->Global()
          ->Get(context, NewString(isolate, "Atomics"))
          .ToLocalChecked()
          .As<v8::Object>();
  v8::Local<v8::Value> original = atomics->Get(context, name).ToLocalChecked();
  v8::Local<v8::Function> function =
      v8::Function::New(context, WaitAsync, original, 4,
                        v8::ConstructorBehavior::kThrow)
          .ToLocalChecked();
  function->SetName(name);
  atomics->DefineOwnProperty(context, name, function, v8::DontEnum).Check();
}

}  // namespace ferry::shell
