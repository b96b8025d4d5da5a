// What some host objects of Node.js cost, as far as a script can see it. Until
// version 20 each was built a second time to become transferable
// (makeTransferable); since 21 it is marked. Prints one line of JSON,
// {operation: nanoseconds}.
//
//   node host_objects.js MILLISECONDS
'use strict';

const milliseconds = Number(process.argv[2] ?? 50);

const time = (work, count) => {
  const start = performance.now();
  for (let i = 0; i < count; ++i) work();
  return (performance.now() - start) * 1e6 / count;
};

const measure = (work) => {
  let count = 1;
  while (time(work, count) * count < 2e6) count *= 2;
  const end = performance.now() + milliseconds;
  const batches = [];
  do {
    batches.push(time(work, count));
  } while (performance.now() < end);
  return batches.sort((a, b) => a - b)[batches.length >> 1];
};

const blob = new Blob(['text']);
let kept;
console.log(JSON.stringify({
  // A class that was never transferable, for comparison.
  'new EventTarget()': measure(() => { kept = new EventTarget(); }),
  'new Blob()': measure(() => { kept = new Blob([]); }),
  'new Blob() of a string': measure(() => { kept = new Blob(['text']); }),
  'structuredClone(blob)': measure(() => { kept = structuredClone(blob); }),
  'new ReadableStream()': measure(() => { kept = new ReadableStream(); }),
  'new WritableStream()': measure(() => { kept = new WritableStream(); }),
  'new TransformStream()': measure(() => { kept = new TransformStream(); }),
  'a transferred ReadableStream': measure(() => {
    const stream = new ReadableStream();
    kept = structuredClone(stream, {transfer: [stream]});
  }),
}));
process.exit(0);
