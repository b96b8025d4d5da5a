'use strict';

const assert = require('node:assert');
const {spawnSync} = require('node:child_process');
const {test} = require('node:test');
const {isMainThread} = require('node:worker_threads');
const ferry = require('../package');
const {message, startWorker} = require('./port_worker');
const {alsoInWorker} = require('./run_in_worker');

const packagePath = JSON.stringify(require.resolve('../package'));

test('messages and ports between workers', async () => {
  const {exited, port} = startWorker(`
    port.onmessage = ({data, ports}) => {
      ports[0].postMessage({sum: data.numbers.reduce((a, b) => a + b, 0)});
      port.close();
    };
  `);
  const channel = new ferry.MessageChannel();
  port.postMessage({numbers: new Float64Array([1, 2, 3.5])}, [channel.port2]);
  assert.deepStrictEqual(await message(channel.port1), {sum: 6.5});
  await exited;
  port.close();
});

test('a buffer goes to a worker and back', async () => {
  const {port} = startWorker(`
    port.onmessage = ({data}) => {
      new Uint8Array(data).fill(7);
      port.postMessage(data, [data]);
      port.close();
    };
  `);
  const buffer = new ArrayBuffer(1 << 20);
  port.postMessage(buffer, [buffer]);
  assert.strictEqual(buffer.byteLength, 0);
  const back = await message(port);
  assert.strictEqual(back.byteLength, 1 << 20);
  assert.strictEqual(new Uint8Array(back)[12345], 7);
});

test('many messages in order', async () => {
  const {port} = startWorker(`
    port.onmessage = ({data}) => port.postMessage(data);
  `);
  const count = 5000;
  let next = 0;
  const done = new Promise((resolve) => {
    port.onmessage = ({data}) => {
      assert.strictEqual(data.i, next++);
      if (next === count) resolve();
    };
  });
  for (let i = 0; i < count; ++i) port.postMessage({i});
  await done;
  port.close();
});

test('shared memory', async () => {
  const {port} = startWorker(`
    port.onmessage = ({data}) => {
      Atomics.store(data, 0, 42);
      Atomics.notify(data, 0);
      port.close();
    };
  `);
  const shared = new Int32Array(new SharedArrayBuffer(4));
  port.postMessage(shared);
  while (Atomics.load(shared, 0) !== 42) await new Promise((resolve) => setTimeout(resolve, 1));
  port.close();
});

test('microtasks and process.nextTick run between messages', async () => {
  const {port1, port2} = new ferry.MessageChannel();
  const order = [];
  const done = new Promise((resolve) => {
    port2.onmessage = ({data}) => {
      order.push(`message ${data}`);
      process.nextTick(() => order.push(`tick ${data}`));
      Promise.resolve().then(() => order.push(`microtask ${data}`));
      if (data === 2) setImmediate(resolve);
    };
  });
  port1.postMessage(1);
  port1.postMessage(2);
  await done;
  port1.close();
  assert.deepStrictEqual(order, [
    'message 1', 'tick 1', 'microtask 1', 'message 2', 'tick 2', 'microtask 2',
  ]);
});

test('a broadcast reaches other workers', async () => {
  const name = `news ${isMainThread}`;
  const {exited, port} = startWorker(`
    const channel = new ferry.BroadcastChannel(${JSON.stringify(name)});
    channel.onmessage = ({data}) => {
      port.postMessage(data);
      channel.close();
      port.close();
    };
    port.postMessage('ready');
    port.start();
  `);
  assert.strictEqual(await message(port), 'ready');
  const channel = new ferry.BroadcastChannel(name);
  channel.postMessage({hello: 'all'});
  assert.deepStrictEqual(await message(port), {hello: 'all'});
  channel.close();
  await exited;
  port.close();
});

test('a port closes with its worker', async () => {
  const {exited, port} = startWorker('port.onmessage = () => process.exit();');
  const closed = new Promise((resolve) => port.addEventListener('close', resolve));
  port.start();
  port.postMessage(0);
  await closed;
  await exited;
});

test('tickets are good once', () => {
  const {port1, port2} = new ferry.MessageChannel();
  const ticket = ferry.depositPort(port2);
  assert.throws(() => port2.postMessage(0) ?? ferry.depositPort(port2), TypeError);
  ferry.takePort(ticket).close();
  assert.throws(() => ferry.takePort(ticket), {
    name: 'TypeError', message: /There is no port with this ticket/,
  });
  assert.throws(() => ferry.depositPort({}), {name: 'TypeError', message: /no ferry\.MessagePort/});
  port1.close();
});

// Whether a program of its own ends by itself, and what it prints.
function runProgram(program) {
  const script = `const ferry = require(${packagePath}); ${program}`;
  return spawnSync(process.execPath, [...process.execArgv, '-e', script],
    {encoding: 'utf8', timeout: 10_000});
}

for (const [what, program, output] of [
  ['a message to a port that listens keeps the process alive until it is heard', `
    const {port1, port2} = new ferry.MessageChannel();
    port1.onmessage = ({data}) => console.log(data);
    setTimeout(() => port2.postMessage('late'), 100);
  `, 'late\n'],
  ['a pair of ports without messages does not, as only this isolate could send', `
    const {port1, port2} = new ferry.MessageChannel();
    port1.onmessage = port2.onmessage = () => {};
    console.log('end');
  `, 'end\n'],
  ['a port without a listener does not', `
    new ferry.MessageChannel().port1.postMessage(1);
    console.log('end');
  `, 'end\n'],
  ['nor one that is unrefed', `
    const {port1, port2} = new ferry.MessageChannel();
    ferry.depositPort(port2);
    port1.onmessage = () => {};
    ferry.unref(port1);
    console.log('end');
  `, 'end\n'],
  ['nor a broadcast channel that is', `
    const channel = new ferry.BroadcastChannel('news');
    channel.on('message', () => {});
    console.log(channel.unref() === channel && !ferry.hasRef(channel));
  `, 'true\n'],
  ['a port tells', `
    const {port1} = new ferry.MessageChannel();
    const told = [port1.hasRef()];
    port1.on('message', () => {});
    told.push(port1.hasRef());
    port1.unref();
    told.push(port1.hasRef());
    console.log(told.join());
  `, 'false,true,false\n'],
  ['a job keeps it alive', `
    ferry.run('statistics', [{a: 1}]).then(({a}) => console.log(a.count));
  `, '1\n'],
  ['a worker that waits for a message of another one', `
    const {port1, port2} = new ferry.MessageChannel();
    const {Worker} = require('node:worker_threads');
    new Worker(\`
      const ferry = require(${packagePath.replaceAll('\\', '\\\\')});
      const port = ferry.takePort(require('node:worker_threads').workerData);
      port.onmessage = ({data}) => { console.log(data); port.close(); };
    \`, {eval: true, workerData: ferry.depositPort(port2)});
    setTimeout(() => port1.postMessage('hello'), 200);
  `, 'hello\n'],
]) {
  test(what, () => {
    const {status, signal, stdout, stderr} = runProgram(program);
    assert.deepStrictEqual({status, signal, stdout, stderr},
      {status: 0, signal: null, stdout: output, stderr: ''});
  });
}

test('an error in a listener is an uncaughtException', () => {
  const {status, stdout} = runProgram(`
    const {port1, port2} = new ferry.MessageChannel();
    process.on('uncaughtException', (error) => { console.log(error.message); port1.close(); });
    port1.onmessage = () => { throw new Error('mine'); };
    port2.postMessage(0);
  `);
  assert.strictEqual(stdout, 'mine\n');
  assert.strictEqual(status, 0);
});

alsoInWorker(__filename);
