// What messaging_benchmark does, in Node: prints nanoseconds per round trip.
const {Worker} = require('worker_threads');

const worker = new Worker(`
  const {parentPort} = require('worker_threads');
  parentPort.on('message', ({value, list}) => {
    parentPort.postMessage({value, list}, list);
  });
`, {eval: true});

let done;
worker.on('message', () => done());

function roundTrip(message) {
  return new Promise((resolve) => {
    done = resolve;
    worker.postMessage(message, message.list);
  });
}

async function measure(name, makeMessage, seconds) {
  for (let i = 0; i < 20; ++i) await roundTrip(makeMessage());
  const start = process.hrtime.bigint();
  const end = start + BigInt(seconds * 1e9);
  let count = 0;
  while (process.hrtime.bigint() < end) {
    await roundTrip(makeMessage());
    ++count;
  }
  console.log(name, Number(process.hrtime.bigint() - start) / count);
}

(async () => {
  const megabyte = new Uint8Array(1 << 20);
  await measure('small', () => ({value: {i: 1}}), 1);
  await measure('copied_1MB', () => ({value: megabyte}), 1);
  process.exit(0);
})();
