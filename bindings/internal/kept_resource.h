#ifndef FERRY_BINDINGS_INTERNAL_KEPT_RESOURCE_H_
#define FERRY_BINDINGS_INTERNAL_KEPT_RESOURCE_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>

#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"

namespace ferry::internal {

// Data of native functions, as the resource of a string of V8. V8 destroys it
// with the string, in whatever order functions, realms, the agent and the
// isolate end: an object would belong to a realm, and a template belongs to
// none. In a startup snapshot such a string has characters and no resource, and
// gets one again here.
using Resource = v8::String::ExternalOneByteStringResource;

// A string with that resource: the one that the agent's snapshot keeps under
// `name`, where there is one, else a new one.
v8::Local<v8::String> KeptResource(Agent& agent, absl::string_view name,
                                   Resource* resource);

// Null where the agent has not started yet.
inline const Resource* ResourceOf(v8::Local<v8::Value> data) {
  return data.As<v8::String>()->GetExternalOneByteStringResource();
}

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_KEPT_RESOURCE_H_
