// HTML: event handler attributes, such as onmessage. Each is a listener whose
// callback is replaced in its place; null takes the listener away.

function findHandler(target, type) {
  let link = listenersOf(target);
  while (link !== null && !(link.isHandler && link.type === type)) {
    link = link.next;
  }
  return link;
}

function setHandler(target, type, value) {
  const listener = findHandler(target, type);
  if (!isObject(value)) {
    if (listener !== null) remove(target, listener);
  } else if (listener !== null) {
    listener.callback = value;
  } else {
    append(target, new Listener(type, value, false, false, false, true));
  }
}

// HTML's "event handler processing algorithm".
function callHandler(target, callback, event) {
  const state = event[kEvent];
  if (target === realm && (state.flags & kIsError) !== 0 && state.type === 'error') {
    // onerror of a global object gets the parts, and true means "handled".
    const {message, filename, lineno, colno, error} = state.details;
    if (invoke(callback, true, target, message, filename, lineno, colno,
               error) === true) {
      cancel(state);
    }
  } else if (invoke(callback, true, target, event) === false) {
    cancel(state);
  }
}

function requireReceiver(isReceiver, value) {
  if (!isReceiver(value)) throw illegalInvocation();
}

// Defines on<type> for each of `types`. `isReceiver(value)` is the brand check;
// `changed(target, type)` is called after each change.
function defineHandlers(prototype, types, isReceiver, changed = undefined) {
  for (let i = 0; i < types.length; ++i) {
    const type = types[i];
    const name = `on${type}`;
    // As members of a literal they get the names that WebIDL wants.
    const {get, set} = getOwnPropertyDescriptor({
      get [name]() {
        requireReceiver(isReceiver, targetOf(this));
        return findHandler(targetOf(this), type)?.callback ?? null;
      },
      set [name](value) {
        requireReceiver(isReceiver, targetOf(this));
        setHandler(targetOf(this), type, value);
        if (changed !== undefined) changed(targetOf(this), type);
      },
    }, name);
    defineProperty(prototype, name, {
      __proto__: null, get, set, enumerable: true, configurable: true,
    });
  }
}
