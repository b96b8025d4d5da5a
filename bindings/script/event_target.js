// DOM: EventTarget. There is no tree here, so an event has one target.

// The number of the youngest listener: a dispatch leaves those out that are
// added while it runs.
let lastNumber = 0;

// An entry of a target's event listener list, which is a linked list in the
// order of adding. A removed one still leads on to its successors, for the
// dispatch that may stand on it.
class Listener {
  type;
  callback;
  capture;
  once;
  passive;
  // Whether it is that of an event handler attribute such as onmessage.
  isHandler;
  removed = false;
  // What the signal that ends it has for it.
  onAbort = null;
  number = ++lastNumber;
  next = null;

  constructor(type, callback, capture, once, passive, isHandler) {
    this.type = type;
    this.callback = callback;
    this.capture = capture;
    this.once = once;
    this.passive = passive;
    this.isHandler = isHandler;
  }
}

// The first listener of `target`, null where there is none. Native objects get
// their list when it is first looked at.
function listenersOf(target) {
  const first = target?.[kListeners];
  if (first !== undefined) return first;
  if (!isNativeTarget(target)) throw illegalInvocation();
  target[kNative] = true;
  return target[kListeners] = null;
}

// It has its first listener, or lost its last one.
function onListensChanged(target, listens) {
  if (target[kNative] !== undefined) {
    listensChanged(target, listens);
  } else if (target[kSignal] !== undefined) {
    keepDependent(target);
  }
}

function append(target, listener) {
  let last = listenersOf(target);
  if (last === null) {
    target[kListeners] = listener;
    onListensChanged(target, true);
    return;
  }
  while (last.next !== null) last = last.next;
  last.next = listener;
}

function remove(target, listener) {
  if (listener.removed) return;
  listener.removed = true;
  if (listener.onAbort !== null) forgetAlgorithm(listener.onAbort);
  let link = target[kListeners];
  if (link === listener) {
    target[kListeners] = listener.next;
    if (listener.next === null) onListensChanged(target, false);
    return;
  }
  while (link.next !== listener) link = link.next;
  link.next = listener.next;
}

function find(target, type, callback, capture) {
  let link = listenersOf(target);
  while (link !== null &&
         (link.isHandler || link.type !== type || link.callback !== callback ||
          link.capture !== capture)) {
    link = link.next;
  }
  return link;
}

function isObject(value) {
  return typeof value === 'object' ? value !== null :
                                     typeof value === 'function';
}

function toCapture(options) {
  return isObject(options) ? !!options.capture : !!options;
}

function requireCallback(call, callback) {
  if (callback === null || callback === undefined || isObject(callback)) return;
  throw new SafeTypeError(`${call}: parameter 2 is not of type 'Object'.`);
}

function toSignal(call, value) {
  if (value === undefined) return null;
  if (isObject(value) && (value[kSignal] !== undefined ||
                          typeof value.addEventListener === 'function')) {
    return value;
  }
  throw new SafeTypeError(
      `${call}: member signal is not of type 'AbortSignal'.`);
}

// Calls one listener; `invoke` reports what it throws.
function callListener(target, listener, event) {
  if (listener.once) remove(target, listener);
  const state = event[kEvent];
  if (listener.passive) state.flags |= kInPassiveListener;
  if (listener.isHandler) {
    callHandler(target, listener.callback, event);
  } else {
    invoke(listener.callback, false, target, event);
  }
  state.flags &= ~kInPassiveListener;
}

function invokeListeners(target, event, capture) {
  const last = lastNumber;
  const state = event[kEvent];
  const {type} = state;
  let link = target[kListeners];
  for (; link !== null && link.number <= last; link = link.next) {
    if (link.removed || link.type !== type || link.capture !== capture) {
      continue;
    }
    callListener(target, link, event);
    if ((state.flags & kStopImmediately) !== 0) return;
  }
}

// DOM's "dispatch"; false where the event was canceled.
function dispatch(target, event) {
  listenersOf(target);
  const state = event[kEvent];
  beginDispatch(target, state);
  if ((state.flags & kStopPropagation) === 0) {
    invokeListeners(target, event, true);
  }
  if ((state.flags & kStopPropagation) === 0) {
    invokeListeners(target, event, false);
  }
  endDispatch(state);
  return (state.flags & kCanceled) === 0;
}

function beginDispatch(target, state) {
  state.target = state.currentTarget = target;
  state.flags |= kDispatching;
}

function endDispatch(state) {
  state.currentTarget = null;
  state.flags &= ~(kDispatching | kStopPropagation | kStopImmediately);
}

// Without a receiver a method means the realm's global object.
const targetOf = (value) => value ?? realm;

class EventTarget extends PlatformObject {
  constructor() {
    const target = newPlatformObject(EventTarget, new.target);
    target[kListeners] = null;
    return target;
  }

  addEventListener(type, callback, options = undefined) {
    const call = 'Failed to execute \'addEventListener\' on \'EventTarget\'';
    const target = targetOf(this);
    listenersOf(target);
    requireArguments(call, 2, arguments.length);
    type = `${type}`;
    requireCallback(call, callback);
    const capture = toCapture(options);
    let once = false;
    let passive = false;
    let signal = null;
    if (isObject(options)) {
      once = !!options.once;
      passive = !!options.passive;
      signal = toSignal(call, options.signal);
    }
    if (signal?.aborted || callback === null || callback === undefined ||
        find(target, type, callback, capture) !== null) {
      return;
    }
    const listener =
        new Listener(type, callback, capture, once, passive, false);
    append(target, listener);
    if (signal !== null) removeOnAbort(target, listener, signal);
  }

  removeEventListener(type, callback, options = undefined) {
    const call = 'Failed to execute \'removeEventListener\' on \'EventTarget\'';
    const target = targetOf(this);
    listenersOf(target);
    requireArguments(call, 2, arguments.length);
    type = `${type}`;
    requireCallback(call, callback);
    const listener = find(target, type, callback, toCapture(options));
    if (listener === null) return;
    remove(target, listener);
  }

  dispatchEvent(event) {
    const call = 'Failed to execute \'dispatchEvent\' on \'EventTarget\'';
    const target = targetOf(this);
    listenersOf(target);
    requireArguments(call, 1, arguments.length);
    const state = event?.[kEvent];
    if (state === undefined) {
      throw new SafeTypeError(`${call}: parameter 1 is not of type 'Event'.`);
    }
    if ((state.flags & kDispatching) !== 0) {
      throwInvalidState(`${call}: The event is already being dispatched.`);
    }
    state.flags &= ~kTrusted;
    return dispatch(target, event);
  }
}

defineInterface(EventTarget, 'EventTarget');
