#include "ferry/transfer/internal/host_object.h"

#include <optional>

#include "ferry/agent/agent.h"
#include "ferry/agent/internal/embedder_call.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/host_object_delegate.h"
#include "ferry/transfer/internal/builtins.h"
#include "ferry/transfer/internal/dom_exception_steps.h"
#include "ferry/transfer/internal/error_steps.h"
#include "ferry/transfer/internal/script_steps.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {
namespace {

// Null for what nobody knows.
v8::Maybe<PlatformObject*> FindNative(Agent& agent,
                                      v8::Local<v8::Object> object) {
  PlatformObject* const none = nullptr;
  if (object->IsProxy()) return v8::Just(none);
  if (HostObjectDelegate* delegate = agent.host_object_delegate()) {
    internal::EmbedderCall call(agent.isolate());
    PlatformObject* known = delegate->Unwrap(agent.isolate(), object);
    if (call.Threw()) return v8::Nothing<PlatformObject*>();
    if (known != nullptr) return v8::Just(known);
  }
  if (PlatformObject* wrapped = WrapperRegistry::Of(agent).Unwrap(object)) {
    return v8::Just(wrapped);
  }
  return v8::Just(DOMExceptionClass::Of(agent).HasInstance(object)
                      ? internal::DOMExceptionSteps::Get()
                      : none);
}

FoundHostObject Unmarked(v8::Local<v8::Object> object,
                         ErrorPolicy error_policy) {
  if (error_policy != ErrorPolicy::kFull || !object->IsNativeError()) return {};
  PlatformObject* steps = internal::ErrorSteps::Get();
  return {.steps = steps, .mode = steps->GetTransferMode()};
}

}  // namespace

v8::Maybe<FoundHostObject> FindHostObject(Agent& agent,
                                          v8::Local<v8::Context> context,
                                          v8::Local<v8::Object> object,
                                          ErrorPolicy error_policy) {
  PlatformObject* native;
  if (!FindNative(agent, object).To(&native)) {
    return v8::Nothing<FoundHostObject>();
  }
  TransferModeRegistry& modes = TransferModeRegistry::Of(agent);
  if (native == nullptr) {
    // V8 never asks about these, so that their marks have no effect.
    if (!internal::MayBeHostObject(object)) {
      return v8::Just(Unmarked(object, error_policy));
    }
    std::optional<std::optional<TransferMode>> mark =
        modes.GetTransferMode(context, object);
    if (!mark) return v8::Nothing<FoundHostObject>();
    if (!*mark) return v8::Just(Unmarked(object, error_policy));
    return v8::Just(FoundHostObject{.steps = internal::ScriptSteps::Get(),
                                    .mode = **mark,
                                    .is_script = true});
  }
  FoundHostObject found{.steps = native, .mode = native->GetTransferMode()};
  if (modes.has_instance_marks()) {
    std::optional<std::optional<TransferMode>> mark =
        modes.GetOwnTransferMode(context, object);
    if (!mark) return v8::Nothing<FoundHostObject>();
    if (*mark) found.mode = found.mode & **mark;
  }
  return v8::Just(found);
}

}  // namespace ferry
