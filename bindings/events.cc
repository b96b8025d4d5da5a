#include "ferry/bindings/events.h"

#include <v8-container.h>
#include <v8-function.h>
#include <v8-primitive.h>

#include <utility>
#include <vector>

#include "absl/log/absl_check.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/realm_bindings.h"
#include "ferry/bindings/internal/target_class.h"

namespace ferry {
namespace {

using internal::RealmBindings;
using internal::ScriptFunction;

const RealmBindings& RealmOf(Agent& agent, v8::Local<v8::Context> context,
                             absl::string_view call) {
  agent.CheckCurrent(call);
  const RealmBindings* realm =
      agent.extension<internal::AgentBindings>().FindRealm(context);
  ABSL_CHECK(realm != nullptr)
      << call << " needs a realm that InstallGlobals was called for.";
  return *realm;
}

v8::Maybe<bool> ToDone(v8::MaybeLocal<v8::Value> result) {
  return result.IsEmpty() ? v8::Nothing<bool>() : v8::Just(true);
}

v8::Local<v8::Array> NewNames(v8::Isolate* isolate,
                              absl::Span<const absl::string_view> names) {
  std::vector<v8::Local<v8::Value>> items;
  for (absl::string_view name : names)
    items.push_back(NewString(isolate, name));
  return v8::Array::New(isolate, items.data(), items.size());
}

}  // namespace

v8::Maybe<bool> MakeGlobalEventTarget(
    Agent& agent, v8::Local<v8::Context> context,
    absl::Span<const absl::string_view> handlers,
    std::function<void(bool listens)> listens_changed) {
  const RealmBindings& realm = RealmOf(agent, context, "MakeGlobalEventTarget");
  agent.extension<internal::AgentBindings>().set_global_listens_changed(
      std::move(listens_changed));
  v8::HandleScope handles(agent.isolate());
  v8::Local<v8::Value> arguments[] = {NewNames(agent.isolate(), handlers)};
  return ToDone(realm.Call(context, ScriptFunction::kCompleteGlobal,
                           absl::MakeSpan(arguments)));
}

v8::Maybe<bool> MakeEventTarget(Agent& agent, v8::Local<v8::Context> context,
                                v8::Local<v8::FunctionTemplate> interface,
                                absl::Span<const absl::string_view> handlers) {
  const RealmBindings& realm = RealmOf(agent, context, "MakeEventTarget");
  v8::HandleScope handles(agent.isolate());
  if (internal::CompleteTargetClass(
          agent, context, realm,
          {.interface = interface,
           .handlers = {handlers.begin(), handlers.end()}})
          .IsEmpty()) {
    return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

v8::Maybe<bool> FireEvent(Agent& agent, v8::Local<v8::Context> context,
                          v8::Local<v8::Object> target,
                          absl::string_view type) {
  const RealmBindings& realm = RealmOf(agent, context, "FireEvent");
  v8::HandleScope handles(agent.isolate());
  v8::Local<v8::Value> arguments[] = {target, NewString(agent.isolate(), type)};
  return ToDone(
      realm.Call(context, ScriptFunction::kFire, absl::MakeSpan(arguments)));
}

v8::Maybe<bool> FireMessage(Agent& agent, v8::Local<v8::Context> context,
                            v8::Local<v8::Object> target,
                            v8::Local<v8::Value> data,
                            absl::Span<const v8::Local<v8::Object>> ports) {
  const RealmBindings& realm = RealmOf(agent, context, "FireMessage");
  v8::HandleScope handles(agent.isolate());
  return ToDone(agent.extension<internal::AgentBindings>().FireMessage(
      realm, context, target, data, ports));
}

v8::Maybe<bool> FireMessageError(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> target,
                                 v8::Local<v8::Value> error) {
  const RealmBindings& realm = RealmOf(agent, context, "FireMessageError");
  v8::HandleScope handles(agent.isolate());
  agent.extension<internal::AgentBindings>().SetClock();
  v8::Local<v8::Value> arguments[] = {target, error};
  return ToDone(realm.Call(context, ScriptFunction::kFireMessageError,
                           absl::MakeSpan(arguments)));
}

v8::Maybe<bool> FireError(Agent& agent, v8::Local<v8::Context> context,
                          v8::Local<v8::Object> target,
                          const ErrorReport& report) {
  const RealmBindings& realm = RealmOf(agent, context, "FireError");
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> error = report.error;
  if (error.IsEmpty()) error = v8::Undefined(isolate);
  v8::Local<v8::Value> arguments[] = {target,
                                      NewString(isolate, report.message),
                                      NewString(isolate, report.filename),
                                      v8::Integer::New(isolate, report.line),
                                      v8::Integer::New(isolate, report.column),
                                      error};
  v8::Local<v8::Value> result;
  if (!realm
           .Call(context, ScriptFunction::kFireError, absl::MakeSpan(arguments))
           .ToLocal(&result)) {
    return v8::Nothing<bool>();
  }
  return v8::Just(result->IsFalse());
}

}  // namespace ferry
