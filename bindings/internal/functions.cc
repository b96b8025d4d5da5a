#include "ferry/bindings/internal/functions.h"

#include <v8-exception.h>
#include <v8-external.h>
#include <v8-primitive.h>
#include <v8-template.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"

namespace ferry::internal {
namespace {

constexpr int kAgentField = 0;

}  // namespace

v8::MaybeLocal<v8::Object> NewAgentLink(Agent& agent,
                                        v8::Local<v8::Context> context) {
  v8::Local<v8::ObjectTemplate> link_template =
      v8::ObjectTemplate::New(agent.isolate());
  link_template->SetInternalFieldCount(kAgentField + 1);
  v8::Local<v8::Object> link;
  if (!link_template->NewInstance(context).ToLocal(&link)) return {};
  SetPointerField(link, kAgentField, &agent);
  return link;
}

void CutAgentLink(v8::Local<v8::Object> link) {
  SetPointerField(link, kAgentField, nullptr);
}

Agent* AgentOf(const CallInfo& info) {
  Agent* agent =
      GetPointerField<Agent>(info.Data().As<v8::Object>(), kAgentField);
  if (agent == nullptr) ThrowAgentGone(info.GetIsolate());
  return agent;
}

void ThrowAgentGone(v8::Isolate* isolate) {
  isolate->ThrowException(v8::Exception::Error(
      NewString(isolate, "This realm's ferry::Agent was destroyed.")));
}

void ThrowTypeError(v8::Isolate* isolate, absl::string_view message) {
  isolate->ThrowException(
      v8::Exception::TypeError(NewString(isolate, message)));
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

v8::Maybe<bool> DefineInterface(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> on,
                                absl::string_view name,
                                v8::Local<v8::Value> value) {
  return on->DefineOwnProperty(
      context, NewString(v8::Isolate::GetCurrent(), name), value, v8::DontEnum);
}

}  // namespace ferry::internal
