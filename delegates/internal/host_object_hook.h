#ifndef FERRY_DELEGATES_INTERNAL_HOST_OBJECT_HOOK_H_
#define FERRY_DELEGATES_INTERNAL_HOST_OBJECT_HOOK_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

#include "ferry/agent/agent.h"
#include "ferry/exceptions/error_policy.h"
#include "ferry/transfer/host_object_delegate.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::internal {

// Which objects of one serialization are host objects. V8 knows by itself those
// with internal fields, and asks about others where it is told to. Stack only.
class HostObjectHook {
 public:
  HostObjectHook(Agent& agent, v8::Local<v8::Context> context,
                 ErrorPolicy error_policy);

  HostObjectHook(const HostObjectHook&) = delete;
  HostObjectHook& operator=(const HostObjectHook&) = delete;

  // Whether V8 must ask, which it decides when the serialization begins.
  bool is_needed() const { return is_needed_; }
  // Whether it should have asked by now: user code has marked the first object.
  bool came_too_late() const { return is_needed_ != IsNeededNow(); }

  // What V8 asks about `object`, an ordinary object, an API object or an error.
  // The result is empty where an embedder's delegate has thrown. Runs no user
  // code.
  v8::Maybe<bool> IsHostObject(v8::Local<v8::Object> object) const;

  // Whether such an object is written as a host object, by V8's own knowledge
  // or by that answer.
  bool IsWrittenAsHostObject(v8::Local<v8::Object> object) const {
    return is_needed_ ? IsHostObject(object).FromMaybe(true)
                      : object->InternalFieldCount() > 0;
  }

 private:
  bool IsNeededNow() const {
    HostObjectDelegate* delegate = agent_.host_object_delegate();
    return modes_.has_marks() || error_policy_ == ErrorPolicy::kFull ||
           (delegate != nullptr && delegate->HasWrappersWithoutFields());
  }

  Agent& agent_;
  TransferModeRegistry& modes_;
  const v8::Local<v8::Context> context_;
  const ErrorPolicy error_policy_;
  const bool is_needed_;
  // The realm's Object.prototype, where the search for class marks ends.
  v8::Local<v8::Value> object_prototype_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_HOST_OBJECT_HOOK_H_
