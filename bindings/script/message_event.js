// HTML: MessageEvent.

function requireMessageEvent(event) {
  const ports = event?.[kPorts];
  if (ports === undefined) throw illegalInvocation();
  return ports;
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

class MessageEvent {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'MessageEvent\'';
    requireArguments(call, 1, arguments.length);
    const init = constructEvent(this, call, type, eventInitDict);
    const {data = null, lastEventId = '', origin = '', ports, source} = init;
    this[kData] = data;
    this[kLastEventId] = `${lastEventId}`;
    this[kOrigin] = `${origin}`;
    this[kPorts] = ports === undefined ? null : freeze(toPorts(ports));
    this[kSource] = toSource(call, source);
  }

  get data() {
    requireMessageEvent(this);
    return this[kData];
  }
  get origin() {
    requireMessageEvent(this);
    return this[kOrigin];
  }
  get lastEventId() {
    requireMessageEvent(this);
    return this[kLastEventId];
  }
  get source() {
    requireMessageEvent(this);
    return this[kSource];
  }
  get ports() {
    // Few events bring ports, so the empty array is made when it is wanted.
    return requireMessageEvent(this) ?? (this[kPorts] = freeze([]));
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null,
                   origin = '', lastEventId = '', source = null, ports = undefined) {
    const call = 'Failed to execute \'initMessageEvent\' on \'MessageEvent\'';
    requireMessageEvent(this);
    requireArguments(call, 1, arguments.length);
    if (!initializeAgain(this, type, bubbles, cancelable)) return;
    this[kData] = data;
    this[kOrigin] = `${origin}`;
    this[kLastEventId] = `${lastEventId}`;
    this[kSource] = toSource(call, source);
    this[kPorts] = ports === undefined ? null : freeze(toPorts(ports));
  }
}

defineInterface(MessageEvent, 'MessageEvent', Event);

// What `new MessageEvent` makes, without the conversions.
function TrustedMessageEvent(type, data, ports) {
  this[kFlags] = kTrusted;
  this[kType] = type;
  this[kTarget] = null;
  this[kCurrentTarget] = null;
  this[kTimeStamp] = clock[0];
  this[kData] = data;
  this[kLastEventId] = '';
  this[kOrigin] = '';
  this[kPorts] = ports;
  this[kSource] = null;
}
TrustedMessageEvent.prototype = MessageEvent.prototype;

// Fires `message` at `target`. `ports` is an array or null. Called for every
// message, so what is usual is quick: one listener, a plain function. It is
// called from here, and what it throws is the caller's to report.
function fireMessage(target, data, ports) {
  const listener = target[kListeners];
  if (listener === undefined || listener === null) return;
  const event = new TrustedMessageEvent(
      'message', data, ports === null ? null : freeze(ports));
  if (listener.next !== null || listener.type !== 'message' || listener.once ||
      typeof listener.callback !== 'function') {
    dispatch(target, event);
    return;
  }
  event[kTarget] = event[kCurrentTarget] = target;
  event[kFlags] = kTrusted | kDispatching;
  try {
    callFunction(listener.callback, target, event);
  } finally {
    endDispatch(event);
  }
}

function fireMessageError(target) {
  dispatch(target, new TrustedMessageEvent('messageerror', null, null));
}
