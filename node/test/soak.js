// usage: node soak.js [WORKERS]
//
// Starts workers in turn, which end while jobs run and ports are open, and fails if memory
// grows. The main thread has not loaded the package, so each worker maps it anew.
'use strict';

const assert = require('node:assert');
const {readFileSync} = require('node:fs');
const {Worker} = require('node:worker_threads');

const count = Number(process.argv[2] ?? 1000);
const script = `
  const ferry = require(${JSON.stringify(require.resolve('../package'))});
  const rows = Array.from({length: 2000}, (_, id) => ({id, name: 'row ' + id}));
  for (let i = 0; i < 4; ++i) ferry.run('statistics', rows);
  const bytes = new Uint8Array(1 << 20);
  ferry.run('scale', {samples: new Float64Array(1 << 17), factor: 2});
  const {port1, port2} = new ferry.MessageChannel();
  port1.on('message', () => {});
  port2.postMessage(bytes, [bytes.buffer]);
  const channel = new ferry.BroadcastChannel('soak');
  channel.onmessage = () => {};
  channel.postMessage(rows);
  const stream = new ReadableStream({});
  port2.postMessage(stream, [stream]);
  setImmediate(() => process.exit());
`;

const residentMegabytes = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;

(async () => {
  const resident = [];
  for (let i = 0; i < count; ++i) {
    const code = await new Promise((resolve, reject) => {
      new Worker(script, {eval: true}).on('error', reject).on('exit', resolve);
    });
    assert.strictEqual(code, 0);
    if (i % (count / 10) === count / 10 - 1) resident.push(Math.round(residentMegabytes()));
  }
  console.log(`${count} workers; resident after each tenth, MB: ${resident.join(' ')}`);
  // The first tenths fill caches of malloc's.
  assert.ok(resident.at(-1) < resident[2] * 1.2 + 20, 'memory grows');
})();
