// HTML: ErrorEvent.

function partsOf(event) {
  const parts = event?.[kEvent]?.error ?? null;
  if (parts === null) throw illegalInvocation();
  return parts;
}

const toUnsignedLong = (value) => value >>> 0;

class ErrorEvent {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'ErrorEvent\'';
    requireArguments(call, 1, arguments.length);
    const {colno = 0, error, filename = '', lineno = 0, message = ''} =
        constructEvent(this, call, type, eventInitDict);
    this[kEvent].error = {
      colno: toUnsignedLong(colno),
      error,
      filename: `${filename}`,
      lineno: toUnsignedLong(lineno),
      message: `${message}`,
    };
  }

  get message() {
    return partsOf(this).message;
  }
  get filename() {
    return partsOf(this).filename;
  }
  get lineno() {
    return partsOf(this).lineno;
  }
  get colno() {
    return partsOf(this).colno;
  }
  get error() {
    return partsOf(this).error;
  }
}

defineInterface(ErrorEvent, 'ErrorEvent', Event);

// Fires an `error` event; false where a listener says that it is handled.
function fireError(target, message, filename, lineno, colno, error) {
  const event = create(ErrorEvent.prototype);
  event[kEvent] = newState('error', kCancelable | kTrusted, now(), null,
                           {colno, error, filename, lineno, message});
  return dispatch(target, event);
}
