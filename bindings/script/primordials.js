'use strict';

// What these scripts need of the realm, taken before a script of the user can
// replace it. They use nothing else that a script can change: no method of a
// built-in, no iterator, and no plain store of a property that a setter on
// Object.prototype could catch.
const {construct, defineProperty, ownKeys, setPrototypeOf} = Reflect;
const {create, freeze, getOwnPropertyDescriptor} = Object;
const {toStringTag} = Symbol;
const SafeFinalizationRegistry = FinalizationRegistry;
const SafeSet = Set;
const SafeTypeError = TypeError;
const SafeWeakRef = WeakRef;
const {add: setAdd, delete: setDelete} = Set.prototype;
const {deref} = WeakRef.prototype;
const {trunc: truncate} = Math;
const functionPrototype = Function.prototype;
const objectPrototype = Object.prototype;
const realm = globalThis;
// callFunction(f, receiver, ...arguments)
const callFunction = Function.prototype.call.bind(Function.prototype.call);
const {
  kChannel, kController, kEvent, kListeners, kName, kNative, kSignal,
  PlatformObject, invoke, isInstance, isNativeTarget, listensChanged,
  newBroadcastChannel, newChannel, newDOMException, setClock, startTimeout,
  throwInvalidState, toPorts, toSequence,
} = native;
// Whose first number is the time: see setClockArray.
let clock;
