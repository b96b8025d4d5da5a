#include "ferry/bindings/internal/realm_bindings.h"

#include <v8-primitive.h>
#include <v8-script.h>

#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/event_natives.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/script/internal/event_script.h"

namespace ferry::internal {
namespace {

constexpr const char* kFunctionNames[kScriptFunctionCount] = {
    "completeGlobal", "completeTarget", "fire",
    "fireError",      "fireMessage",    "fireMessageError",
};

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

RealmBindings::~RealmBindings() {
  if (link_.IsEmpty()) return;
  v8::HandleScope handles(v8::Isolate::GetCurrent());
  CutAgentLink(link());
}

v8::Maybe<bool> RealmBindings::Initialize(Agent& agent,
                                          v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  v8::Local<v8::Object> link;
  v8::Local<v8::Object> native;
  v8::Local<v8::Object> exports;
  if (!NewAgentLink(agent, context).ToLocal(&link)) return v8::Nothing<bool>();
  link_.Reset(isolate, link);
  link_.SetWeak();
  AgentBindings& bindings = agent.extension<AgentBindings>();
  if (!NewEventNatives(bindings, context, link).ToLocal(&native) ||
      !RunScript(isolate, context, native).ToLocal(&exports) ||
      !Take(isolate, context, exports, "interfaces", interfaces_)) {
    return v8::Nothing<bool>();
  }
  for (size_t i = 0; i < kScriptFunctionCount; ++i) {
    if (!Take(isolate, context, exports, kFunctionNames[i], functions_[i])) {
      return v8::Nothing<bool>();
    }
  }
  // The exports live as long as the realm, and the link with them.
  if (exports->SetPrivate(context, bindings.realm_symbol(), link).IsNothing() ||
      context->GetExtrasBindingObject()
          ->SetPrivate(context, bindings.realm_symbol(), exports)
          .IsNothing()) {
    return v8::Nothing<bool>();
  }
  context_.Reset(isolate, context);
  context_.SetWeak();
  return v8::Just(true);
}

v8::MaybeLocal<v8::Value> RealmBindings::Call(
    v8::Local<v8::Context> context, ScriptFunction function,
    absl::Span<v8::Local<v8::Value>> arguments) const {
  return Get(functions_[static_cast<size_t>(function)])
      ->Call(context, v8::Undefined(v8::Isolate::GetCurrent()),
             static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace ferry::internal
