'use strict';

const assert = require('node:assert');
const {test} = require('node:test');
const ferry = require('../package');
const {message, startWorker} = require('./port_worker');
const {alsoInWorker} = require('./run_in_worker');

const streamOf = (chunks) => new ReadableStream({
  pull(controller) {
    if (chunks.length === 0) return controller.close();
    controller.enqueue(chunks.shift());
  },
});

async function readAll(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

test('a stream is read by a worker', async () => {
  const {exited, port} = startWorker(`
    port.onmessage = async ({data}) => {
      let sum = 0;
      for await (const {i} of data) sum += i;
      port.postMessage(sum);
      port.close();
    };
  `);
  const stream = streamOf([{i: 1}, {i: 2}, {i: 4}]);
  port.postMessage(stream, [stream]);
  assert.ok(stream.locked);
  assert.strictEqual(await message(port), 7);
  port.close();
  await exited;
});

test('a transform stream works in a worker', async () => {
  const {exited, port} = startWorker(`
    const transform = new TransformStream({
      transform(chunk, controller) { controller.enqueue(chunk * 2); }
    });
    port.postMessage(transform, [transform]);
    port.onmessage = () => port.close();
  `);
  const transform = await message(port);
  assert.ok(transform instanceof TransformStream);
  assert.deepStrictEqual(
      await readAll(streamOf([1, 2, 3]).pipeThrough(transform)), [2, 4, 6]);
  port.postMessage('end');
  await exited;
  port.close();
});

test('a stream moves on through a worker that ends', async () => {
  const {exited, port} = startWorker(`
    port.onmessage = ({data}) => {
      port.postMessage(data, [data]);
      port.close();
    };
  `);
  const stream = streamOf([1, 2, 3]);
  port.postMessage(stream, [stream]);
  const back = await message(port);
  await exited;
  assert.deepStrictEqual(await readAll(back), [1, 2, 3]);
  port.close();
});

test('a worker that ends errors its stream', async () => {
  const {worker, port} = startWorker(`
    const stream = new ReadableStream({});
    port.postMessage(stream, [stream]);
    port.onmessage = () => {};
  `);
  const stream = await message(port);
  const rejected =
      assert.rejects(stream.getReader().read(), {name: 'AbortError'});
  await worker.terminate();
  await rejected;
  port.close();
});

test('a message that fails gives the stream back', async () => {
  const {port1, port2} = new ferry.MessageChannel();
  const stream = streamOf([1, 2]);
  assert.throws(() => port1.postMessage([stream, () => {}], [stream]),
                {name: 'DataCloneError'});
  assert.ok(!stream.locked);
  assert.deepStrictEqual(await readAll(stream), [1, 2]);
  port1.close();
  port2.close();
});

test('a byte stream stays one', async () => {
  const {port1, port2} = new ferry.MessageChannel();
  const stream = new ReadableStream({
    type: 'bytes',
    start(controller) {
      controller.enqueue(new Uint8Array([1, 2, 3]));
      controller.close();
    },
  });
  port1.postMessage(stream, [stream]);
  const received = await message(port2);
  const reader = received.getReader({mode: 'byob'});
  const {value} = await reader.read(new Uint8Array(2));
  assert.deepStrictEqual([...value], [1, 2]);
  port1.close();
});

test('streams that nobody wants do not keep the process', async () => {
  const {exited} = startWorker(`
    const stream = new ReadableStream({});
    globalThis.kept = ferry.structuredClone(stream, {transfer: [stream]});
    const sink = new WritableStream({});
    globalThis.keptToo = ferry.structuredClone(sink, {transfer: [sink]});
    port.close();
  `);
  assert.deepStrictEqual(await exited, [0]);
});

alsoInWorker(__filename);
