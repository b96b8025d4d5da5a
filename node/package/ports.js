// What Node's own ports and channels have and the standard's do not: on(), once(), off()
// and the like, with a message's value as the argument; ref(), unref() and hasRef();
// 'close' at both ends.
'use strict';

// The argument of a listener that on() has added.
const argumentsOf = {
  message: (event) => [event.data],
  messageerror: (event) => [event.error],
  close: () => [],
};

// For each port and type, its listeners in order: {listener, once, wrapped}.
const added = new WeakMap();

function listenersOf(port, type) {
  let types = added.get(port);
  if (types === undefined) added.set(port, types = new Map);
  let listeners = types.get(type);
  if (listeners === undefined) types.set(type, listeners = []);
  return listeners;
}

function add(port, type, listener, once) {
  if (typeof listener !== 'function') {
    throw new TypeError(`The listener of '${String(type)}' is not a function.`);
  }
  const listeners = listenersOf(port, type);
  const entry = {listener, once, wrapped: undefined};
  entry.wrapped = (event) => {
    if (once) remove(port, type, entry);
    Reflect.apply(listener, port, argumentsOf[type]?.(event) ?? [event]);
  };
  listeners.push(entry);
  port.addEventListener(type, entry.wrapped);
  return port;
}

function remove(port, type, entry) {
  const listeners = listenersOf(port, type);
  const index = listeners.indexOf(entry);
  if (index >= 0) listeners.splice(index, 1);
  port.removeEventListener(type, entry.wrapped);
}

const emitterMethods = {
  on(type, listener) {
    add(this, type, listener, false);
    if (type === 'message') this.start?.();
    return this;
  },
  once(type, listener) {
    add(this, type, listener, true);
    if (type === 'message') this.start?.();
    return this;
  },
  off(type, listener) {
    const entry = listenersOf(this, type).findLast((known) => known.listener === listener);
    if (entry !== undefined) remove(this, type, entry);
    return this;
  },
  removeAllListeners(type) {
    const types = type === undefined ? [...added.get(this)?.keys() ?? []] : [type];
    for (const known of types) {
      for (const entry of [...listenersOf(this, known)]) remove(this, known, entry);
    }
    return this;
  },
  emit(type, ...values) {
    const entries = [...listenersOf(this, type)];
    for (const entry of entries) {
      if (entry.once) remove(this, type, entry);
      Reflect.apply(entry.listener, this, values);
    }
    return entries.length > 0;
  },
  listenerCount(type) {
    return listenersOf(this, type).length;
  },
  eventNames() {
    return [...added.get(this) ?? []].filter(([, listeners]) => listeners.length > 0)
      .map(([type]) => type);
  },
};
emitterMethods.addListener = emitterMethods.on;
emitterMethods.removeListener = emitterMethods.off;

function define(prototype, methods) {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name,
      {value, writable: true, configurable: true, enumerable: false});
  }
}

exports.extend = ({MessagePort, BroadcastChannel, ferry: {ref, unref, hasRef}}, Event) => {
  const close = MessagePort.prototype.close;
  define(MessagePort.prototype, {
    ...emitterMethods,
    ref() { ref(this); },
    unref() { unref(this); },
    hasRef() { return hasRef(this); },
    // Node calls back at both ends, the standard at the other one only.
    close(callback) {
      if (typeof callback === 'function') this.once('close', callback);
      Reflect.apply(close, this, []);
      if (closed.has(this)) return;
      closed.add(this);
      process.nextTick(() => this.dispatchEvent(new Event('close')));
    },
  });
  define(BroadcastChannel.prototype, {
    ...emitterMethods,
    ref() { ref(this); return this; },
    unref() { unref(this); return this; },
  });
};

const closed = new WeakSet();
