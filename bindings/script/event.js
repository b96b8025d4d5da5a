// DOM: Event. All state is under private symbols of the agent, which reflection
// does not show and which are the same in every realm, so that the members work
// on objects of other realms too.

const kBubbles = 1;
const kCancelable = 2;
const kComposed = 4;
const kTrusted = 8;
const kStopPropagation = 16;
const kStopImmediately = 32;
const kCanceled = 64;
const kInPassiveListener = 128;
const kDispatching = 256;

const kNone = 0;
const kAtTarget = 2;

function flagsOf(event) {
  const flags = event?.[kFlags];
  if (flags === undefined) throw illegalInvocation();
  return flags;
}

function initializeEvent(event, type, flags) {
  event[kFlags] = flags;
  event[kType] = type;
  event[kTarget] = null;
  event[kCurrentTarget] = null;
  event[kTimeStamp] = now();
}

function toEventFlags(init) {
  return (init.bubbles ? kBubbles : 0) | (init.cancelable ? kCancelable : 0) |
      (init.composed ? kComposed : 0);
}

function cancel(event) {
  const flags = event[kFlags];
  if ((flags & kCancelable) !== 0 && (flags & kInPassiveListener) === 0) {
    event[kFlags] = flags | kCanceled;
  }
}

// The constructors of all events begin with this; returns the dictionary. They
// call no `super`, which scripts can replace.
function constructEvent(event, call, type, eventInitDict) {
  type = `${type}`;
  const init = toDictionary(call, eventInitDict);
  initializeEvent(event, type, toEventFlags(init));
  return init;
}

// DOM's initEvent; false while the event is dispatched.
function initializeAgain(event, type, bubbles, cancelable) {
  const flags = flagsOf(event);
  type = `${type}`;
  if ((flags & kDispatching) !== 0) return false;
  event[kFlags] = (bubbles ? kBubbles : 0) | (cancelable ? kCancelable : 0) |
      (flags & kComposed);
  event[kType] = type;
  event[kTarget] = null;
  return true;
}

class Event {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'Event\'';
    requireArguments(call, 1, arguments.length);
    constructEvent(this, call, type, eventInitDict);
  }

  get type() {
    flagsOf(this);
    return this[kType];
  }
  get target() {
    flagsOf(this);
    return this[kTarget];
  }
  get srcElement() {
    flagsOf(this);
    return this[kTarget];
  }
  get currentTarget() {
    flagsOf(this);
    return this[kCurrentTarget];
  }
  get eventPhase() {
    return (flagsOf(this) & kDispatching) !== 0 ? kAtTarget : kNone;
  }
  get bubbles() {
    return (flagsOf(this) & kBubbles) !== 0;
  }
  get cancelable() {
    return (flagsOf(this) & kCancelable) !== 0;
  }
  get composed() {
    return (flagsOf(this) & kComposed) !== 0;
  }
  get isTrusted() {
    return (flagsOf(this) & kTrusted) !== 0;
  }
  get defaultPrevented() {
    return (flagsOf(this) & kCanceled) !== 0;
  }
  get timeStamp() {
    flagsOf(this);
    return this[kTimeStamp];
  }

  get cancelBubble() {
    return (flagsOf(this) & kStopPropagation) !== 0;
  }
  set cancelBubble(value) {
    const flags = flagsOf(this);
    if (value) this[kFlags] = flags | kStopPropagation;
  }
  get returnValue() {
    return (flagsOf(this) & kCanceled) === 0;
  }
  set returnValue(value) {
    flagsOf(this);
    if (!value) cancel(this);
  }

  composedPath() {
    flagsOf(this);
    return this[kCurrentTarget] === null ? [] : [this[kCurrentTarget]];
  }
  stopPropagation() {
    this[kFlags] = flagsOf(this) | kStopPropagation;
  }
  stopImmediatePropagation() {
    this[kFlags] = flagsOf(this) | kStopPropagation | kStopImmediately;
  }
  preventDefault() {
    flagsOf(this);
    cancel(this);
  }

  initEvent(type, bubbles = false, cancelable = false) {
    flagsOf(this);
    requireArguments('Failed to execute \'initEvent\' on \'Event\'', 1,
                     arguments.length);
    initializeAgain(this, type, bubbles, cancelable);
  }
}

defineInterface(Event, 'Event');
defineConstant(Event, 'NONE', kNone);
defineConstant(Event, 'CAPTURING_PHASE', 1);
defineConstant(Event, 'AT_TARGET', kAtTarget);
defineConstant(Event, 'BUBBLING_PHASE', 3);

function newTrustedEvent(type, flags) {
  const event = create(Event.prototype);
  initializeEvent(event, type, flags | kTrusted);
  return event;
}
