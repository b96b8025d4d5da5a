#include "ferry/transfer/host_object.h"

#include <optional>

#include "ferry/transfer/agent.h"
#include "ferry/transfer/internal/builtins.h"
#include "ferry/transfer/internal/embedder_call.h"
#include "ferry/transfer/transferable.h"

namespace ferry {
namespace {

// Null for what nobody knows.
v8::Maybe<Transferable*> FindNative(Agent& agent,
                                    v8::Local<v8::Object> object) {
  Transferable* const none = nullptr;
  if (object->IsProxy()) return v8::Just(none);
  if (HostObjectDelegate* delegate = agent.host_object_delegate()) {
    internal::EmbedderCall call(agent.isolate());
    Transferable* known = delegate->Unwrap(agent.isolate(), object);
    if (!call.Succeeded(true, [] {})) return v8::Nothing<Transferable*>();
    if (known != nullptr) return v8::Just(known);
  }
  if (Transferable* wrapped = agent.wrappers().Unwrap(object)) {
    return v8::Just(wrapped);
  }
  return v8::Just(agent.dom_exceptions().HasInstance(object)
                      ? agent.dom_exceptions().transferable()
                      : none);
}

}  // namespace

v8::Maybe<HostObject> FindHostObject(Agent& agent,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Object> object) {
  Transferable* native;
  if (!FindNative(agent, object).To(&native)) {
    return v8::Nothing<HostObject>();
  }
  TransferModeRegistry& modes = agent.transfer_modes();
  if (native == nullptr) {
    // V8 never asks about these, so that their marks have no effect.
    if (!internal::MayBeHostObject(object)) return v8::Just(HostObject());
    std::optional<std::optional<TransferMode>> mark =
        modes.GetTransferMode(context, object);
    if (!mark) return v8::Nothing<HostObject>();
    if (!*mark) return v8::Just(HostObject());
    return v8::Just(HostObject{.transferable = &agent.script_transferable(),
                               .mode = **mark,
                               .is_script = true});
  }
  HostObject found{.transferable = native, .mode = native->GetTransferMode()};
  if (modes.has_instance_marks()) {
    std::optional<std::optional<TransferMode>> mark =
        modes.GetOwnTransferMode(context, object);
    if (!mark) return v8::Nothing<HostObject>();
    if (*mark) found.mode = found.mode & **mark;
  }
  return v8::Just(found);
}

}  // namespace ferry
