// Everything at once, for a while: workers that start and end, ports, streams, broadcast
// channels, clones and failures. Fails if something is lost or memory grows.
//
//   tools/bazel run --config=opt //shell -- shell/soak.js [SECONDS]
'use strict';

load('support.js');

const seconds = Number(scriptArgs[0] ?? 60);
const end = performance.now() + seconds * 1000;

const rows = Array.from({length: 1000}, (_, id) =>
    ({id, name: `row ${id}`, tags: new Set(['a', id]), at: new Date(id)}));
// A port delivers once it has an onmessage.
const received = (target) => new Promise((resolve, reject) => {
  target.onmessage = ({data}) => resolve(data);
  target.onerror = ({message}) => reject(new Error(message));
});

class Point {
  constructor(x = 0) { this.x = x; }
  [ferry.kClone]() { return {data: this.x, deserializeInfo: 'soak:Point'}; }
  [ferry.kDeserialize](x) { this.x = x; }
}
ferry.markClass(Point, true, false);
ferry.registerClass('soak:Point', Point);

const echo = 'onmessage = ({data: {value, list}}) => postMessage({value, list}, list)';

// One turn of each; what is lost or wrong throws.
const kinds = {
  async worker() {
    const worker = new Worker(echo, {eval: true});
    const buffer = new ArrayBuffer(1 << 20);
    worker.postMessage({value: rows, list: [buffer]}, [buffer]);
    const {value, list: [back]} = await received(worker);
    equal(value.length, rows.length, 'the rows');
    equal(back.byteLength, 1 << 20, 'the buffer');
    worker.terminate();
  },

  // It is terminated while it works.
  async terminated() {
    const worker = new Worker(
        'postMessage(0); for (let i = 0;; ++i) postMessage({i, text: "x".repeat(i % 100)})',
        {eval: true});
    await received(worker);
    worker.terminate();
  },

  // The worker between has ended when the stream is read.
  async stream() {
    let made = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (made === 50) return controller.close();
        controller.enqueue({i: made++, bytes: new Uint8Array(1000)});
      },
    });
    const middle = new Worker(
        'onmessage = ({data}) => { postMessage(data, [data]); close(); }', {eval: true});
    middle.postMessage(stream, [stream]);
    const reader = (await received(middle)).getReader();
    let read = 0;
    while (!(await reader.read()).done) ++read;
    equal(read, 50, 'the chunks');
  },

  async broadcast() {
    const name = `soak ${Math.random()}`;
    const channel = new BroadcastChannel(name);
    const workers = Array.from({length: 2}, () => new Worker(
        `const channel = new BroadcastChannel('${name}');
         channel.onmessage = ({data}) => { channel.postMessage([data]); channel.close(); close(); };
         postMessage(0);`, {eval: true}));
    await Promise.all(workers.map(received));
    let answers = 0;
    const all = new Promise((resolve) => channel.onmessage = ({data}) => {
      if (Array.isArray(data) && ++answers === 2) resolve();
    });
    channel.postMessage(rows);
    await all;
    channel.close();
  },

  // Ports that travel through each other, and one that nobody keeps.
  async ports() {
    const {port1, port2} = new MessageChannel();
    const inner = new MessageChannel();
    port1.postMessage(inner.port2, [inner.port2]);
    const travelled = await received(port2);
    for (let i = 0; i < 200; ++i) inner.port1.postMessage({i, point: new Point(i)});
    let got = 0;
    await new Promise((resolve) => travelled.onmessage = ({data}) => {
      check(data.i === got && data.point.x === got, 'order');
      if (++got === 200) resolve();
    });
    port1.close();
    inner.port1.close();
    new MessageChannel().port1.postMessage(rows);
  },

  async clones() {
    equal(structuredClone(rows).length, rows.length, 'the clone');
    equal(ferry.deserialize(ferry.serialize(rows)).length, rows.length, 'the bytes');
    const buffer = new ArrayBuffer(1 << 20);
    throws('DataCloneError', undefined,
           () => structuredClone({buffer, f() {}}, {transfer: [buffer]}));
    equal(structuredClone(buffer, {transfer: [buffer]}).byteLength, 1 << 20, 'the buffer');
  },
};

const residentMegabytes = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFile('/proc/self/status'))[1]) / 1024;

const turns = Object.fromEntries(Object.keys(kinds).map((name) => [name, 0]));
const running = Object.entries(kinds).map(async ([name, kind]) => {
  while (performance.now() < end) {
    await kind();
    ++turns[name];
    await wait(0);
  }
});

// The first of ten fill caches and free lists.
const resident = [];
const watching = (async () => {
  for (let i = 1; i <= 10; ++i) {
    await wait(Math.max(0, end - seconds * 1000 * (10 - i) / 10 - performance.now()));
    resident.push(Math.round(residentMegabytes()));
  }
})();

Promise.all([...running, watching]).then(() => {
  print(`turns: ${JSON.stringify(turns)}`);
  print(`resident after each tenth, MB: ${resident.join(' ')}`);
  check(resident.at(-1) < resident[2] * 1.2 + 20, 'memory grows');
});
