// Runs every operation with little stack left, at many depths: it fails with a
// RangeError or does its work, and never ends the process.

class Marked {
  [ferry.kClone]() {
    return {data: {a: 1}, deserializeInfo: 'Marked'};
  }
  [ferry.kTransfer]() {
    return {data: {a: 1}, deserializeInfo: 'Marked'};
  }
  [ferry.kDeserialize](data) {
    this.a = data.a;
  }
}
ferry.markClass(Marked, true, true);
ferry.registerClass('Marked', Marked);

const nested = JSON.parse('['.repeat(100) + ']'.repeat(100));
const bytes = ferry.serialize({a: [1, /x/, new Map([[1, new Date(0)]])]});
const {port1, port2} = new MessageChannel();
port2.onmessage = () => {};
const target = new EventTarget();
const marked = new Marked();
const refused = () => {};
const listed = () => {
  const buffer = new ArrayBuffer(8);
  return [{buffer}, {transfer: [buffer]}];
};

const operations = {
  'clone a function': () => structuredClone({f: refused}),
  'clone a function in a Map': () => structuredClone(new Map([[1, [refused]]])),
  'clone a symbol': () => structuredClone([Symbol()]),
  'clone a record': () => structuredClone({x: 1, y: 'text'}),
  'clone collections': () => structuredClone([new Map([[1, 2]]), new Set([1])]),
  'clone a Date, a RegExp, a BigInt': () => structuredClone([new Date(0), /x/, 5n]),
  'clone an error': () => structuredClone(new Error('m', {cause: {a: refused}})),
  'clone a DOMException': () => structuredClone(new DOMException('m', 'n')),
  'clone what is nested': () => structuredClone(nested),
  'clone a getter': () => structuredClone({get a() { return {b: 1}; }}),
  'clone views': () => structuredClone([new Uint8Array(4), new DataView(new ArrayBuffer(4))]),
  'clone a large buffer': () => structuredClone({b: new ArrayBuffer(1 << 16)}),
  'clone a resizable buffer': () => structuredClone([new ArrayBuffer(8, {maxByteLength: 64})]),
  'clone a marked object': () => structuredClone({marked}),
  'clone a marked object inside an error': () => structuredClone(new Error('m', {cause: marked})),
  'clone a Proxy': () => structuredClone([new Proxy({}, {})]),
  'clone a port': () => structuredClone({port1}),
  'transfer a buffer': () => structuredClone(...listed()),
  'transfer a buffer and a function': () => {
    const [value, options] = listed();
    structuredClone({...value, refused}, options);
  },
  'transfer a marked object': () => structuredClone(0, {transfer: [new Marked()]}),
  'transfer a port': () => {
    const channel = new MessageChannel();
    structuredClone(0, {transfer: [channel.port1]}).close();
  },
  'transfer something else': () => structuredClone(0, {transfer: [{}]}),
  'post a record': () => port1.postMessage({x: 1}),
  'post a function': () => port1.postMessage([refused]),
  'post a buffer': () => port1.postMessage(...listed()),
  'post a port through itself': () => port1.postMessage(0, [port1]),
  'serialize': () => ferry.serialize({a: [1, /x/, new Map([[1, new Date(0)]])]}),
  'serialize a function': () => ferry.serialize({a: [refused]}),
  'serialize shared memory': () => ferry.serialize([new SharedArrayBuffer(8)]),
  'deserialize': () => ferry.deserialize(bytes),
  'deserialize garbage': () => ferry.deserialize(new Uint8Array([255, 15, 111])),
  'mark a class': () => ferry.markClass(class {}, true, true),
  'mark a built-in': () => ferry.markClass(class extends Map {}, true),
  'mark objects': () => {
    ferry.markAsUncloneable({});
    ferry.markAsUntransferable({});
    ferry.markTransferMode({}, true, false);
  },
  'register a class': () => ferry.registerClass(`C${Math.random()}`, class {}),
  'make a channel': () => new MessageChannel().port1.close(),
  'make a broadcast channel': () => new BroadcastChannel('x').close(),
  'make a DOMException': () => new DOMException('m', 'n').stack,
  'make a QuotaExceededError': () => new QuotaExceededError('m', {quota: 1}).stack,
  'make events': () => [new Event('x'), new MessageEvent('x', {data: 1, ports: []})],
  'dispatch an event': () => target.dispatchEvent(new Event('ping')),
  'listen': () => {
    const listener = () => {};
    target.addEventListener('x', listener, {once: true});
    target.removeEventListener('x', listener);
  },
  'set a handler': () => {
    port1.onmessage = () => {};
    port1.onmessage = null;
  },
};

// Goes down until the stack is full; on the way up calls `operation` in each
// frame until it returns true. More parameters make larger frames, and so other
// depths.
function newDescent(parameters) {
  const names = Array.from({length: parameters}, (_, i) => `p${i}`).join();
  return new Function('operation', `
    let enough = false;
    function descend(${names}) {
      try {
        descend(${names});
      } catch {
        // The stack is full.
      }
      if (!enough) enough = operation();
    }
    descend();`);
}

const expected = new Set([
  'RangeError', 'DataCloneError', 'TypeError', 'NotSupportedError',
  'QuotaExceededError', 'SyntaxError']);
const kEnough = 20;
let overflows = 0;
let problem = null;
for (const [name, operation] of Object.entries(operations)) {
  for (const parameters of [0, 1, 2, 3, 5, 8, 13, 40]) {
    let calls = 0;
    newDescent(parameters)(() => {
      try {
        operation();
        ++calls;
      } catch (error) {
        if (!expected.has(error?.name)) problem ??= {name, error};
        error instanceof RangeError ? ++overflows : ++calls;
      }
      return calls >= kEnough;
    });
  }
}
port1.close();
if (overflows < 1000) throw new Error(`only ${overflows} overflows`);
if (problem !== null) throw new Error(problem.name, {cause: problem.error});
console.log('All right');
