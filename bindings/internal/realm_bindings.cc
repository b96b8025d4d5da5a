#include "ferry/bindings/internal/realm_bindings.h"

#include <v8-primitive.h>
#include <v8-script.h>

#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/event_natives.h"
#include "ferry/bindings/script/internal/event_script.h"

namespace ferry::internal {
namespace {

constexpr const char* kFunctionNames[kScriptFunctionCount] = {
    "completeGlobal", "completeTarget",   "fire",          "fireError",
    "fireMessage",    "fireMessageError", "setClockArray",
};

// Beside the interfaces.
constexpr absl::string_view kHasChannels = "hasChannels";

v8::MaybeLocal<v8::Object> RunScript(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> native) {
  v8::ScriptCompiler::Source source(
      NewString(isolate, kEventScript),
      v8::ScriptOrigin(NewString(isolate, "ferry:events")));
  v8::Local<v8::String> parameter = NewString(isolate, "native");
  v8::Local<v8::Value> argument = native;
  v8::Local<v8::Function> function;
  v8::Local<v8::Value> exports;
  if (!v8::ScriptCompiler::CompileFunction(context, &source, 1, &parameter)
           .ToLocal(&function) ||
      !function->Call(context, v8::Undefined(isolate), 1, &argument)
           .ToLocal(&exports)) {
    return {};
  }
  return exports.As<v8::Object>();
}

// What the scripts make.
v8::MaybeLocal<v8::Value> MakeExports(AgentBindings& bindings,
                                      v8::Local<v8::Context> context) {
  v8::Local<v8::Object> native;
  v8::Local<v8::Object> exports;
  if (!NewEventNatives(bindings, context).ToLocal(&native) ||
      !RunScript(bindings.agent().isolate(), context, native)
           .ToLocal(&exports)) {
    return {};
  }
  return exports;
}

template <typename T>
bool Take(v8::Isolate* isolate, v8::Local<v8::Context> context,
          v8::Local<v8::Object> exports, absl::string_view name,
          v8::Global<T>& handle) {
  v8::Local<v8::Value> value;
  if (!exports->Get(context, NewString(isolate, name)).ToLocal(&value)) {
    return false;
  }
  handle.Reset(isolate, value.As<T>());
  handle.SetWeak();
  return true;
}

}  // namespace

v8::Maybe<bool> RealmBindings::Initialize(Agent& agent,
                                          v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  AgentBindings& bindings = agent.extension<AgentBindings>();
  v8::Local<v8::Value> exports;
  if (!context->GetExtrasBindingObject()
           ->GetPrivate(context, bindings.realm_symbol())
           .ToLocal(&exports)) {
    return v8::Nothing<bool>();
  }
  was_kept_ = exports->IsObject();
  if ((!was_kept_ && !MakeExports(bindings, context).ToLocal(&exports)) ||
      !Take(isolate, context, exports.As<v8::Object>(), "interfaces",
            interfaces_)) {
    return v8::Nothing<bool>();
  }
  for (size_t i = 0; i < kScriptFunctionCount; ++i) {
    if (!Take(isolate, context, exports.As<v8::Object>(), kFunctionNames[i],
              functions_[i])) {
      return v8::Nothing<bool>();
    }
  }
  if (!interfaces()
           ->Has(context, NewString(isolate, kHasChannels))
           .To(&has_channels_)) {
    return v8::Nothing<bool>();
  }
  v8::Local<v8::Value> clock = bindings.NewClockArray();
  if (Call(context, ScriptFunction::kSetClock, absl::MakeSpan(&clock, 1))
          .IsEmpty()) {
    return v8::Nothing<bool>();
  }
  // The exports live as long as the realm.
  if (!was_kept_ && context->GetExtrasBindingObject()
                        ->SetPrivate(context, bindings.realm_symbol(), exports)
                        .IsNothing()) {
    return v8::Nothing<bool>();
  }
  context_.Reset(isolate, context);
  context_.SetWeak();
  return v8::Just(true);
}

v8::Maybe<bool> RealmBindings::SetHasChannels(v8::Local<v8::Context> context) {
  if (has_channels_) return v8::Just(true);
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  has_channels_ = true;
  return interfaces()->Set(context, NewString(isolate, kHasChannels),
                           v8::True(isolate));
}

v8::MaybeLocal<v8::Value> RealmBindings::Call(
    v8::Local<v8::Context> context, ScriptFunction function,
    absl::Span<v8::Local<v8::Value>> arguments) const {
  return Get(functions_[static_cast<size_t>(function)])
      ->Call(context, v8::Undefined(v8::Isolate::GetCurrent()),
             static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace ferry::internal
