// HTML: MessageEvent.

function messageOf(event) {
  const message = event?.[kEvent]?.message ?? null;
  if (message === null) throw illegalInvocation();
  return message;
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

function newMessage(call, data, origin, lastEventId, source, ports) {
  return {
    data,
    lastEventId: `${lastEventId}`,
    origin: `${origin}`,
    // Few events bring ports: the empty array is made when it is wanted.
    ports: ports === undefined ? null : freeze(toPorts(ports)),
    source: toSource(call, source),
  };
}

class MessageEvent extends PlatformObject {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'MessageEvent\'';
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    const init = toDictionary(call, eventInitDict);
    const event = newEvent(MessageEvent, new.target, type, init);
    const {data = null, lastEventId = '', origin = '', ports, source} = init;
    event[kEvent].message =
        newMessage(call, data, origin, lastEventId, source, ports);
    return event;
  }

  get data() {
    return messageOf(this).data;
  }
  get origin() {
    return messageOf(this).origin;
  }
  get lastEventId() {
    return messageOf(this).lastEventId;
  }
  get source() {
    return messageOf(this).source;
  }
  get ports() {
    const message = messageOf(this);
    return message.ports ?? (message.ports = freeze([]));
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null,
                   origin = '', lastEventId = '', source = null, ports = undefined) {
    const call = 'Failed to execute \'initMessageEvent\' on \'MessageEvent\'';
    messageOf(this);
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    origin = `${origin}`;
    const message = newMessage(call, data, origin, lastEventId, source, ports);
    if (initializeAgain(this, type, bubbles, cancelable)) {
      this[kEvent].message = message;
    }
  }
}

defineInterface(MessageEvent, 'MessageEvent', Event);

// What `new MessageEvent` makes, without the conversions.
function newTrustedMessageEvent(type, data, ports) {
  const message = {data, lastEventId: '', origin: '', ports, source: null};
  return newTrustedEvent(MessageEvent, type, 0, message, null);
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
