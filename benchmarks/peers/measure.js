// Measures structuredClone in whichever runtime runs it: ferry's shell, Node.js,
// Deno, Bun. Prints one line of JSON, {payload: nanoseconds per clone}.
//
//   RUNTIME measure.js MILLISECONDS FOLDER
//
// Each payload is measured for about MILLISECONDS. FOLDER has the real documents
// that tools/peers installs; without it they are left out.
'use strict';

// The payloads of benchmarks/support/payloads.cc.
const payloads = {
  number: () => 42,
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
  bytes1k: () => new Uint8Array(1024),
  bytes1m: () => new Uint8Array(1 << 20),
  bytes16m: () => new Uint8Array(16 << 20),
  floats100x256: () => Array.from({length: 100}, () => new Float32Array(256)),
  string1m: () => 'x'.repeat(1 << 20) + 'y',
};

// Nanoseconds that one of `count` calls takes.
const time = (work, count) => {
  const start = performance.now();
  for (let i = 0; i < count; ++i) work();
  return (performance.now() - start) * 1e6 / count;
};

// The median of batches, each long enough for the clock.
const measure = (milliseconds, work) => {
  let count = 1;
  while (time(work, count) * count < 2e6) count *= 2;
  const end = performance.now() + milliseconds;
  const batches = [];
  do {
    batches.push(time(work, count));
  } while (performance.now() < end);
  return median(batches);
};

// The real documents of `folder`.
const documents = (folder) => ({
  'mime-db': () => JSON.parse(readText(`${folder}/node_modules/mime-db/db.json`)),
  'world-countries': () => JSON.parse(
      readText(`${folder}/node_modules/world-countries/countries.json`)),
});

(async () => {
  await (typeof load === 'function' ? load('runtime.js') : import('./runtime.js'));
  const [milliseconds = 50, folder] = scriptArguments;
  const all = folder === undefined ? payloads : {...payloads, ...documents(folder)};
  const result = {};
  let kept;
  for (const [name, make] of Object.entries(all)) {
    const value = make();
    result[name] = measure(Number(milliseconds), () => { kept = structuredClone(value); });
  }
  // There and back again: one buffer moves all the time.
  let buffer = new ArrayBuffer(16 << 20);
  result.transfer16m = measure(Number(milliseconds), () => {
    buffer = structuredClone(buffer, {transfer: [buffer]});
  });
  console.log(JSON.stringify(result));
})();
