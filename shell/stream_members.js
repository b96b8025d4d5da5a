// FileHandle.prototype.stream() and writable(), Blob.prototype.stream(): the
// body of a function that runs once in each realm that has streams.
'use strict';

const kBlockSize = 64 << 10;
const {read, write, close} = FileHandle.prototype;
const {slice, arrayBuffer} = Blob.prototype;
const blobSize = Object.getOwnPropertyDescriptor(Blob.prototype, 'size').get;
const BytesOf = Uint8Array;
const Readable = ReadableStream;
const Writable = WritableStream;
const call = Function.prototype.call.bind(Function.prototype.call);
const bytes = {__proto__: null, highWaterMark: 0};

// Ends a byte stream, also where a reader waits with a buffer of its own.
const end = (controller) => {
  controller.close();
  controller.byobRequest?.respond(0);
};

// The rest of the file from its own position on, block by block. The stream has
// the file from then on, and closes it.
const fileStream = (file) => new Readable({
  type: 'bytes',
  async pull(controller) {
    const block = await call(read, file, kBlockSize);
    if (block.byteLength > 0) return controller.enqueue(block);
    await call(close, file);
    end(controller);
  },
  cancel: () => call(close, file),
}, bytes);

// What is written goes to the file's own position. Closing the stream, or
// aborting it, closes the file.
const fileSink = (file) => new Writable({
  write: (chunk) => call(write, file, chunk),
  close: () => call(close, file),
  abort: () => call(close, file),
});

const blobStream = (blob) => {
  const size = call(blobSize, blob);
  let position = 0;
  return new Readable({
    type: 'bytes',
    async pull(controller) {
      if (position === size) return end(controller);
      const part = call(slice, blob, position, position + kBlockSize);
      const block = new BytesOf(await call(arrayBuffer, part));
      position += block.byteLength;
      controller.enqueue(block);
    },
  }, bytes);
};

const define = (prototype, methods) => {
  for (const [name, value] of Object.entries(methods)) {
    Object.defineProperty(prototype, name, {
      value, writable: true, enumerable: true, configurable: true,
    });
  }
};

// fd and size check the receiver.
const fd = Object.getOwnPropertyDescriptor(FileHandle.prototype, 'fd').get;
define(FileHandle.prototype, {
  stream() {
    call(fd, this);
    return fileStream(this);
  },
  writable() {
    call(fd, this);
    return fileSink(this);
  },
});
define(Blob.prototype, {
  stream() {
    return blobStream(this);
  },
});
