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

// The steps and the mode of an object of JavaScript, by its marks.
v8::Maybe<FoundHostObject> FindMarked(TransferModeRegistry& modes,
                                      v8::Local<v8::Context> context,
                                      v8::Local<v8::Object> object,
                                      std::optional<TransferMode> own_mark,
                                      ErrorPolicy error_policy) {
  TransferModeRegistry::ClassMark of_class;
  if (!modes.GetClassMark(context, object).To(&of_class)) {
    return v8::Nothing<FoundHostObject>();
  }
  if (of_class.steps != nullptr) {
    return v8::Just(FoundHostObject{
        .steps = of_class.steps,
        .mode = own_mark ? *of_class.mode & *own_mark : *of_class.mode});
  }
  if (!own_mark && !of_class.mode) {
    return v8::Just(Unmarked(object, error_policy));
  }
  return v8::Just(FoundHostObject{.steps = internal::ScriptSteps::Get(),
                                  .mode = own_mark ? *own_mark : *of_class.mode,
                                  .is_script = true});
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
  // V8 never asks about these, so that their marks have no effect.
  if (native == nullptr && !internal::MayBeHostObject(object)) {
    return v8::Just(Unmarked(object, error_policy));
  }
  TransferModeRegistry& modes = TransferModeRegistry::Of(agent);
  std::optional<TransferMode> own_mark;
  if (modes.has_instance_marks()) {
    std::optional<std::optional<TransferMode>> mark =
        modes.GetOwnTransferMode(context, object);
    if (!mark) return v8::Nothing<FoundHostObject>();
    own_mark = *mark;
  }
  if (native == nullptr) {
    return FindMarked(modes, context, object, own_mark, error_policy);
  }
  FoundHostObject found{.steps = native, .mode = native->GetTransferMode()};
  if (own_mark) found.mode = found.mode & *own_mark;
  return v8::Just(found);
}

}  // namespace ferry
