#ifndef FERRY_BINDINGS_INTERNAL_FERRY_OBJECT_H_
#define FERRY_BINDINGS_INTERNAL_FERRY_OBJECT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstdint>
#include <vector>

#include "ferry/agent/agent.h"

namespace ferry::internal {

// The object `ferry` of scripts:
//
//   serialize(value), deserialize(bytes)        values to bytes and back
//   markTransferMode(object, cloneable, transferable)
//   markClass(constructor, cloneable, transferable)
//   markAsUncloneable(object), markAsUntransferable(object)
//   registerClass(name, constructor)
//   receiveMessageOnPort(port), queueOf(port), setQueueLimits(port, limits)
//   ref(port), unref(port)
//   kClone, kTransfer, kTransferList, kTransferAbort, kTransferCommit,
//   kDeserialize
//
// When it throws, the result is empty.
v8::MaybeLocal<v8::Object> NewFerryObject(Agent& agent,
                                          v8::Local<v8::Context> context);

// For ExternalReferences.
void AddFerryObjectReferences(std::vector<intptr_t>& references);

}  // namespace ferry::internal

#endif  // FERRY_BINDINGS_INTERNAL_FERRY_OBJECT_H_
