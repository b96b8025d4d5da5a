// What messaging_benchmark, bindings_benchmark and streams_benchmark do, in
// Node.js: for each line of the input, which names a payload, it runs a batch and
// prints nanoseconds per round trip to a worker, per message to a port of the same
// thread, or per chunk of a stream.
'use strict';

const {MessageChannel, Worker} = require('worker_threads');

const worker = new Worker(`
  const {parentPort} = require('worker_threads');
  parentPort.on('message', async (value) => {
    if (!(value instanceof ReadableStream)) return parentPort.postMessage(value);
    const reader = value.getReader();
    while (!(await reader.read()).done);
    parentPort.postMessage(0);
  });
`, {eval: true});
const {port1, port2} = new MessageChannel();

const roundTrips = (value) => (count) => new Promise((resolve) => {
  worker.removeAllListeners('message');
  worker.on('message', () => {
    if (--count === 0) return resolve();
    worker.postMessage(value);
  });
  worker.postMessage(value);
});

// A thousand at a time.
const messages = (count) => new Promise((resolve) => {
  let received = 0;
  const post = () => {
    for (let i = 0; i < 1000; ++i) port1.postMessage({i});
  };
  port2.removeAllListeners('message');
  port2.on('message', (value) => {
    globalThis.last = value.i;
    if (++received % 1000 !== 0) return;
    received < count ? post() : resolve();
  });
  post();
});

const chunks = {
  small: (i) => ({i}),
  view_64k: () => new Uint8Array(1 << 16),
  bytes_64k: () => new Uint8Array(1 << 16),
  bytes_1m: () => new Uint8Array(1 << 20),
};

const newStream = (name, count) => {
  let i = 0;
  return new ReadableStream({
    type: name.startsWith('bytes') ? 'bytes' : undefined,
    pull(controller) {
      if (i === count) return controller.close();
      controller.enqueue(chunks[name](i++));
    },
  }, {highWaterMark: 0});
};

// To the worker, 64 chunks in each.
const streams = (name) => async (count) => {
  for (; count > 0; count -= 64) {
    const stream = newStream(name, 64);
    worker.removeAllListeners('message');
    const read = new Promise((resolve) => worker.on('message', resolve));
    worker.postMessage(stream, [stream]);
    await read;
  }
};

const localStreams = (name) => async (count) => {
  for (; count > 0; count -= 64) {
    const stream = newStream(name, 64);
    const reader = structuredClone(stream, {transfer: [stream]}).getReader();
    while (!(await reader.read()).done);
  }
};

const payloads = {
  small: {run: roundTrips({i: 1}), count: 1},
  copied_1MB: {run: roundTrips(new Uint8Array(1 << 20)), count: 1},
  one_thread: {run: messages, count: 1000},
  local_stream_small: {run: localStreams('small'), count: 64},
};

for (const name of Object.keys(chunks)) {
  payloads[`stream_${name}`] = {run: streams(name), count: 64};
}

async function time(run, count) {
  const start = process.hrtime.bigint();
  await run(count);
  return Number(process.hrtime.bigint() - start);
}

// A batch takes about a millisecond, as one of ours.
async function measure(payload) {
  let nanoseconds = await time(payload.run, payload.count);
  while (nanoseconds < 7e5) {
    payload.count *= 2;
    nanoseconds = await time(payload.run, payload.count);
  }
  return nanoseconds / payload.count;
}

(async () => {
  const lines = require('readline').createInterface({input: process.stdin});
  for await (const line of lines) console.log(await measure(payloads[line]));
  process.exit(0);
})();
