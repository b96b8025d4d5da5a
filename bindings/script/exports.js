function fire(target, type) {
  setClock();
  dispatch(target, newTrustedEvent(Event, type, 0, null, null, null));
}

// The instances of a native interface become event targets. `kind` is what
// isInstance knows them by; `changed(target, type)` hears of new handlers.
function completeTarget(constructor, kind, handlers, changed) {
  setPrototypeOf(constructor, EventTarget);
  setPrototypeOf(constructor.prototype, EventTarget.prototype);
  defineHandlers(constructor.prototype, handlers,
                 (value) => isInstance(kind, value), changed);
}

// So does the global object.
function completeGlobal(handlers) {
  realm[kListeners] = null;
  realm[kNative] = true;
  setPrototypeOf(realm, EventTarget.prototype);
  defineHandlers(realm, handlers, (value) => value === realm);
}

// Also after a startup snapshot, which keeps no memory of C++.
function setClockArray(array) {
  clock = array;
}

return {
  __proto__: null,
  interfaces: {
    __proto__: null, AbortController, AbortSignal, BroadcastChannel,
    CustomEvent, ErrorEvent, Event, EventTarget, MessageChannel, MessageEvent,
  },
  completeGlobal, completeTarget, fire, fireError, fireMessage,
  fireMessageError, setClockArray,
};
