#include "ferry/bindings/install_globals.h"

#include <v8-function.h>
#include <v8-object.h>
#include <v8-value.h>

#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/broadcast_channel_class.h"
#include "ferry/bindings/internal/ferry_object.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/global_functions.h"
#include "ferry/bindings/internal/message_port_class.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/exceptions/internal/quota_exceeded_error.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry {
namespace {

using internal::AgentBindings;
using internal::RealmBindings;

// Where a new global comes from.
struct Source {
  Agent& agent;
  v8::Local<v8::Context> context;
  RealmBindings& realm;
};

enum class Kind {
  kInterface,
  kFunction,
  // These need an event loop.
  kChannel,
  kLoopFunction,
};

bool NeedsLoop(Kind kind) {
  return kind == Kind::kChannel || kind == Kind::kLoopFunction;
}

// Functions are enumerable, interfaces are not.
v8::PropertyAttribute AttributeOf(Kind kind) {
  return kind == Kind::kFunction || kind == Kind::kLoopFunction ? v8::None
                                                                : v8::DontEnum;
}

struct Global {
  const char* name;
  Kind kind;
  v8::MaybeLocal<v8::Value> (*make)(const Source& source,
                                    absl::string_view name);
};

template <typename T>
v8::MaybeLocal<v8::Value> ToValue(v8::MaybeLocal<T> made) {
  return made.FromMaybe(v8::Local<T>()).template As<v8::Value>();
}

v8::MaybeLocal<v8::Value> MakeEventInterface(const Source& source,
                                             absl::string_view name) {
  return source.realm.interfaces()->Get(
      source.context, NewString(source.agent.isolate(), name));
}

v8::MaybeLocal<v8::Value> MakeDOMException(const Source& source,
                                           absl::string_view) {
  v8::Local<v8::Function> adopted;
  if (DOMExceptionClass::Of(source.agent)
          .GetAdopted(source.context)
          .ToLocal(&adopted)) {
    return adopted;
  }
  return ToValue(
      DOMExceptionClass::Of(source.agent).GetConstructor(source.context));
}

v8::MaybeLocal<v8::Value> MakeQuotaExceededError(const Source& source,
                                                 absl::string_view) {
  return ToValue(
      QuotaExceededErrorClass::Of(source.agent).GetConstructor(source.context));
}

v8::MaybeLocal<v8::Value> MakeFerryObject(const Source& source,
                                          absl::string_view) {
  return ToValue(internal::NewFerryObject(source.agent, source.context));
}

template <v8::FunctionCallback function>
v8::MaybeLocal<v8::Value> MakeFunction(const Source& source,
                                       absl::string_view name) {
  return ToValue(internal::NewFunction(
      source.context, source.agent.extension<AgentBindings>().link(), name, 1,
      function));
}

v8::MaybeLocal<v8::Value> MakeMessagePort(const Source& source,
                                          absl::string_view) {
  return ToValue(internal::NewMessagePortClass(source.agent, source.context,
                                               source.realm));
}

v8::MaybeLocal<v8::Value> MakeBroadcastChannel(const Source& source,
                                               absl::string_view) {
  return ToValue(internal::NewBroadcastChannelClass(
      source.agent, source.context, source.realm));
}

constexpr absl::string_view kQuotaExceededError = "QuotaExceededError";

constexpr Global kGlobals[] = {
    {"AbortController", Kind::kInterface, MakeEventInterface},
    {"AbortSignal", Kind::kInterface, MakeEventInterface},
    {"BroadcastChannel", Kind::kChannel, MakeBroadcastChannel},
    {"CustomEvent", Kind::kInterface, MakeEventInterface},
    {"DOMException", Kind::kInterface, MakeDOMException},
    {"ErrorEvent", Kind::kInterface, MakeEventInterface},
    {"Event", Kind::kInterface, MakeEventInterface},
    {"EventTarget", Kind::kInterface, MakeEventInterface},
    {"MessageChannel", Kind::kChannel, MakeEventInterface},
    {"MessageEvent", Kind::kInterface, MakeEventInterface},
    {"MessagePort", Kind::kChannel, MakeMessagePort},
    {"QuotaExceededError", Kind::kInterface, MakeQuotaExceededError},
    {"ferry", Kind::kInterface, MakeFerryObject},
    {"reportError", Kind::kLoopFunction,
     MakeFunction<internal::ReportErrorFunction>},
    {"structuredClone", Kind::kFunction,
     MakeFunction<internal::StructuredCloneFunction>},
};

v8::Maybe<bool> CheckNames(Agent& agent, const GlobalsOptions& options) {
  for (absl::string_view name : options.leave_out) {
    if (std::none_of(
            std::begin(kGlobals), std::end(kGlobals),
            [&](const Global& global) { return global.name == name; })) {
      internal::ThrowTypeError(
          agent.isolate(), absl::StrCat("InstallGlobals cannot leave out \"",
                                        name, "\": there is no such global."));
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
}

bool IsLeftOut(const GlobalsOptions& options, absl::string_view name) {
  return std::find(options.leave_out.begin(), options.leave_out.end(), name) !=
         options.leave_out.end();
}

// Whether a startup snapshot has brought the globals of that kind. The agent
// that wrote it may have had no event loop.
bool IsKept(const RealmBindings& realm, Kind kind) {
  return realm.was_kept() && (!NeedsLoop(kind) || realm.has_channels());
}

// Gives the functions of a realm that a snapshot has brought their agent.
v8::Maybe<bool> LinkAgain(Agent& agent, v8::Local<v8::Context> context) {
  internal::BroadcastChannelTemplate(agent);
  return TransferModeRegistry::Of(agent).GetMarkFunction(context).IsEmpty()
             ? v8::Nothing<bool>()
             : v8::Just(true);
}

v8::Maybe<bool> Install(const Source& source, v8::Local<v8::Object> target,
                        const Global& global, bool is_left_out) {
  if (NeedsLoop(global.kind) && source.agent.event_loop() == nullptr) {
    return v8::Just(true);
  }
  v8::Local<v8::Value> value;
  if (!global.make(source, global.name).ToLocal(&value)) {
    return v8::Nothing<bool>();
  }
  if (is_left_out) return v8::Just(true);
  return target->DefineOwnProperty(
      source.context, NewString(source.agent.isolate(), global.name), value,
      AttributeOf(global.kind));
}

}  // namespace

v8::Maybe<bool> InstallGlobals(Agent& agent, v8::Local<v8::Context> context,
                               const GlobalsOptions& options) {
  agent.CheckCurrent("InstallGlobals");
  v8::HandleScope handles(agent.isolate());
  v8::Context::Scope scope(context);
  if (CheckNames(agent, options).IsNothing()) return v8::Nothing<bool>();
  AgentBindings& bindings = agent.extension<AgentBindings>();
  bindings.set_time_origin(options.time_origin);
  if (agent.event_loop() != nullptr) {
    bindings.ConnectMessaging(options.broadcast_hub);
  }
  RealmBindings* realm = bindings.GetRealm(context);
  if (realm == nullptr) return v8::Nothing<bool>();
  const v8::Local<v8::Object> target =
      options.target.IsEmpty() ? context->Global() : options.target;
  if (realm->was_kept() && LinkAgain(agent, context).IsNothing()) {
    return v8::Nothing<bool>();
  }
  const bool adopts = !options.dom_exception.IsEmpty();
  if (adopts && DOMExceptionClass::Of(agent)
                    .Adopt(context, options.dom_exception)
                    .IsNothing()) {
    return v8::Nothing<bool>();
  }
  for (const Global& global : kGlobals) {
    if (IsKept(*realm, global.kind)) continue;
    if (Install({agent, context, *realm}, target, global,
                IsLeftOut(options, global.name) ||
                    (adopts && global.name == kQuotaExceededError))
            .IsNothing()) {
      return v8::Nothing<bool>();
    }
  }
  if (agent.event_loop() != nullptr &&
      realm->SetHasChannels(context).IsNothing()) {
    return v8::Nothing<bool>();
  }
  for (auto install : options.classes) {
    if (install(agent, context, target).IsNothing()) return v8::Nothing<bool>();
  }
  if (!adopts && !IsLeftOut(options, "DOMException")) {
    internal::SetIsErrorCallback(agent.isolate(), IsDOMException);
  }
  return v8::Just(true);
}

}  // namespace ferry
