// Runs a test file on the main thread and again in a worker thread: the add-on
// must work in both.
'use strict';

const {Worker, isMainThread} = require('node:worker_threads');
const {test} = require('node:test');
const assert = require('node:assert');

exports.alsoInWorker = (filename) => {
  if (!isMainThread) return;
  test('the same in a worker', async () => {
    const worker = new Worker(filename, {stdout: true, stderr: true});
    let output = '';
    worker.stdout.on('data', (data) => output += data);
    worker.stderr.on('data', (data) => output += data);
    const code = await new Promise((resolve) => worker.on('exit', resolve));
    assert.strictEqual(code, 0, output);
  });
};
