'use strict';

// What these scripts need of the realm, taken before a script of the user can
// replace it, and of the streams that are there: their public API only, so that
// any implementation will do.
const {construct, defineProperty, getPrototypeOf} = Reflect;
const {getOwnPropertyDescriptor} = Object;
const {isSafeInteger} = Number;
const SafePromise = Promise;
const SafeTypeError = TypeError;
const {then} = Promise.prototype;
// callFunction(f, receiver, ...arguments)
const callFunction = Function.prototype.call.bind(Function.prototype.call);
const bufferOf =
    getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), 'buffer').get;
const {
  ReadableStream, TransformStream, WritableStream, closePort, errorWhenGone,
  kEnd, kParts, keepByteStreams, moveReceived, newDOMException, post,
  setAwaited, setRef, startPort, window,
} = native;

function getterOf(prototype, name) {
  let object = prototype;
  for (; object !== null; object = getPrototypeOf(object)) {
    const descriptor = getOwnPropertyDescriptor(object, name);
    if (descriptor !== undefined) return descriptor.get;
  }
  throw new SafeTypeError(`The stream classes have no getter '${name}'.`);
}

// Never a derived promise that nobody handles: neither callback throws.
function onSettled(promise, fulfilled, rejected) {
  callFunction(then, promise, fulfilled, rejected);
}
const ignore = () => {};

const byob = {__proto__: null, mode: 'byob'};
const {getReader} = ReadableStream.prototype;
const isReadableLocked = getterOf(ReadableStream.prototype, 'locked');
const {getWriter} = WritableStream.prototype;
const isWritableLocked = getterOf(WritableStream.prototype, 'locked');
const transformReadable = getterOf(TransformStream.prototype, 'readable');
const transformWritable = getterOf(TransformStream.prototype, 'writable');

// The classes of readers and controllers have no names here: samples lead to
// their methods.
let sampleController;
const sampleSource = {
  __proto__: null,
  start(controller) {
    sampleController = controller;
  },
};
const sampleReader =
    callFunction(getReader, construct(ReadableStream, [sampleSource]));
const {cancel, read} = sampleReader;
const {close: closeReadable, enqueue, error: errorReadable} = sampleController;
const readableDesiredSize =
    getterOf(getPrototypeOf(sampleController), 'desiredSize');

const sampleWriter =
    callFunction(getWriter, construct(WritableStream, [sampleSource]));
const {abort, close: closeWritable, releaseLock: releaseWriter, write} =
    sampleWriter;
const closedOfWriter = getterOf(getPrototypeOf(sampleWriter), 'closed');
const readyOfWriter = getterOf(getPrototypeOf(sampleWriter), 'ready');
const writerDesiredSize = getterOf(getPrototypeOf(sampleWriter), 'desiredSize');
const {error: errorWritable} = sampleController;

// signalOf(controller): tells that its stream is aborted, also while a write is
// under way. Null where the implementation has none.
const sampleSignal = sampleController.signal;
const signalOf = sampleSignal === undefined ? null :
    getterOf(getPrototypeOf(sampleController), 'signal');
const addSignalListener = sampleSignal?.addEventListener;
const reasonOfSignal = sampleSignal === undefined ? null :
    getterOf(getPrototypeOf(sampleSignal), 'reason');

// What there is of byte streams; null where the implementation has none.
function takeByteStreams() {
  try {
    const stream = construct(
        ReadableStream,
        [{__proto__: null, type: 'bytes', start: sampleSource.start}]);
    const {releaseLock} = callFunction(getReader, stream, byob);
    const {close, enqueue, error} = sampleController;
    const prototype = getPrototypeOf(sampleController);
    return {
      __proto__: null, close, enqueue, error, releaseLock,
      byobRequest: getterOf(prototype, 'byobRequest'),
      desiredSize: getterOf(prototype, 'desiredSize'),
    };
  } catch {
    return null;
  }
}
const bytes = takeByteStreams();

function isByteStream(stream) {
  if (bytes === null) return false;
  try {
    callFunction(bytes.releaseLock, callFunction(getReader, stream, byob));
    return true;
  } catch {
    return false;
  }
}
