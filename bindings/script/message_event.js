// HTML: MessageEvent.

function messageOf(event) {
  return stateOfKind(event, kIsMessage);
}

function toSource(call, value) {
  if (value === undefined || value === null) return null;
  if (isObject(value) &&
      (value[kListeners] !== undefined || isNativeTarget(value))) {
    return value;
  }
  throw new SafeTypeError(
      `${call}: member source is not of type 'MessageEventSource'.`);
}

// The `details` of a message; null where it came through a port.
function newOrigin(call, origin, lastEventId, source) {
  return {
    lastEventId: `${lastEventId}`,
    origin: `${origin}`,
    source: toSource(call, source),
  };
}

// Few events bring ports: the empty array is made when it is wanted.
function toFrozenPorts(ports) {
  return ports === undefined ? null : freeze(toPorts(ports));
}

class MessageEvent extends PlatformObject {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'MessageEvent\'';
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    const init = toDictionary(call, eventInitDict);
    const event = newEvent(MessageEvent, new.target, type, init, kIsMessage);
    const {data = null, lastEventId = '', origin = '', ports, source} = init;
    const state = event[kEvent];
    state.details = newOrigin(call, origin, lastEventId, source);
    state.data = data;
    state.ports = toFrozenPorts(ports);
    return event;
  }

  get data() {
    return messageOf(this).data;
  }
  get origin() {
    return messageOf(this).details?.origin ?? '';
  }
  get lastEventId() {
    return messageOf(this).details?.lastEventId ?? '';
  }
  get source() {
    return messageOf(this).details?.source ?? null;
  }
  get ports() {
    const state = messageOf(this);
    return state.ports ?? (state.ports = freeze([]));
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null,
                   origin = '', lastEventId = '', source = null, ports = undefined) {
    const call = 'Failed to execute \'initMessageEvent\' on \'MessageEvent\'';
    const state = messageOf(this);
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    origin = `${origin}`;
    const details = newOrigin(call, origin, lastEventId, source);
    ports = toFrozenPorts(ports);
    if (initializeAgain(this, type, bubbles, cancelable)) {
      state.data = data;
      state.ports = ports;
      state.details = details;
    }
  }
}

defineInterface(MessageEvent, 'MessageEvent', Event);

// What `new MessageEvent` makes, without the conversions.
function newTrustedMessageEvent(type, data, ports) {
  return newTrustedEvent(MessageEvent, type, kIsMessage, data, ports, null);
}

// Fires `message` at `target`. `ports` is an array or null. Called for every
// message, so what is usual is quick: one listener, a plain function. It is
// called from here, and what it throws is the caller's to report.
function fireMessage(target, data, ports) {
  const listener = target[kListeners];
  if (listener === undefined || listener === null) return;
  const event = newTrustedMessageEvent(
      'message', data, ports === null ? null : freeze(ports));
  if (listener.next !== null || listener.type !== 'message' || listener.once ||
      typeof listener.callback !== 'function') {
    dispatch(target, event);
    return;
  }
  const state = event[kEvent];
  beginDispatch(target, state);
  try {
    callFunction(listener.callback, target, event);
  } finally {
    endDispatch(state);
  }
}

// HTML gives the event no data. As an ErrorEvent does, it says in `error` why
// the message could not be read.
function fireMessageError(target, error) {
  const event = newTrustedMessageEvent('messageerror', null, null);
  defineProperty(event, 'error', data(error, false, true));
  dispatch(target, event);
}
