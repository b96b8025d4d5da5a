#ifndef FERRY_TRANSFER_INTERNAL_BUILTINS_H_
#define FERRY_TRANSFER_INTERNAL_BUILTINS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-value.h>

namespace ferry::internal {

// Whether V8's serializer asks its delegate about errors. The first call in a
// process tries it out; made by every TransferModeRegistry, while there is
// stack.
bool AsksAboutErrors();

// Whether V8's serializer asks its delegate about `value`: ordinary objects,
// API objects and, where V8 has that, errors. Runs no user code.
bool MayBeHostObject(v8::Local<v8::Value> value);

// The %Object.prototype% of `context`.
v8::Local<v8::Value> GetObjectPrototype(v8::Local<v8::Context> context);

// Whether `value` is the %Object.prototype% of any realm.
bool IsObjectPrototype(v8::Local<v8::Context> context,
                       v8::Local<v8::Value> value);

// Whether objects with this prototype are made by a built-in constructor (of
// any realm) whose instances V8's serializer never asks about: Array, Map, Set,
// Date, RegExp, Promise, buffers, views, wrappers of primitives. When it
// throws, the result is empty.
v8::Maybe<bool> InheritsFromBuiltin(v8::Local<v8::Context> context,
                                    v8::Local<v8::Object> prototype);

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_BUILTINS_H_
