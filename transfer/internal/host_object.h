#ifndef FERRY_TRANSFER_INTERNAL_HOST_OBJECT_H_
#define FERRY_TRANSFER_INTERNAL_HOST_OBJECT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>

#include "ferry/exceptions/error_policy.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry {

class Agent;
class PlatformObject;

// What ferry knows about an object that may be a host object.
struct FoundHostObject {
  // Whose steps the object has; null where nobody knows it.
  PlatformObject* steps = nullptr;
  TransferMode mode = TransferMode::kDisallowCloneAndTransfer;
  // Whether its steps are JavaScript: a marked object, not a native one.
  bool is_script = false;
};

// Asks, in this order: the embedder's HostObjectDelegate, the agent's wrappers,
// DOMException, marks. An own mark of an object with native steps takes
// permissions away from it and never adds one. Under ErrorPolicy::kFull errors
// are host objects too. When user code that is asked throws, the result is
// empty.
v8::Maybe<FoundHostObject> FindHostObject(
    Agent& agent, v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    ErrorPolicy error_policy = ErrorPolicy::kAsV8);

}  // namespace ferry

#endif  // FERRY_TRANSFER_INTERNAL_HOST_OBJECT_H_
