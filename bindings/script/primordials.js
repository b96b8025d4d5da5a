'use strict';

// What these scripts need of the realm, taken before a script of the user can
// replace it. They use nothing else that a script can change: no method of a
// built-in, no iterator, and no plain store of a property that a setter on
// Object.prototype could catch.
const {apply, defineProperty, ownKeys, setPrototypeOf} = Reflect;
const {create, freeze, getOwnPropertyDescriptor} = Object;
const {toStringTag} = Symbol;
const SafeTypeError = TypeError;
const realm = globalThis;
// callFunction(f, receiver, ...arguments)
const callFunction = Function.prototype.call.bind(Function.prototype.call);
const {
  kChannel, kEvent, kListeners, kName, kNative, clock,
  invoke, isInstance, isNativeTarget, listensChanged, newBroadcastChannel,
  newChannel, now, throwInvalidState, toPorts,
} = native;
