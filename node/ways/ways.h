#ifndef FERRY_NODE_WAYS_WAYS_H_
#define FERRY_NODE_WAYS_WAYS_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-typed-array.h>
#include <v8-value.h>

#include "absl/types/span.h"

// The ways to JavaScript data from a thread that people have tried, one file
// each: the code of docs/worker_threads.md. Several are wrong on purpose.
namespace ferry::node_addon::ways {

using CallInfo = v8::FunctionCallbackInfo<v8::Value>;

// keptLocal(): what a Local is after its scope.
void KeptLocal(const CallInfo& info);
// keepGlobal(object); readGlobal(): the object, from a Global.
void KeepGlobal(const CallInfo& info);
void ReadGlobal(const CallInfo& info);
// touchGlobal(object, milliseconds): uses it from another thread for so long.
void TouchGlobal(const CallInfo& info);
// waitForLock(milliseconds): whether another thread gets a v8::Locker in time.
void WaitForLock(const CallInfo& info);
// scaleHere(samples, factor): on the event loop.
void ScaleHere(const CallInfo& info);
// scaleUnlocked(samples, factor): on a thread that is lent the isolate.
void ScaleUnlocked(const CallInfo& info);
// scaleCopy(samples, factor) -> Promise: copied in and out on the event loop.
void ScaleCopy(const CallInfo& info);
// serialize(value): V8's ValueSerializer alone, to compare with.
void Serialize(const CallInfo& info);

// The elements of the Float64Array `value`.
absl::Span<double> SamplesOf(v8::Local<v8::Value> value);

}  // namespace ferry::node_addon::ways

#endif  // FERRY_NODE_WAYS_WAYS_H_
