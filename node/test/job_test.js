'use strict';

const assert = require('node:assert');
const {test} = require('node:test');
const {Worker, isMainThread} = require('node:worker_threads');
const {once} = require('node:events');
const ferry = require('../package');
const {alsoInWorker} = require('./run_in_worker');

// A picture that takes a while.
const slowPicture = () => ({
  pixels: new Uint8ClampedArray(4 * 2000 * 2000),
  width: 2000,
  height: 2000,
  radius: 5,
});

async function untilNoJobIsAlive() {
  for (let i = 0; ferry.jobsAlive() > 0; ++i) {
    assert.ok(i < 2000, `${ferry.jobsAlive()} jobs are alive`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('describes a table', async () => {
  const rows = [{a: 1, b: 'x'}, {a: 3, b: 2.5}, {c: true}];
  assert.deepStrictEqual(await ferry.run('statistics', rows, null), {
    a: {count: 2, min: 1, max: 3, mean: 2, deviation: 1},
    b: {count: 1, min: 2.5, max: 2.5, mean: 2.5, deviation: 0},
  });
});

test('describes a table with holes, references and other keys', async () => {
  const row = {x: 2};
  const sparse = new Array(9);
  sparse[3] = {x: 1};
  sparse[7] = {x: 3};
  for (const [rows, count] of [[[row, , row], 2], [Array(3).fill(row), 3], [sparse, 2]]) {
    assert.strictEqual((await ferry.run('statistics', rows)).x.mean, 2);
    assert.strictEqual((await ferry.run('statistics', rows)).x.count, count);
  }
  assert.deepStrictEqual(Object.keys(await ferry.run('statistics', [{1: 5, 'ü€': 2}])), ['1', 'ü€']);
});

test('blurs a transferred picture', async () => {
  const pixels = new Uint8ClampedArray(4 * 3 * 3);
  pixels.set([90, 180, 45, 255], 4 * 4);
  const answer = await ferry.run(
    'blur', {pixels, width: 3, height: 3, radius: 1}, {transfer: [pixels.buffer]});
  assert.strictEqual(pixels.byteLength, 0);
  assert.ok(answer.pixels instanceof Uint8ClampedArray);
  // Every pixel sees the one in the middle.
  for (let i = 0; i < 9; ++i) {
    assert.deepStrictEqual([...answer.pixels.subarray(4 * i, 4 * i + 4)], [10, 20, 5, 28]);
  }
  const brightness = Math.round(0.299 * 10 + 0.587 * 20 + 0.114 * 5);
  assert.strictEqual(answer.histogram[brightness], 9);
});

test('scales samples in place', async () => {
  const samples = new Float64Array([1, 2, 3]);
  const scaled = await ferry.run('scale', {samples, factor: 2}, {transfer: [samples.buffer]});
  assert.strictEqual(samples.length, 0);
  assert.deepStrictEqual(scaled, new Float64Array([2, 4, 6]));
});

test('tells of progress', async () => {
  const heard = [];
  await ferry.run('blur', slowPicture(), {onProgress: (done) => heard.push(done)});
  assert.ok(heard.length > 0);
  assert.deepStrictEqual(heard, heard.toSorted((a, b) => a - b));
  assert.ok(heard.every((done) => done >= 0 && done <= 1));
});

test('runs while JavaScript runs', async () => {
  let done = false;
  const answer = ferry.run('blur', slowPicture()).then(() => done = true);
  let turns = 0;
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    ++turns;
  }
  await answer;
  assert.ok(turns > 1);
});

test('is cancelled', async () => {
  const controller = new AbortController();
  const answer = ferry.run('blur', slowPicture(), {signal: controller.signal});
  controller.abort();
  await assert.rejects(answer, {name: 'AbortError'});
  controller.abort(new Error('once more'));
  await untilNoJobIsAlive();
});

test('does not begin for a signal that was aborted', async () => {
  const pixels = new Uint8ClampedArray(4);
  const reason = new Error('too late');
  await assert.rejects(
    ferry.run('blur', {pixels, width: 1, height: 1, radius: 1},
      {transfer: [pixels.buffer], signal: AbortSignal.abort(reason)}),
    reason);
  assert.strictEqual(pixels.byteLength, 4);
});

test('is cancelled by a timeout, and by an abort after its end', async () => {
  await assert.rejects(
    ferry.run('blur', slowPicture(), {signal: AbortSignal.timeout(1)}), {name: 'TimeoutError'});
  const controller = new AbortController();
  await ferry.run('statistics', [], {signal: controller.signal});
  controller.abort();
});

const failures = [
  ['an unknown job', ['nothing', 1], /^There is no job "nothing"; jobs: blur, scale, statistics\.$/],
  ['an input of another kind', ['statistics', 7], /^statistics: the input is not an array\.$/],
  ['a row that is none', ['statistics', [{}, 1]], /^statistics: row 1 is not an object/],
  ['a picture of another size', ['blur', {pixels: new Uint8Array(5), width: 1, height: 1}],
    /^blur: pixels has 5 bytes; a picture of 1 x 1 has 4\.$/],
  ['a picture without pixels', ['blur', {}], /^blur: pixels is not a Uint8ClampedArray/],
  ['samples that are none', ['scale', {samples: [1]}],
    /^scale: samples is not a Float64Array whose buffer was transferred\.$/],
  ['a progress that is no function', ['statistics', [], {onProgress: 1}], /onProgress/],
  ['a signal that is none', ['statistics', [], {signal: {}}], /signal is not an AbortSignal/],
  ['no job at all', [], /^There is no job "undefined"/],
  ['a transfer list that is none', ['statistics', [], {transfer: 1}], /transfer/],
];
for (const [what, args, message] of failures) {
  test(`rejects ${what}`, async () => {
    await assert.rejects(ferry.run(...args), {name: 'TypeError', message});
  });
}

test('keeps buffers of an input that cannot be cloned', async () => {
  const buffer = new ArrayBuffer(8);
  await assert.rejects(
    ferry.run('statistics', [{f() {}}], {transfer: [buffer]}), {name: 'DataCloneError'});
  assert.strictEqual(buffer.byteLength, 8);
});

test('tells of an error in a progress listener', async () => {
  if (!isMainThread) return;  // A worker would end.
  const uncaught = once(process, 'uncaughtException');
  const tracker = process.listeners('uncaughtException');
  // The test runner listens too and would fail this test.
  for (const listener of tracker.slice(0, -1)) process.off('uncaughtException', listener);
  const answer = ferry.run('blur', slowPicture(), {
    onProgress() { throw new Error('mine'); },
  });
  const [error] = await uncaught;
  assert.strictEqual(error.message, 'mine');
  process.on('uncaughtException', () => {});
  await answer;
  process.removeAllListeners('uncaughtException');
  for (const listener of tracker.slice(0, -1)) process.on('uncaughtException', listener);
});

test('many at once', async () => {
  const rows = Array.from({length: 1000}, (_, i) => ({i}));
  const answers = await Promise.all(
    Array.from({length: 100}, () => ferry.run('statistics', rows)));
  for (const {i} of answers) assert.strictEqual(i.mean, 499.5);
  await untilNoJobIsAlive();
});

test('a worker ends with jobs in flight', async () => {
  if (!isMainThread) return;
  for (const end of ['process.exit()', 'throw new Error("end")', '']) {
    const worker = new Worker(`
      const ferry = require(${JSON.stringify(require.resolve('../package'))});
      const picture = {pixels: new Uint8ClampedArray(4e6), width: 1000, height: 1000, radius: 3};
      for (let i = 0; i < 8; ++i) ferry.run('blur', picture);
      require('node:worker_threads').parentPort.postMessage('started');
      setImmediate(() => { ${end} });
    `, {eval: true});
    worker.on('error', () => {});
    const exit = new Promise((resolve) => worker.on('exit', resolve));
    // Its error may come before its message.
    const started = new Promise((resolve) => worker.on('message', resolve));
    await Promise.race([started, exit]);
    if (end === '') await worker.terminate();
    await exit;
  }
  await untilNoJobIsAlive();
});

alsoInWorker(__filename);
