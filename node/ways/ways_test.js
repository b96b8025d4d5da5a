// The chapters of docs/worker_threads.md, run.
'use strict';

const assert = require('node:assert');
const {spawnSync} = require('node:child_process');
const {test} = require('node:test');
const ferry = require('../package');
const ways = require('./ways.node');
const {blockedFor} = require('./blocked');

const waysPath = JSON.stringify(require.resolve('./ways.node'));

// A program of its own: it may crash.
function runProgram(program) {
  return spawnSync(process.execPath,
    [...process.execArgv, '-e', `const ways = require(${waysPath}); ${program}`],
    {encoding: 'utf8', timeout: 30_000});
}

const ramp = (count) => Float64Array.from({length: count}, (_, i) => i);

test('a Local that is kept past its scope is another value', () => {
  const {stdout} = runProgram('console.log(ways.keptLocal());');
  assert.strictEqual(stdout, "somebody else's\n");
});

test('a Global on its own thread works', () => {
  const object = {};
  ways.keepGlobal(object);
  assert.strictEqual(ways.readGlobal(), object);
});

test('a Global touched from another thread crashes', () => {
  const {status, signal, stdout} = runProgram(`
    ways.touchGlobal({}, 20_000);
    const end = Date.now() + 20_000;
    let kept = [];
    while (Date.now() < end) {
      kept.push({some: [1, 2, 3]});
      if (kept.length > 10_000) kept = [];
    }
    console.log('alive');
  `);
  assert.notStrictEqual(signal ?? status, 0);
  assert.strictEqual(stdout, '');
});

test('a Locker never gets the isolate', () => {
  const {status, stdout} = runProgram(`
    console.log(ways.waitForLock(1000));
    process.reallyExit(0);
  `);
  assert.strictEqual(stdout, 'false\n');
  assert.strictEqual(status, 0);
});

test('an Unlocker works, while the loop is blocked', async () => {
  const samples = ramp(1000);
  ways.scaleUnlocked(samples, 2);
  assert.strictEqual(samples[999], 1998);
});

test('copies in and out work', async () => {
  const samples = ramp(1000);
  const scaled = await ways.scaleCopy(samples, 2);
  assert.strictEqual(samples[999], 999);
  assert.strictEqual(scaled[999], 1998);
});

test('a message works, and the loop is free', async () => {
  const samples = ramp(1000);
  const answer = await ferry.run('scale', {samples, factor: 2}, {transfer: [samples.buffer]});
  assert.strictEqual(samples.length, 0);
  assert.strictEqual(answer[999], 1998);
});

const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

test('64 MB go to a native job and back almost without the loop', async () => {
  const times = [];
  for (let i = 0; i < 21; ++i) {
    const samples = new Float64Array(8 << 20);
    // V8 frees the buffers of earlier rounds when it likes, on this thread.
    globalThis.gc();
    const {blocked} = await blockedFor(
      () => ferry.run('scale', {samples, factor: 2}, {transfer: [samples.buffer]}));
    times.push(blocked);
  }
  console.log(`64 MB block the loop for ${(1000 * median(times)).toFixed(1)} us (median of ` +
    `21, best ${(1000 * times[0]).toFixed(1)}, worst ${(1000 * times[20]).toFixed(1)})`);
  // Copies would take 20 ms and more, also where nothing is optimized.
  assert.ok(median(times) < 5);
});

test('10,000 rows block the loop as long as their serialization', async () => {
  const rows = Array.from({length: 10_000}, (_, i) =>
    ({id: i, name: `row ${i}`, price: i / 7, open: i % 2 === 0}));
  const ours = [];
  const theirs = [];
  for (let i = 0; i < 21; ++i) {
    let start = performance.now();
    ways.serialize(rows);
    theirs.push(performance.now() - start);
    globalThis.gc();
    const {blocked} = await blockedFor(() => ferry.run('statistics', rows));
    ours.push(blocked);
  }
  const ratio = median(ours) / median(theirs);
  console.log(`10,000 rows block the loop for ${median(ours).toFixed(2)} ms, ` +
    `${ratio.toFixed(2)} of V8's ValueSerializer alone (${median(theirs).toFixed(2)} ms)`);
  // The library is not optimized in this build, V8 is. Making objects of the rows
  // again, on the loop, would take as long once more.
  assert.ok(ratio < 20);
});
