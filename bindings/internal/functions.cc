#include "ferry/bindings/internal/functions.h"

#include <v8-exception.h>
#include <v8-primitive.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"

namespace ferry::internal {

v8::Local<v8::String> AgentLink::Get(Agent& agent, AgentCell cell) {
  return KeptResource(agent, kName, new AgentLink(std::move(cell)));
}

Agent* AgentOf(const CallInfo& info) {
  const auto* link = static_cast<const AgentLink*>(ResourceOf(info.Data()));
  Agent* agent = link == nullptr ? nullptr : link->agent();
  if (agent == nullptr) ThrowAgentGone(info.GetIsolate());
  return agent;
}

Agent* AgentWithLoopOf(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr || agent->event_loop() != nullptr) return agent;
  info.GetIsolate()->ThrowException(v8::Exception::Error(
      NewString(info.GetIsolate(),
                "This realm's ferry::Agent has no event loop: give "
                "Agent::Options::event_loop.")));
  return nullptr;
}

void ThrowAgentGone(v8::Isolate* isolate) {
  isolate->ThrowException(v8::Exception::Error(
      NewString(isolate, "This realm's ferry::Agent was destroyed.")));
}

void ThrowTypeError(v8::Isolate* isolate, absl::string_view message) {
  isolate->ThrowException(
      v8::Exception::TypeError(NewString(isolate, message)));
}

void NewDOMException(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Object> exception;
  if (DOMExceptionClass::Of(*agent)
          .New(isolate->GetCurrentContext(), ToUtf8(isolate, info[0]),
               ToUtf8(isolate, info[1]))
          .ToLocal(&exception)) {
    info.GetReturnValue().Set(exception);
  }
}

bool HasArguments(const CallInfo& info, absl::string_view call, int needed) {
  if (info.Length() >= needed) return true;
  ThrowTypeError(
      info.GetIsolate(),
      absl::StrCat(call, ": ", needed, " argument", needed == 1 ? "" : "s",
                   " required, but only ", info.Length(), " present."));
  return false;
}

v8::MaybeLocal<v8::Function> NewFunction(v8::Local<v8::Context> context,
                                         v8::Local<v8::Value> data,
                                         absl::string_view name, int length,
                                         v8::FunctionCallback callback) {
  v8::Local<v8::Function> function;
  if (!v8::Function::New(context, callback, data, length,
                         v8::ConstructorBehavior::kThrow)
           .ToLocal(&function)) {
    return {};
  }
  function->SetName(NewString(v8::Isolate::GetCurrent(), name));
  return function;
}

v8::Maybe<bool> DefineMethod(v8::Local<v8::Context> context,
                             v8::Local<v8::Value> data,
                             v8::Local<v8::Object> on,
                             const NativeMethod& method) {
  v8::Local<v8::Function> function;
  if (!NewFunction(context, data, method.name, method.length, method.callback)
           .ToLocal(&function)) {
    return v8::Nothing<bool>();
  }
  return on->DefineOwnProperty(
      context, NewString(v8::Isolate::GetCurrent(), method.name), function);
}

void AddReferences(absl::Span<const NativeMethod> methods,
                   std::vector<intptr_t>& references) {
  for (const NativeMethod& method : methods) {
    references.push_back(reinterpret_cast<intptr_t>(method.callback));
  }
}

v8::Maybe<bool> DefineInterface(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> on,
                                absl::string_view name,
                                v8::Local<v8::Value> value) {
  return on->DefineOwnProperty(
      context, NewString(v8::Isolate::GetCurrent(), name), value, v8::DontEnum);
}

}  // namespace ferry::internal
