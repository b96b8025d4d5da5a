// What messaging_benchmark and bindings_benchmark do, in Node.js: for each line
// of the input, which names a payload, it runs a batch and prints nanoseconds per
// round trip to a worker, or per message to a port of the same thread.
'use strict';

const {MessageChannel, Worker} = require('worker_threads');

const worker = new Worker(`
  const {parentPort} = require('worker_threads');
  parentPort.on('message', (value) => parentPort.postMessage(value));
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

const payloads = {
  small: {run: roundTrips({i: 1}), count: 1},
  copied_1MB: {run: roundTrips(new Uint8Array(1 << 20)), count: 1},
  one_thread: {run: messages, count: 1000},
};

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
