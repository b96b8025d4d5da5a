// Jobs of an author's own: the C interface of ferry_job.h.
'use strict';

const assert = require('node:assert');
const {spawnSync} = require('node:child_process');
const {test} = require('node:test');
const ferry = require('../package');
const jobs = require('./author_jobs.node');
const {alsoInWorker} = require('./run_in_worker');

for (const name of ['echo', 'increment', 'make', 'released', 'stubborn', 'patient', 'bytes',
  'wrong', 'silent', 'data']) {
  assert.strictEqual(ferry.registerJob(jobs[name]), name);
}

// The kinds of ferry_job.h.
const MISSING = 0, UNDEFINED = 1, NULL = 2, BOOLEAN = 3, NUMBER = 4, STRING = 5, OBJECT = 6,
  ARRAY = 7, BUFFER = 8, OTHER = 9;

for (const [value, kind] of [
  [undefined, UNDEFINED], [null, NULL], [true, BOOLEAN], [-1.5, NUMBER], [7, NUMBER],
  ['text ü€😀\0', STRING], [{a: {b: [1]}}, OBJECT], [[1, 'two', null, [3]], ARRAY],
  [new Uint8Array([1, 2]), BUFFER], [new ArrayBuffer(3), BUFFER],
  [new Map([[1, 2]]), OTHER], [new Date(5), OTHER], [7n, OTHER],
]) {
  test(`reads and writes ${require('node:util').inspect(value)}`, async () => {
    assert.deepStrictEqual(await ferry.run('echo', {value}), {kind, copy: value});
  });
}

test('reads what is not there', async () => {
  assert.deepStrictEqual(await ferry.run('echo', {}), {kind: MISSING, copy: undefined});
  assert.deepStrictEqual(await ferry.run('echo', 7), {kind: MISSING, copy: undefined});
});

test('writes in the memory of what was transferred', async () => {
  const bytes = new Uint8Array([1, 2, 255]);
  assert.deepStrictEqual(
    await ferry.run('increment', {bytes}, {transfer: [bytes.buffer]}), new Uint8Array([2, 3, 0]));
  await assert.rejects(ferry.run('increment', {bytes: 'none'}),
    {name: 'TypeError', message: 'increment: bytes were not transferred.'});
});

test('gives memory away, and hears when JavaScript has let go of it', async () => {
  const before = await ferry.run('released');
  await (async () => {
    const made = await ferry.run('make', 1 << 20);
    assert.ok(made instanceof Uint8Array);
    assert.strictEqual(made.length, 1 << 20);
    assert.strictEqual(made[12345], 7);
  })();
  for (let i = 0; await ferry.run('released') === before; ++i) {
    assert.ok(i < 100);
    globalThis.gc();
    await new Promise(setImmediate);
  }
});

test('is cancelled', async () => {
  const heard = [];
  await assert.rejects(ferry.run('patient', null,
    {signal: AbortSignal.timeout(50), onProgress: (done) => heard.push(done)}), {name: 'TimeoutError'});
  assert.ok(heard.length > 0);
});

test('gives the bytes of a message', async () => {
  const value = {a: [1, 'b'], c: new Set([1])};
  assert.deepStrictEqual(await ferry.run('bytes', value), value);
});

test('gets its data', async () => assert.strictEqual(await ferry.run('data'), 'mine'));

test('rejects for an answer that is none', async () => {
  await assert.rejects(ferry.run('wrong'),
    {name: 'Error', message: 'After byte 2: an end of another container does not belong here.'});
  await assert.rejects(ferry.run('silent'), {name: 'Error', message: 'No value was written.'});
});

for (const [what, job, message] of [
  ['what has no bytes', {}, /^registerJob: the argument has not the bytes of a ferry_job/],
  ['too few bytes', jobs.echo.subarray(0, 39), /^registerJob: the argument has not the bytes/],
  ['what is no job', jobs.other, /^registerJob: the argument has not the bytes of a ferry_job/],
  ['a job without a name', jobs.nameless, /^registerJob: the ferry_job has no name or no function\.$/],
  ['a newer job', jobs.newer,
    /^registerJob: the job was compiled with version 2 of ferry_job\.h, and this package knows 1\. Install a newer ferry/],
  ['a name that is taken', jobs.echo, /^registerJob: there is a job "echo" already\.$/],
]) {
  test(`refuses ${what}`, () => {
    assert.throws(() => ferry.registerJob(job), {name: 'TypeError', message});
  });
}

// A program of its own, in which only a worker has the add-on, whose library is unmapped
// with it.
function runProgram(script) {
  const program = `
    const ferry = require(${JSON.stringify(require.resolve('../package'))});
    const {Worker} = require('node:worker_threads');
    const isMapped = () => require('node:fs').readFileSync('/proc/self/maps', 'utf8')
      .includes('author_jobs.node');
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    const startWorker = (body) => new Promise((resolve) => new Worker(\`
      const ferry = require(${JSON.stringify(require.resolve('../package'))});
      const jobs = require(${JSON.stringify(require.resolve('./author_jobs.node'))});
      const {parentPort, workerData} = require('node:worker_threads');
      \${body}\`, {eval: true}).on('exit', resolve));
    (async () => { ${script} })();`;
  const {status, signal, stdout, stderr} = spawnSync(
    process.execPath, [...process.execArgv, '-e', program], {encoding: 'utf8', timeout: 20_000});
  assert.deepStrictEqual({status, signal, stderr}, {status: 0, signal: null, stderr: ''});
  return stdout;
}

test('a library stays until its job has ended', () => {
  assert.strictEqual(runProgram(`
    await startWorker(\`
      ferry.registerJob(jobs.stubborn);
      ferry.run('stubborn', 500);
      setTimeout(() => process.exit(), 50);\`);
    console.log('worker ended:', ferry.jobsAlive(), isMapped());
    while (ferry.jobsAlive() > 0) await turn();
    for (let i = 0; isMapped() && i < 200; ++i) await turn();
    console.log('job ended:', isMapped());
  `), 'worker ended: 1 true\njob ended: false\n');
});

test('a library stays while JavaScript has its memory', () => {
  assert.strictEqual(runProgram(`
    const {port1, port2} = new ferry.MessageChannel();
    const ticket = ferry.depositPort(port2);
    await startWorker(\`
      ferry.registerJob(jobs.make);
      const port = ferry.takePort(\${JSON.stringify(ticket)});
      ferry.run('make', 1 << 20).then((made) => {
        port.postMessage(made, [made.buffer]);
        port.close();
      });\`);
    let {message} = ferry.receiveMessageOnPort(port1);
    console.log('worker ended:', message[5], isMapped());
    message = undefined;
    for (let i = 0; isMapped() && i < 200; ++i) { globalThis.gc(); await turn(); }
    console.log('memory let go:', isMapped());
  `), 'worker ended: 7 true\nmemory let go: false\n');
});

alsoInWorker(__filename);
