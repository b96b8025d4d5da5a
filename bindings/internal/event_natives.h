#ifndef FERRY_BINDINGS_INTERNAL_EVENT_NATIVES_H_
#define FERRY_BINDINGS_INTERNAL_EVENT_NATIVES_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstdint>
#include <vector>

#include "ferry/bindings/internal/agent_bindings.h"

namespace ferry::internal {

// The object `native` of the scripts: the private symbols of events, and what
// only C++ can do. When it throws, the result is empty.
v8::MaybeLocal<v8::Object> NewEventNatives(AgentBindings& bindings,
                                           v8::Local<v8::Context> context);

// For ExternalReferences.
void AddEventNativeReferences(std::vector<intptr_t>& references);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_EVENT_NATIVES_H_
