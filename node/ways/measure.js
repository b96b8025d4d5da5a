// usage: node measure.js [--quick]
//
// How long the event loop is blocked by each way that works, and how fast the way
// is: JSON of {way: {megabytes: {blocked_ms, total_ms}}}, medians.
'use strict';

const ferry = require('../package');
const ways = require('./ways.node');
const {blockedFor} = require('./blocked');

const rounds = process.argv.includes('--quick') ? 3 : 9;
const sizes = [1, 16, 64, 256];

const candidates = {
  'on the event loop': (samples) => ways.scaleHere(samples, 2),
  'Unlocker': (samples) => ways.scaleUnlocked(samples, 2),
  'copy in and out': (samples) => ways.scaleCopy(samples, 2),
  'ferry, cloned': (samples) => ferry.run('scale', {samples, factor: 2}),
  'ferry, transferred': (samples) =>
    ferry.run('scale', {samples, factor: 2}, {transfer: [samples.buffer]}),
};

const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

async function measure(megabytes) {
  const times = {};
  for (let round = 0; round < rounds; ++round) {
    for (const [way, run] of Object.entries(candidates)) {
      const samples = new Float64Array(megabytes << 17).fill(1);
      const {blocked, total} = await blockedFor(() => run(samples));
      const {blocked_ms, total_ms} = times[way] ??= {blocked_ms: [], total_ms: []};
      blocked_ms.push(blocked);
      total_ms.push(total);
      globalThis.gc();
    }
  }
  return times;
}

async function main() {
  const results = {};
  for (const megabytes of sizes) {
    for (const [way, times] of Object.entries(await measure(megabytes))) {
      (results[way] ??= {})[megabytes] = {
        blocked_ms: median(times.blocked_ms),
        total_ms: median(times.total_ms),
      };
    }
  }
  console.log(JSON.stringify(results, null, 1));
}

main();
