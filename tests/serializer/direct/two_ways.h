#ifndef FERRY_TESTS_SERIALIZER_DIRECT_TWO_WAYS_H_
#define FERRY_TESTS_SERIALIZER_DIRECT_TWO_WAYS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include "ferry/agent/agent.h"

namespace ferry::testing_support {

// Two clones of a value in `context`, the current one: by a message always; and
// without one if that can be done. Empty where an exception is pending.
v8::MaybeLocal<v8::Value> CloneByMessage(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         v8::Local<v8::Value> value);
v8::MaybeLocal<v8::Value> CloneDirectly(Agent& agent,
                                        v8::Local<v8::Context> context,
                                        v8::Local<v8::Value> value);

// Clones until a clone in `context` begins with a walk. False where none will,
// so where no object can be cloned by a walk.
bool WarmUp(Agent& agent, v8::Local<v8::Context> context);

// Puts on the global object of `context` what scripts need to compare both:
//
//   byMessage(value)  directly(value)  warmUp()
//   byScript(value)           by a message that a script reads if it can
//   byWriter(value)           by a message that a script writes if it can
//   difference(a, b)          see difference.js
//   copies()  givenUp()       how many walks ended so
//   hostObject()              an object that only an embedder can clone
//   undetectable()            typeof is 'undefined', as of document.all
//   defineNative(object, name, get)    an accessor of an embedder's
//   setPrivate(object)  hasPrivate(object)    a private property
//   detach(buffer)  collectGarbage()  enqueue(function)  interrupt(function)
//
// The agent must outlive what the scripts call.
void InstallTwoWays(Agent& agent, v8::Local<v8::Context> context);

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_DIRECT_TWO_WAYS_H_
