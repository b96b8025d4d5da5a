// usage: node measure_package.js
//
// The package beside what Node.js has, in one run, in turn: structuredClone for each payload,
// a job with 100,000 records beside a worker, a 64 MB buffer to a job and back. Prints JSON of
// medians: {clones_ns: {payload: {ferry, node}}, records_ms: {…}, buffer_us: {…}}.
'use strict';

const {once} = require('node:events');
const {Worker} = require('node:worker_threads');
const ferry = require('../package');
const {blockedFor} = require('./blocked');

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const records = (count) => Array.from({length: count}, (_, id) =>
  ({id, name: `row ${id}`, price: id / 7, open: id % 2 === 0}));

class Point {
  constructor(x, y) { Object.assign(this, {x, y}); }
}

const payloads = {
  'a number': 7,
  'a string': 'some text',
  '{}': {},
  '{x, y}': {x: 1, y: 2},
  'a record': records(1)[0],
  '1,000 records': records(1000),
  '10,000 doubles': Array.from({length: 10_000}, (_, i) => i / 3),
  'a Map of 1,000': new Map(records(1000).map((row) => [row.id, row])),
  'a Date': new Date(0),
  'an Error': new RangeError('far'),
  'nested, 100 deep': Array.from({length: 100}).reduce((inner) => ({inner}), null),
  '1 KB': new Uint8Array(1 << 10),
  '1 MB': new Uint8Array(1 << 20),
  '16 MB': new Uint8Array(1 << 24),
  'a class': new Point(1, 2),
};

// Nanoseconds of a call, of batches of about a millisecond in turn.
function timesOf(value) {
  const candidates = [ferry.structuredClone, globalThis.structuredClone];
  const once = (clone, count) => {
    const begin = process.hrtime.bigint();
    for (let i = 0; i < count; ++i) clone(value);
    return Number(process.hrtime.bigint() - begin) / count;
  };
  // Both are compiled, and trials over.
  for (const clone of candidates) {
    for (const end = performance.now() + 100; performance.now() < end;) clone(value);
  }
  const count = Math.max(1, Math.round(1e6 / once(candidates[1], 3)));
  const times = [[], []];
  for (let round = 0; round < 60; ++round) {
    for (const at of round % 2 ? [0, 1] : [1, 0]) times[at].push(once(candidates[at], count));
  }
  return times.map(median);
}

function measureClones() {
  return Object.fromEntries(Object.entries(payloads).map(([name, value]) => {
    const [ferry, node] = timesOf(value);
    return [name, {ferry, node}];
  }));
}

async function measureRecords() {
  const rows = records(100_000);
  const worker = new Worker(`
    const {parentPort} = require('node:worker_threads');
    parentPort.on('message', (rows) => {
      let count = 0, sum = 0;
      for (const {price} of rows) { ++count; sum += price; }
      parentPort.postMessage({count, mean: sum / count});
    });`, {eval: true});
  await once(worker, 'online');
  const times = {job: [], write: [], blocked: [], worker: [], workerBlocked: []};
  for (let round = 0; round < 15; ++round) {
    let begin = performance.now();
    const {port1, port2} = new ferry.MessageChannel();
    port1.postMessage(rows);
    times.write.push(performance.now() - begin);
    port2.close();
    globalThis.gc();
    const job = await blockedFor(() => ferry.run('statistics', rows));
    times.job.push(job.total);
    times.blocked.push(job.blocked);
    globalThis.gc();
    const other = await blockedFor(() => {
      worker.postMessage(rows);
      return once(worker, 'message');
    });
    times.worker.push(other.total);
    times.workerBlocked.push(other.blocked);
    globalThis.gc();
  }
  await worker.terminate();
  return Object.fromEntries(
    Object.entries(times).map(([name, values]) => [name, median(values)]));
}

async function measureBuffer() {
  const blocked = [];
  for (let round = 0; round < 41; ++round) {
    const samples = new Float64Array(8 << 20);
    globalThis.gc();
    blocked.push((await blockedFor(
      () => ferry.run('scale', {samples, factor: 2}, {transfer: [samples.buffer]}))).blocked);
  }
  const middle = median(blocked);
  return {blocked: 1000 * middle, best: 1000 * blocked[0]};
}

(async () => {
  console.log(JSON.stringify({
    clones_ns: measureClones(),
    records_ms: await measureRecords(),
    buffer_us: await measureBuffer(),
  }));
})();
