#ifndef FERRY_BINDINGS_INTERNAL_MESSAGE_PORT_CLASS_H_
#define FERRY_BINDINGS_INTERNAL_MESSAGE_PORT_CLASS_H_

#include <v8-context.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-template.h>

#include <cstdint>
#include <vector>

#include "ferry/agent/agent.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/realm_bindings.h"

namespace ferry::internal {

// HTML 9.4.4: the class of ports, for Messaging::set_port_template.
v8::Local<v8::FunctionTemplate> MessagePortTemplate(Agent& agent);

// Its constructor in a realm, with postMessage and so on. When it throws, the
// result is empty.
v8::MaybeLocal<v8::Function> NewMessagePortClass(Agent& agent,
                                                 v8::Local<v8::Context> context,
                                                 const RealmBindings& realm);

// newChannel(options): [port1, port2], entangled.
void NewChannel(const CallInfo& info);

// For ExternalReferences.
void AddMessagePortReferences(std::vector<intptr_t>& references);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_MESSAGE_PORT_CLASS_H_
