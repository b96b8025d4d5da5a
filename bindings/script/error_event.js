// HTML: ErrorEvent.

function partsOf(event) {
  return stateOfKind(event, kIsError).details;
}

const toUnsignedLong = (value) => value >>> 0;

class ErrorEvent extends PlatformObject {
  constructor(type, eventInitDict = undefined) {
    const call = 'Failed to construct \'ErrorEvent\'';
    requireArguments(call, 1, arguments.length);
    type = `${type}`;
    const init = toDictionary(call, eventInitDict);
    const event = newEvent(ErrorEvent, new.target, type, init, kIsError);
    const {colno = 0, error, filename = '', lineno = 0, message = ''} = init;
    event[kEvent].details = {
      colno: toUnsignedLong(colno),
      error,
      filename: `${filename}`,
      lineno: toUnsignedLong(lineno),
      message: `${message}`,
    };
    return event;
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
  setClock();
  const event = newTrustedEvent(
      ErrorEvent, 'error', kCancelable | kIsError, null, null,
      {colno, error, filename, lineno, message});
  return dispatch(target, event);
}
