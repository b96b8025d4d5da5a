// The steps of the three classes, which C++ calls.

function throwDataCloneError(message) {
  throw newDOMException('DataCloneError', message);
}

// Also of what only looks like a stream.
function requireUnlocked(isLocked, stream, name, holder) {
  let locked;
  try {
    locked = callFunction(isLocked, stream);
  } catch {
    throwDataCloneError(`${name} object could not be cloned. It is no ${name}.`);
  }
  if (locked) {
    throwDataCloneError(
        `${name} object could not be transferred. It is locked: its ${holder} ` +
        'must let go of it before.');
  }
}

const requireUnlockedReadable = (stream) =>
    requireUnlocked(isReadableLocked, stream, 'ReadableStream', 'reader');
const requireUnlockedWritable = (stream) =>
    requireUnlocked(isWritableLocked, stream, 'WritableStream', 'writer');

// An end whose port moves on, or undefined.
function prepareMove(stream) {
  const end = stream[kEnd];
  if (!moveReceived || end === undefined) return undefined;
  const moves = end.canMove();
  end.prepared = moves ? end.version : kNotMoved;
  return moves ? end : undefined;
}

// Each gives what travels: [isBytes, port, credits, waiting]. Without a port a
// new channel goes, and a pump begins after the commit.
function prepareReadable(stream) {
  requireUnlockedReadable(stream);
  const end = prepareMove(stream);
  if (end === undefined) {
    return [keepByteStreams && isByteStream(stream), null, 0, undefined];
  }
  return [
    end.isBytes, end.port, end.asked,
    end.waiting.length === 0 ? undefined : end.waiting.toArray(),
  ];
}

function prepareWritable(stream) {
  requireUnlockedWritable(stream);
  const end = prepareMove(stream);
  return end === undefined ? [false, null, 0, undefined] :
                             [false, end.port, end.credits, undefined];
}

// Whether what was prepared still holds, after user code ran.
function validateEnd(end) {
  if (end === undefined || end.prepared === kNotMoved) return;
  if (end.version !== end.prepared || !end.canMove()) {
    throwDataCloneError(
        'The stream was used while the message was serialized.');
  }
}
function validateReadable(stream) {
  requireUnlockedReadable(stream);
  validateEnd(stream[kEnd]);
}
function validateWritable(stream) {
  requireUnlockedWritable(stream);
  validateEnd(stream[kEnd]);
}

// After the commit. `port` is undefined where that of the stream has gone.
function commitReadable(stream, port, isBytes) {
  if (port === undefined) stream[kEnd].leave();
  else new SourcePump(stream, port, isBytes);
}
function commitWritable(stream, port) {
  if (port === undefined) stream[kEnd].leave();
  else new SinkPump(stream, port);
}

// The receiver's side. `port` is undefined where the stream has ended and only
// what waits comes.
function receiveReadable(port, isBytes, asked) {
  const end = new ReadableEnd(isBytes);
  if (port === undefined) {
    end.isOver = end.isEnded = true;
    return end.stream;
  }
  end.asked = asked;
  end.connect(port, true);
  return end.stream;
}
function receiveWaiting(stream, waiting) {
  const end = stream[kEnd];
  for (let i = 0; i < waiting.length; ++i) end.waiting.push(waiting[i]);
}
function receiveWritable(port, isBytes, credits) {
  const end = new WritableEnd();
  end.credits = credits;
  end.connect(port, true);
  return end.stream;
}

// [readable, writable] of a TransformStream.
function partsOf(transform) {
  const parts = transform[kParts];
  if (parts !== undefined) return parts;
  try {
    return [
      callFunction(transformReadable, transform),
      callFunction(transformWritable, transform),
    ];
  } catch {
    return throwDataCloneError(
        'TransformStream object could not be cloned. It is no TransformStream.');
  }
}

// No constructor makes a TransformStream of two streams: they hide those that it
// has.
function receiveTransform() {
  return construct(TransformStream, []);
}
function receiveParts(transform, parts) {
  transform[kParts] = parts;
  const names = ['readable', 'writable'];
  for (let i = 0; i < names.length; ++i) {
    defineProperty(transform, names[i], {
      __proto__: null, value: parts[i], configurable: true,
    });
  }
}

return {
  __proto__: null, commitReadable, commitWritable, partsOf, prepareReadable,
  prepareWritable, receiveParts, receiveReadable, receiveTransform,
  receiveWaiting, receiveWritable, validateReadable, validateWritable,
};
