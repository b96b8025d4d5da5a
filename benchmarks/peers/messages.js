// Measures messages to a worker thread in whichever runtime runs it: ferry's
// shell, Node.js, Deno, Bun. Prints one line of JSON, {case: nanoseconds per
// message}:
//
//   there and back/PAYLOAD   to a worker, which sends it back
//   one way/PAYLOAD          many, until the worker says that it has got the last
//
//   RUNTIME messages.js MILLISECONDS
//
// Each case is measured for about MILLISECONDS. No value is sent twice.
'use strict';

// {back: value} comes back; {count} says how many come before an answer.
const echo = `
  let left = 0;
  const receive = (message) => {
    if (message.count !== undefined) left = message.count;
    else if (message.back !== undefined) send(message.back);
    else if (--left === 0) send('done');
  };`;
// The payloads of benchmarks/support/payloads.cc.
const payloads = {
  point: () => ({x: 1, y: 2}),
  record: () => ({
    id: 17, name: 'Ada', email: 'ada@example.org', active: true, score: 99.5,
    tags: ['a', 'b', 'c'], created: new Date(0),
    address: {city: 'London', zip: 'W1'},
  }),
  rows1000: () => Array.from({length: 1000}, (_, i) => (
      {id: i, name: 'row ' + i, score: i / 7, active: i % 2 === 0})),
  tree1023: () => (function grow(depth) {
    return depth === 0 ? {value: 1, left: null, right: null}
                       : {value: depth, left: grow(depth - 1),
                          right: grow(depth - 1)};
  })(9),
  strings1000: () => Array.from({length: 1000}, (_, i) => 'string ' + i),
  doubles10000: () => Array.from({length: 10000}, (_, i) => i + 0.5),
  map1000: () =>
      new Map(Array.from({length: 1000}, (_, i) => ['key ' + i, i])),
  bytes1m: () => new Uint8Array(1 << 20),
};

const thereAndBack = (worker, values) => new Promise((resolve) => {
  let next = 0;
  worker.listen(() => {
    ++next < values.length ? worker.post({back: values[next]}) : resolve();
  });
  worker.post({back: values[0]});
});
const oneWay = (worker, values) => new Promise((resolve) => {
  worker.listen(resolve);
  worker.post({count: values.length});
  for (const value of values) worker.post({value});
});

async function time(worker, run, make, count) {
  const values = Array.from({length: count}, make);
  const start = performance.now();
  await run(worker, values);
  return (performance.now() - start) * 1e6 / count;
}

// The median of batches, each long enough for the clock.
async function measure(worker, milliseconds, run, make) {
  let count = 1;
  while (await time(worker, run, make, count) * count < 2e6) count *= 2;
  const end = performance.now() + milliseconds;
  const batches = [];
  do {
    batches.push(await time(worker, run, make, count));
  } while (performance.now() < end);
  return median(batches);
}

(async () => {
  await (typeof load === 'function' ? load('runtime.js') : import('./runtime.js'));
  const milliseconds = Number(scriptArguments[0] ?? 100);
  const worker = startWorker(echo);
  const result = {};
  for (const [name, make] of Object.entries(payloads)) {
    for (const [way, run] of [['there and back', thereAndBack], ['one way', oneWay]]) {
      result[`${way}/${name}`] = await measure(worker, milliseconds, run, make);
    }
  }
  console.log(JSON.stringify(result));
  worker.end();
})();
