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
// Of which kind the event is, beside an Event.
const kIsMessage = 512;
const kIsError = 1024;
const kIsCustom = 2048;
const kKinds = kIsMessage | kIsError | kIsCustom;

const kNone = 0;
const kAtTarget = 2;

// What an event has lies in one object, under kEvent: a store under a symbol
// costs as much as making that object. `data` and `ports` are a message's;
// `details` is what else the events of a kind have. The clock shows when it is
// made.
function newState(type, flags, data, ports, details) {
  return {
    flags, type, target: null, currentTarget: null, timeStamp: clock[0],
    data, ports, details,
  };
}

function stateOf(event) {
  const state = event?.[kEvent];
  if (state === undefined) throw illegalInvocation();
  return state;
}

// The state of an event that is of that kind.
function stateOfKind(event, kind) {
  const state = stateOf(event);
  if ((state.flags & kind) === 0) throw illegalInvocation();
  return state;
}

function toEventFlags(init) {
  return (init.bubbles ? kBubbles : 0) | (init.cancelable ? kCancelable : 0) |
      (init.composed ? kComposed : 0);
}

function cancel(state) {
  const {flags} = state;
  if ((flags & kCancelable) !== 0 && (flags & kInPassiveListener) === 0) {
    state.flags = flags | kCanceled;
  }
}

// What the constructors of all events begin with. `kind` is 0 for an Event.
function newEvent(constructor, newTarget, type, init, kind) {
  const flags = toEventFlags(init) | kind;
  const event = newPlatformObject(constructor, newTarget);
  setClock();
  event[kEvent] = newState(type, flags, null, null, null);
  return event;
}

// An event that is not a script's. The caller has set the clock.
function newTrustedEvent(constructor, type, flags, data, ports, details) {
  const event = newInstance(constructor);
  event[kEvent] = newState(type, flags | kTrusted, data, ports, details);
  return event;
}

// DOM's initEvent; false while the event is dispatched.
function initializeAgain(event, type, bubbles, cancelable) {
  const state = stateOf(event);
  type = `${type}`;
  if ((state.flags & kDispatching) !== 0) return false;
  state.flags = (bubbles ? kBubbles : 0) | (cancelable ? kCancelable : 0) |
      (state.flags & (kComposed | kKinds));
  state.type = type;
  state.target = null;
  return true;
}

class Event extends PlatformObject {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'Event\'';
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    const init = toDictionary(call, eventInitDict);
    return newEvent(Event, new.target, type, init, 0);
  }

  get type() {
    return stateOf(this).type;
  }
  get target() {
    return stateOf(this).target;
  }
  get srcElement() {
    return stateOf(this).target;
  }
  get currentTarget() {
    return stateOf(this).currentTarget;
  }
  get eventPhase() {
    return (stateOf(this).flags & kDispatching) !== 0 ? kAtTarget : kNone;
  }
  get bubbles() {
    return (stateOf(this).flags & kBubbles) !== 0;
  }
  get cancelable() {
    return (stateOf(this).flags & kCancelable) !== 0;
  }
  get composed() {
    return (stateOf(this).flags & kComposed) !== 0;
  }
  get isTrusted() {
    return (stateOf(this).flags & kTrusted) !== 0;
  }
  get defaultPrevented() {
    return (stateOf(this).flags & kCanceled) !== 0;
  }
  get timeStamp() {
    return stateOf(this).timeStamp;
  }

  get cancelBubble() {
    return (stateOf(this).flags & kStopPropagation) !== 0;
  }
  set cancelBubble(value) {
    const state = stateOf(this);
    if (value) state.flags |= kStopPropagation;
  }
  get returnValue() {
    return (stateOf(this).flags & kCanceled) === 0;
  }
  set returnValue(value) {
    const state = stateOf(this);
    if (!value) cancel(state);
  }

  composedPath() {
    const {currentTarget} = stateOf(this);
    return currentTarget === null ? [] : [currentTarget];
  }
  stopPropagation() {
    stateOf(this).flags |= kStopPropagation;
  }
  stopImmediatePropagation() {
    stateOf(this).flags |= kStopPropagation | kStopImmediately;
  }
  preventDefault() {
    cancel(stateOf(this));
  }

  initEvent(type, bubbles = false, cancelable = false) {
    stateOf(this);
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
