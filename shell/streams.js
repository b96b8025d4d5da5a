// Streams: what is read or written on one thread comes from, or goes to, another.
//
//   tools/bazel run //shell -- shell/streams.js
'use strict';

load('support.js');

// Moves `value` through a message of this isolate.
const move = (value, list = [value]) =>
    structuredClone(value, {transfer: list});

const readAll = async (readable) => {
  const chunks = [];
  const reader = readable.getReader();
  for (;;) {
    const {done, value} = await reader.read();
    if (done) return chunks;
    chunks.push(value);
  }
};

// A stream of these chunks, which notes what becomes of it.
const streamOf = (chunks, log = []) => new ReadableStream({
  pull(controller) {
    if (chunks.length === 0) return controller.close();
    controller.enqueue(chunks.shift());
  },
  cancel(reason) {
    log.push(reason);
  },
});

// A worker that answers each message as `listener` says.
const worker = (listener) =>
    new Worker(`onmessage = ${listener}`, {eval: true});

const collectAll = async () => {
  for (let i = 0; i < 5; ++i) {
    gc();
    await wait(1);
  }
};

example('a readable stream goes to a worker, chunk by chunk', async () => {
  const reader = worker(async ({data}) => {
    let sum = 0;
    const reader = data.getReader();
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      sum += value;
    }
    postMessage(sum);
  });
  const stream = streamOf([1, 2, 3, 4]);
  reader.postMessage(stream, [stream]);
  check(stream.locked, 'the original is locked');
  equal((await next(reader, 'message')).data, 10, 'the sum');
});

example('a writable stream too, and close waits for what was written', async () => {
  const written = [];
  let closed;
  const isClosed = new Promise((resolve) => closed = resolve);
  const stream = new WritableStream({
    write(chunk) { written.push(chunk); },
    close() { closed(); },
  });
  worker(async ({data}) => {
    const writer = data.getWriter();
    for (let i = 0; i < 4; ++i) await writer.write({i});
    await writer.close();
  }).postMessage(stream, [stream]);
  await isClosed;
  equal(JSON.stringify(written), '[{"i":0},{"i":1},{"i":2},{"i":3}]', 'it');
});

example('a transform stream works in a worker for the main script', async () => {
  const upper = worker(() => {
    const transform = new TransformStream({
      transform(chunk, controller) { controller.enqueue(chunk.toUpperCase()); },
    });
    postMessage(transform, [transform]);
  });
  upper.postMessage(0);
  const {data} = await next(upper, 'message');
  check(data instanceof TransformStream, 'its class');
  const all = await readAll(streamOf(['a', 'b']).pipeThrough(data));
  equal(all.join(''), 'AB', 'what came');
});

example('a message that fails gives every stream back', async () => {
  const {readable, writable} = new TransformStream();
  const first = streamOf(['a', 'b']);
  const buffer = new ArrayBuffer(8);
  throws('DataCloneError', /could not be cloned/,
         () => structuredClone([first, () => {}],
                               {transfer: [first, buffer, readable, writable]}));
  check(!first.locked && !readable.locked && !writable.locked, 'none is locked');
  equal(buffer.byteLength, 8, 'the buffer');
  equal((await readAll(first)).join(), 'a,b', 'no chunk is lost');
});

example('what is locked cannot be transferred, also one side of two', () => {
  const transform = new TransformStream();
  const writer = transform.writable.getWriter();
  throws('DataCloneError', /WritableStream.*It is locked/,
         () => move(transform));
  check(!transform.readable.locked, 'the other side is not locked');
  writer.releaseLock();
  throws('DataCloneError', /travels with entry/,
         () => move(0, [transform, transform.readable]));
  throws('DataCloneError', /It is no ReadableStream/,
         () => move(Object.create(ReadableStream.prototype)));
});

example('user code cannot use a stream while it is sent', async () => {
  const stream = streamOf(['a']);
  throws('DataCloneError', /It is locked/,
         () => structuredClone({get x() { stream.getReader(); }},
                               {transfer: [stream]}));
  const received = move(streamOf(['a', 'b', 'c']));
  const reader = received.getReader();
  equal((await reader.read()).value, 'a', 'the first');
  reader.releaseLock();
  await wait(1);
  class Busybody {
    [ferry.kTransfer]() {
      const inner = received.getReader();
      inner.read().catch(() => {});
      try {
        inner.releaseLock();
      } catch {
        // Older streams keep the lock while a read is pending.
      }
      return {data: 0, deserializeInfo: 'streams:Busybody'};
    }
  }
  ferry.markClass(Busybody, false, true);
  throws('DataCloneError', /used while|It is locked/,
         () => move(0, [received, new Busybody()]));
});

example('a byte stream stays one, and its memory moves', async () => {
  const stream = new ReadableStream({
    type: 'bytes',
    start(controller) {
      controller.enqueue(new Uint8Array([1, 2, 3, 4]));
      controller.close();
    },
  });
  const reader = move(stream).getReader({mode: 'byob'});
  const {value} = await reader.read(new Uint8Array(3));
  equal(String(value), '1,2,3', 'the first bytes');
  equal(String((await reader.read(new Uint8Array(3))).value), '4', 'the rest');
  check((await reader.read(new Uint8Array(3))).done, 'the end');
});

example('errors cross both ways', async () => {
  const broken = move(new ReadableStream({
    pull() { throw new RangeError('no more'); },
  }));
  await rejects('RangeError', 'no more', broken.getReader().read());
  const log = [];
  await move(streamOf([1, 2], log)).cancel('enough');
  await wait(5);
  equal(log.join(), 'enough', 'the reason');
  const refused = move(streamOf([() => {}, 1, 2], log));
  await rejects('DataCloneError', /could not be cloned/,
                refused.getReader().read());
  equal(log[1].name, 'DataCloneError', 'what the source hears');
});

example('an abort reaches a sink that is stuck', async () => {
  let signal;
  const stuck = move(new WritableStream({
    write(chunk, controller) {
      signal = controller.signal;
      return new Promise(() => {});
    },
  }));
  const writer = stuck.getWriter();
  writer.closed.catch(() => {});
  const writes = Array.from({length: 20}, (_, i) => writer.write(i));
  while (signal === undefined) await wait(1);
  const settled = Promise.allSettled(writes);
  await writer.abort('enough');
  check((await settled).at(-1).status === 'rejected', 'the last write');
  while (!signal.aborted) await wait(1);
});

example('a stream moves on, and the worker in the middle may end', async () => {
  const middle = worker(({data}) => {
    postMessage(data, [data]);
    close();
  });
  const chunks = Array.from({length: 50}, (_, i) => i);
  const stream = streamOf([...chunks]);
  middle.postMessage(stream, [stream]);
  const {data} = await next(middle, 'message');
  await wait(20);
  equal((await readAll(data)).join(), chunks.join(), 'all chunks');
});

example('a writable stream moves on too', async () => {
  const written = [];
  const sink = new WritableStream({write(chunk) { written.push(chunk); }});
  const middle = worker(({data}) => {
    postMessage(data, [data]);
    close();
  });
  middle.postMessage(sink, [sink]);
  const {data} = await next(middle, 'message');
  await wait(20);
  const writer = data.getWriter();
  for (let i = 0; i < 5; ++i) await writer.write(i);
  await writer.close();
  await wait(5);
  equal(written.join(), '0,1,2,3,4', 'all chunks');
});

example('what was read before it moves on is not lost', async () => {
  const once = move(streamOf(['a', 'b', 'c']));
  const reader = once.getReader();
  equal((await reader.read()).value, 'a', 'the first');
  reader.releaseLock();
  equal((await readAll(move(once))).join(), 'b,c', 'the others');
  check(once.locked, 'what is left is locked');
});

example('a worker that ends errors its streams', async () => {
  const source = worker(() => {
    const stream = new ReadableStream({});
    postMessage(stream, [stream]);
  });
  source.postMessage(0);
  const {data} = await next(source, 'message');
  const read = data.getReader().read();
  source.terminate();
  await rejects('AbortError', /other end of the stream is gone/, read);
});

example('a worker that has sent a stream lives until it is read', async () => {
  const source = new Worker(`
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue('a');
        controller.enqueue('b');
        controller.close();
      },
    });
    postMessage(stream, [stream]);`, {eval: true});
  const {data} = await next(source, 'message');
  await wait(20);
  equal((await readAll(data)).join(), 'a,b', 'all chunks');
});

example('4,000 streams that nobody wants cancel their sources', async () => {
  let cancelled = 0;
  for (let i = 0; i < 4000; ++i) {
    move(new ReadableStream({cancel() { ++cancelled; }}));
  }
  for (let i = 0; i < 100 && cancelled < 4000; ++i) await collectAll();
  equal(cancelled, 4000, 'the cancelled ones');
});

example('a pending read keeps its stream', async () => {
  let controller;
  const read = move(new ReadableStream({start(c) { controller = c; }}))
                   .getReader().read();
  await collectAll();
  controller.enqueue('late');
  equal((await read).value, 'late', 'the chunk');
});

example('a received stream carries on in a pipe', async () => {
  const written = [];
  const sink = move(new WritableStream({write(chunk) { written.push(chunk); }}));
  await move(streamOf([1, 2, 3])).pipeTo(sink);
  await wait(5);
  equal(written.join(), '1,2,3', 'what came');
});

example('a Blob streams its bytes', async () => {
  const blob = new Blob(['x'.repeat(100000), 'end']);
  const stream = move(blob.stream());
  let size = 0;
  for (const chunk of await readAll(stream)) size += chunk.byteLength;
  equal(size, blob.size, 'its size');
  const reader = blob.stream().getReader({mode: 'byob'});
  equal((await reader.read(new Uint8Array(10))).value.byteLength, 10, 'a part');
});

// The second argument is a folder for files.
example('a file is copied through two workers, block by block', async () => {
  const folder = scriptArgs[0] ?? '/tmp';
  const [from, to] = [`${folder}/streams_from`, `${folder}/streams_to`];
  const size = 8 << 20;
  writeFile(from, 'abcdefgh'.repeat(size / 8));
  const flip = () => worker(async ({data: {readable, writable}}) => {
    const reader = readable.getReader();
    const writer = writable.getWriter();
    for (;;) {
      const {done, value} = await reader.read();
      if (done) break;
      for (let i = 0; i < value.length; ++i) value[i] ^= 0x20;
      await writer.write(value);
    }
    await writer.close();
  });
  const {readable: half, writable: middle} = new TransformStream();
  const readable = openFile(from, 'r').stream();
  flip().postMessage({readable, writable: middle}, [readable, middle]);
  const sink = openFile(to, 'w').writable();
  let closed;
  const isClosed = new Promise((resolve) => closed = resolve);
  const writer = sink.getWriter();
  const writable = new WritableStream({
    write: (chunk) => writer.write(chunk),
    close: () => writer.close().then(closed),
  });
  flip().postMessage({readable: half, writable}, [half, writable]);
  await isClosed;
  const copy = readFile(to);
  equal(copy.length, size, 'the size of the copy');
  check(copy.startsWith('abcdefgh') && copy.endsWith('abcdefgh'), 'its text');
});

allRight();
