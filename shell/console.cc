#include "ferry/shell/console.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-function-callback.h>
#include <v8-object.h>
#include <v8-primitive-object.h>
#include <v8-promise.h>
#include <v8-script.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/any_native_class.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/inspect_source.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

void Write(const Info& info) {
  std::string text;
  if (!ToText(info.GetIsolate(), info[1], text)) return;
  std::FILE* stream = info[0].As<v8::Int32>()->Value() == 2 ? stderr : stdout;
  // So that the two keep their order where they meet.
  if (stream == stderr) std::fflush(stdout);
  std::fwrite(text.data(), 1, text.size(), stream);
}

const AnyNativeClass* FindClass(v8::Isolate* isolate,
                                v8::Local<v8::Value> value) {
  return NativeClasses::Of(Environment::From(isolate).agent()).Find(value);
}

absl::string_view Kind(v8::Isolate* isolate, v8::Local<v8::Value> value) {
  if (value->IsProxy()) return "Proxy";
  if (value->IsArray()) return "Array";
  if (value->IsTypedArray()) return "TypedArray";
  if (value->IsMap()) return "Map";
  if (value->IsSet()) return "Set";
  if (value->IsDate()) return "Date";
  if (value->IsRegExp()) return "RegExp";
  if (value->IsArrayBuffer()) return "ArrayBuffer";
  if (value->IsSharedArrayBuffer()) return "SharedArrayBuffer";
  if (value->IsDataView()) return "DataView";
  if (value->IsPromise()) return "Promise";
  if (value->IsWeakMap()) return "WeakMap";
  if (value->IsWeakSet()) return "WeakSet";
  if (value->IsWeakRef()) return "WeakRef";
  if (value->IsNumberObject() || value->IsStringObject() ||
      value->IsBooleanObject() || value->IsBigIntObject() ||
      value->IsSymbolObject()) {
    return "Primitive";
  }
  return FindClass(isolate, value) != nullptr ? "Native" : "Object";
}

void KindOf(const Info& info) {
  info.GetReturnValue().Set(
      NewString(info.GetIsolate(), Kind(info.GetIsolate(), info[0])));
}

// [name, value, ...] of the getters of a native object. A getter that throws
// is left out.
void GettersOf(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::TryCatch try_catch(isolate);
  const AnyNativeClass& native = *FindClass(isolate, info[0]);
  std::vector<v8::Local<v8::Value>> getters;
  for (absl::string_view name : native.GetterNames()) {
    v8::Local<v8::Value> value;
    if (!native
             .CallGetter(isolate->GetCurrentContext(), info[0].As<v8::Object>(),
                         name)
             .ToLocal(&value)) {
      continue;
    }
    getters.push_back(NewString(isolate, name));
    getters.push_back(value);
  }
  info.GetReturnValue().Set(
      v8::Array::New(isolate, getters.data(), getters.size()));
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

void PromiseState(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Promise> promise = info[0].As<v8::Promise>();
  const bool pending = promise->State() == v8::Promise::kPending;
  v8::Local<v8::Value> state[] = {
      NewString(isolate, pending ? "pending"
                         : promise->State() == v8::Promise::kRejected
                             ? "rejected"
                             : "fulfilled"),
      pending ? v8::Undefined(isolate).As<v8::Value>() : promise->Result()};
  info.GetReturnValue().Set(v8::Array::New(isolate, state, 2));
}

// The primitive in a wrapper such as new Number(1).
void Unwrap(const Info& info) {
  v8::Local<v8::Value> value = info[0];
  if (value->IsNumberObject()) {
    info.GetReturnValue().Set(value.As<v8::NumberObject>()->ValueOf());
  } else if (value->IsStringObject()) {
    info.GetReturnValue().Set(value.As<v8::StringObject>()->ValueOf());
  } else if (value->IsBooleanObject()) {
    info.GetReturnValue().Set(value.As<v8::BooleanObject>()->ValueOf());
  } else if (value->IsBigIntObject()) {
    info.GetReturnValue().Set(value.As<v8::BigIntObject>()->ValueOf());
  } else {
    info.GetReturnValue().Set(
        v8::Local<v8::Value>(value.As<v8::SymbolObject>()->ValueOf()));
  }
}

// The stack of an error as text, '' where it has none.
void StackOf(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Value> stack;
  if (info[0]
          .As<v8::Object>()
          ->Get(isolate->GetCurrentContext(), NewString(isolate, "stack"))
          .ToLocal(&stack) &&
      stack->IsString()) {
    info.GetReturnValue().Set(stack);
  } else {
    info.GetReturnValue().SetEmptyString();
  }
  if (try_catch.HasTerminated()) try_catch.ReThrow();
}

v8::Local<v8::Object> NewNativeObject(v8::Isolate* isolate,
                                      v8::Local<v8::Context> context) {
  v8::Local<v8::Object> native = v8::Object::New(isolate);
  SetFunction(context, native, "write", Write);
  SetFunction(context, native, "kindOf", KindOf);
  SetFunction(context, native, "gettersOf", GettersOf);
  SetFunction(context, native, "promiseState", PromiseState);
  SetFunction(context, native, "unwrap", Unwrap);
  SetFunction(context, native, "stackOf", StackOf);
  return native;
}

// Runs inspect.js, which is part of the program and so cannot fail.
v8::Local<v8::Object> RunInspectScript(v8::Isolate* isolate,
                                       v8::Local<v8::Context> context) {
  v8::ScriptCompiler::Source source(
      NewString(isolate, kInspectSource),
      v8::ScriptOrigin(NewString(isolate, "shell:inspect.js")));
  v8::Local<v8::String> parameter = NewString(isolate, "native");
  v8::Local<v8::Value> native = NewNativeObject(isolate, context);
  return v8::ScriptCompiler::CompileFunction(context, &source, 1, &parameter)
      .ToLocalChecked()
      ->Call(context, v8::Undefined(isolate), 1, &native)
      .ToLocalChecked()
      .As<v8::Object>();
}

}  // namespace

void InstallConsole(Environment& environment) {
  v8::Isolate* isolate = environment.isolate();
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> made = RunInspectScript(isolate, context);
  auto get = [&](v8::Local<v8::Object> object, absl::string_view name) {
    return object->Get(context, NewString(isolate, name)).ToLocalChecked();
  };
  v8::Local<v8::Object> console = get(made, "console").As<v8::Object>();
  SetValue(context, context->Global(), "console", console);
  SetValue(context, context->Global(), "print", get(console, "log"));
  environment.set_inspect(get(made, "inspect").As<v8::Function>());
}

}  // namespace ferry::shell
