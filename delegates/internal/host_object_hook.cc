#include "ferry/delegates/internal/host_object_hook.h"

#include "ferry/agent/internal/embedder_call.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/transfer/internal/builtins.h"

namespace ferry::internal {

HostObjectHook::HostObjectHook(Agent& agent, v8::Local<v8::Context> context,
                               ErrorPolicy error_policy)
    : agent_(agent),
      modes_(TransferModeRegistry::Of(agent)),
      context_(context),
      error_policy_(error_policy),
      is_needed_(IsNeededNow()) {
  if (is_needed_ && modes_.has_class_marks()) {
    object_prototype_ = GetObjectPrototype(context);
  }
}

v8::Maybe<bool> HostObjectHook::IsHostObject(
    v8::Local<v8::Object> object) const {
  if (error_policy_ == ErrorPolicy::kFull && object->IsNativeError()) {
    return v8::Just(true);
  }
  // The answer replaces V8's own test of internal fields, which only API
  // objects have.
  if (IsApiWrapper(object)) {
    HostObjectDelegate* delegate = agent_.host_object_delegate();
    if (object->InternalFieldCount() > 0 || delegate == nullptr) {
      return v8::Just(true);
    }
    EmbedderCall call(agent_.isolate());
    const bool is_host_object =
        delegate->IsHostObject(agent_.isolate(), object);
    if (call.Threw()) return v8::Nothing<bool>();
    if (is_host_object) return v8::Just(true);
  }
  return modes_.IsMarked(context_, object, object_prototype_);
}

}  // namespace ferry::internal
