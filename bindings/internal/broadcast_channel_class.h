#ifndef FERRY_BINDINGS_INTERNAL_BROADCAST_CHANNEL_CLASS_H_
#define FERRY_BINDINGS_INTERNAL_BROADCAST_CHANNEL_CLASS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-template.h>
#include <v8-value.h>

#include <cstdint>
#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/realm_bindings.h"
#include "ferry/messaging/broadcast_channel.h"

namespace ferry::internal {

// HTML 9.5: what broadcast channels are instances of.
v8::Local<v8::FunctionTemplate> BroadcastChannelTemplate(Agent& agent);

// Null where `value` is none.
BroadcastChannel* FindBroadcastChannel(Agent& agent,
                                       v8::Local<v8::Value> value);

// The constructor in a realm, with postMessage and so on. When it throws, the
// result is empty.
v8::MaybeLocal<v8::Function> NewBroadcastChannelClass(
    Agent& agent, v8::Local<v8::Context> context, const RealmBindings& realm);

// newBroadcastChannel(name): an object of that template.
void NewBroadcastChannel(const CallInfo& info);

// For ExternalReferences.
void AddBroadcastChannelReferences(std::vector<intptr_t>& references);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_BROADCAST_CHANNEL_CLASS_H_
