#ifndef FERRY_TESTS_SUPPORT_BINDINGS_H_
#define FERRY_TESTS_SUPPORT_BINDINGS_H_

#include <v8-context.h>
#include <v8-local-handle.h>

#include "ferry/agent/agent.h"

namespace ferry::testing_support {

// Puts on the global object of `context` what the scripts of tests use:
//
//   structuredClone(value, transferList)
//   markTransferMode(object, mode)    markClass(constructor, mode)
//   markAsUncloneable(object)         markAsUntransferable(object)
//   registerClass(name, constructor)  terminate()
//   kClone, kTransfer, kTransferList, kTransferAbort, kTransferCommit,
//   kDeserialize
//   DOMException                      DISALLOW, TRANSFERABLE, CLONEABLE, BOTH
//
// Marks nothing itself. The agent must outlive what the scripts call.
void InstallBindings(Agent& agent, v8::Local<v8::Context> context);

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_BINDINGS_H_
