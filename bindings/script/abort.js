// DOM: AbortSignal and AbortController.

// What a signal has, under kSignal.
class SignalState {
  aborted = false;
  reason = undefined;
  // The abort algorithms, in the order of adding; each can be taken away.
  first = null;
  last = null;
  // Of a dependent signal: the signals that abort it, none of them dependent.
  sources = null;
  // The signals that this one aborts, as WeakRefs; and those of them that
  // somebody waits for, which it keeps.
  dependents = null;
  kept = null;
}

// The end of a listener on another target: DOM's "remove an event listener" as
// an abort algorithm.
class RemoveListener {
  target;
  listener;
  signal;
  previous = null;
  next = null;

  constructor(target, listener, signal) {
    this.target = target;
    this.listener = listener;
    this.signal = signal;
  }
}

function signalOf(signal) {
  const state = signal?.[kSignal];
  if (state === undefined) throw illegalInvocation();
  return state;
}

function newSignal() {
  const signal = newInstance(AbortSignal);
  signal[kListeners] = null;
  signal[kSignal] = new SignalState();
  return signal;
}

function removeOnAbort(target, listener, signal) {
  const state = signal[kSignal];
  if (state === undefined) {
    // An AbortSignal of the embedder's own.
    signal.addEventListener('abort', () => remove(target, listener),
                            {__proto__: null, once: true});
    return;
  }
  const algorithm = new RemoveListener(target, listener, signal);
  algorithm.previous = state.last;
  if (state.last === null) state.first = algorithm;
  else state.last.next = algorithm;
  state.last = algorithm;
  listener.onAbort = algorithm;
  keepDependent(signal);
}

// Its listener is gone: a signal may outlive many.
function forgetAlgorithm(algorithm) {
  const {signal, previous, next} = algorithm;
  const state = signal[kSignal];
  if (previous === null) state.first = next;
  else previous.next = next;
  if (next === null) state.last = previous;
  else next.previous = previous;
  keepDependent(signal);
}

// A dependent signal lives as long as its sources where somebody waits for it.
function keepDependent(signal) {
  const {sources, first} = signal[kSignal];
  if (sources === null) return;
  const isAwaited = first !== null || signal[kListeners] !== null;
  for (let i = 0; i < sources.length; ++i) {
    const source = sources[i][kSignal];
    if (isAwaited) {
      callFunction(setAdd, source.kept ??= new SafeSet(), signal);
    } else if (source.kept !== null) {
      callFunction(setDelete, source.kept, signal);
    }
  }
}

// The list is swept when it has doubled.
function addDependent(source, signal) {
  const state = source[kSignal];
  const entry = new SafeWeakRef(signal);
  if (state.dependents === null) {
    state.dependents = {__proto__: null, entries: [], limit: 16};
  }
  const {dependents} = state;
  if (dependents.entries.length >= dependents.limit) {
    const alive = [];
    for (let i = 0; i < dependents.entries.length; ++i) {
      const each = dependents.entries[i];
      if (callFunction(deref, each) !== undefined) append1(alive, each);
    }
    dependents.entries = alive;
    dependents.limit = 2 * alive.length + 16;
  }
  append1(dependents.entries, entry);
}

// array.push(item), which looks at no setter of Array.prototype.
function append1(array, item) {
  defineProperty(array, array.length, data(item, true, true));
}

function includes(array, item) {
  for (let i = 0; i < array.length; ++i) {
    if (array[i] === item) return true;
  }
  return false;
}

// DOM's "create a dependent abort signal".
function newDependentSignal(signals) {
  const result = newSignal();
  const state = result[kSignal];
  for (let i = 0; i < signals.length; ++i) {
    const {aborted, reason} = signals[i][kSignal];
    if (aborted) {
      state.aborted = true;
      state.reason = reason;
      return result;
    }
  }
  state.sources = [];
  for (let i = 0; i < signals.length; ++i) {
    const roots = signals[i][kSignal].sources ?? [signals[i]];
    for (let j = 0; j < roots.length; ++j) {
      if (includes(state.sources, roots[j])) continue;
      append1(state.sources, roots[j]);
      addDependent(roots[j], result);
    }
  }
  return result;
}

// DOM's "signal abort". All dependent signals are aborted before anybody hears.
function signalAbort(signal, reason) {
  const state = signal[kSignal];
  if (state.aborted) return;
  state.aborted = true;
  state.reason = reason;
  const aborted = [signal];
  const entries = state.dependents?.entries ?? [];
  for (let i = 0; i < entries.length; ++i) {
    const dependent = callFunction(deref, entries[i]);
    if (dependent === undefined || dependent[kSignal].aborted) continue;
    dependent[kSignal].aborted = true;
    dependent[kSignal].reason = reason;
    append1(aborted, dependent);
  }
  state.dependents = null;
  state.kept = null;
  for (let i = 0; i < aborted.length; ++i) runAbortSteps(aborted[i]);
}

function runAbortSteps(signal) {
  const state = signal[kSignal];
  let algorithm = state.first;
  state.first = state.last = null;
  for (; algorithm !== null; algorithm = algorithm.next) {
    algorithm.listener.onAbort = null;
    remove(algorithm.target, algorithm.listener);
  }
  fire(signal, 'abort');
}

const toReason = (reason) => reason !== undefined ? reason :
    newDOMException('AbortError', 'The operation was aborted.');

class AbortSignal extends PlatformObject {
  constructor() {
    throw new SafeTypeError('Illegal constructor');
  }

  static abort(reason = undefined) {
    const signal = newSignal();
    const state = signal[kSignal];
    state.aborted = true;
    state.reason = toReason(reason);
    return signal;
  }

  static timeout(milliseconds) {
    const call = 'Failed to execute \'timeout\' on \'AbortSignal\'';
    requireArguments(call, 1, arguments.length);
    const signal = newSignal();
    startTimeout(toUnsignedLongLong(call, milliseconds), () => {
      signalAbort(signal,
                  newDOMException('TimeoutError', 'The operation timed out.'));
    });
    return signal;
  }

  static any(signals) {
    const call = 'Failed to execute \'any\' on \'AbortSignal\'';
    requireArguments(call, 1, arguments.length);
    const list = toSequence(`${call}: parameter 1`, signals);
    for (let i = 0; i < list.length; ++i) {
      if (list[i]?.[kSignal] === undefined) {
        throw new SafeTypeError(
            `${call}: entry ${i} is not of type 'AbortSignal'.`);
      }
    }
    return newDependentSignal(list);
  }

  get aborted() {
    return signalOf(this).aborted;
  }
  get reason() {
    return signalOf(this).reason;
  }

  throwIfAborted() {
    const {aborted, reason} = signalOf(this);
    if (aborted) throw reason;
  }
}

// WebIDL's [EnforceRange] unsigned long long.
function toUnsignedLongLong(call, value) {
  const number = truncate(+value);
  if (number >= 0 && number <= 0x1fffffffffffff) return number;
  throw new SafeTypeError(`${call}: parameter 1 is no number of milliseconds.`);
}

defineInterface(AbortSignal, 'AbortSignal', EventTarget);
defineHandlers(AbortSignal.prototype, ['abort'],
               (value) => value?.[kSignal] !== undefined);
for (const name of ['abort', 'timeout', 'any']) {
  defineProperty(AbortSignal, name, {__proto__: null, enumerable: true});
}

class AbortController extends PlatformObject {
  constructor() {
    const controller = newPlatformObject(AbortController, new.target);
    controller[kController] = newSignal();
    return controller;
  }

  get signal() {
    return controlledBy(this);
  }
  abort(reason = undefined) {
    signalAbort(controlledBy(this), toReason(reason));
  }
}

function controlledBy(controller) {
  const signal = controller?.[kController];
  if (signal === undefined) throw illegalInvocation();
  return signal;
}

defineInterface(AbortController, 'AbortController');
