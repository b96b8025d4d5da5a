// What structuredClone copies, type by type: each block clones one kind of
// value and checks what came out. The script throws if something is wrong.
//
//   tools/bazel run //shell -- shell/clone_types.js
'use strict';

load('support.js');

example('primitives', () => {
  const values = [undefined, null, true, false, 0, -0, 1.5, NaN, -Infinity, '',
                  'text', 'Zürich \u{1f600}', 12345678901234567890n];
  for (const value of values) equal(structuredClone(value), value, 'the clone');
});

example('wrappers of primitives', () => {
  const clone = structuredClone(Object('text'));
  check(clone instanceof String, 'a String stays a String');
  equal(clone.valueOf(), 'text', 'its value');
  equal(structuredClone(new Number(-1)).valueOf(), -1, 'a Number');
  equal(structuredClone(new Boolean(false)).valueOf(), false, 'a Boolean');
  equal(structuredClone(Object(7n)).valueOf(), 7n, 'a BigInt');
});

example('objects: own, enumerable properties with string keys', () => {
  const original = Object.create({inherited: 1}, {
    own: {value: 2, enumerable: true},
    hidden: {value: 3, enumerable: false},
    computed: {get: () => 4, enumerable: true},
    [Symbol('key')]: {value: 5, enumerable: true},
  });
  const clone = structuredClone(original);
  equal(Reflect.ownKeys(clone).join(), 'own,computed', 'the keys');
  equal(clone.inherited, undefined, 'an inherited property');
  // What the getter gave is a plain value now.
  equal(Object.getOwnPropertyDescriptor(clone, 'computed').value, 4,
        'the computed property');
});

example('instances of a class, which become plain objects', () => {
  class Point {
    x = 1;
  }
  const clone = structuredClone(new Point());
  equal(clone.x, 1, 'its field');
  equal(Object.getPrototypeOf(clone), Object.prototype, 'its prototype');
});

example('arrays, also with holes and other properties', () => {
  const original = [1, , [3]];
  original.note = 'text';
  const clone = structuredClone(original);
  equal(clone.length, 3, 'the length');
  check(!(1 in clone), 'the hole stays a hole');
  equal(clone[2][0], 3, 'the nested element');
  equal(clone.note, 'text', 'the other property');
  const sparse = [];
  sparse[1e6] = 'far';
  equal(structuredClone(sparse)[1e6], 'far', 'the far element');
});

example('Map and Set, in their order', () => {
  const key = {};
  const clone = structuredClone(
      {map: new Map([['b', 1], [key, 2], ['a', new Map()]]), key,
       set: new Set([3, key, 1])});
  equal([...clone.map.values()].slice(0, 2).join(), '1,2', 'the values');
  equal(clone.map.get(clone.key), 2, 'the value of the object key');
  check(clone.map.get('a') instanceof Map, 'the nested map');
  equal([...clone.set][1], clone.key, 'the object in the set');
});

example('Date and RegExp', () => {
  equal(structuredClone(new Date(86400000)).toISOString(),
        '1970-01-02T00:00:00.000Z', 'the date');
  equal(structuredClone(new Date(NaN)).getTime(), NaN, 'an invalid date');
  const pattern = /a(b+)/giu;
  pattern.lastIndex = 3;
  equal(String(structuredClone(pattern)), '/a(b+)/giu', 'the pattern');
  equal(structuredClone(pattern).lastIndex, 0, 'lastIndex, which is dropped');
});

example('errors, with name, message, stack and cause', () => {
  for (const Kind of [Error, EvalError, RangeError, ReferenceError, SyntaxError,
                      TypeError, URIError]) {
    const original = new Kind('text', {cause: {code: 7}});
    const clone = structuredClone(original);
    check(clone instanceof Kind, `the kind ${Kind.name}`);
    equal(clone.name, Kind.name, 'its name');
    equal(clone.message, 'text', 'its message');
    equal(clone.stack, original.stack, 'its stack');
    equal(clone.cause.code, 7, 'its cause');
  }
});

example('DOMException', () => {
  const clone = structuredClone(new DOMException('stop', 'AbortError'));
  check(clone instanceof DOMException, 'the class');
  equal(clone.name, 'AbortError', 'its name');
  equal(clone.code, DOMException.ABORT_ERR, 'its code');
});

example('ArrayBuffer, also resizable', () => {
  const original = new Uint8Array([1, 2, 3]).buffer;
  const clone = structuredClone(original);
  equal(new Uint8Array(clone).join(), '1,2,3', 'the bytes');
  check(clone !== original && original.byteLength === 3, 'the original');
  const resizable =
      structuredClone(new ArrayBuffer(4, {maxByteLength: 8}));
  check(resizable.resizable, 'it is resizable');
  equal(resizable.maxByteLength, 8, 'its maximum');
});

example('views, of all kinds', () => {
  const kinds = [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array,
    Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array,
    BigUint64Array,
  ];
  if (typeof Float16Array !== 'undefined') kinds.push(Float16Array);
  for (const Kind of kinds) {
    const original = new Kind(new ArrayBuffer(32), 8, 2);
    original[1] += original[1];
    const clone = structuredClone(original);
    check(clone instanceof Kind, `the kind ${Kind.name}`);
    equal(clone.byteOffset, 8, 'its offset');
    equal(clone.length, 2, 'its length');
    equal(clone.buffer.byteLength, 32, 'the whole buffer');
  }
  const view = new DataView(new ArrayBuffer(8), 2, 4);
  view.setInt16(0, -5);
  equal(structuredClone(view).getInt16(0), -5, 'what the DataView reads');
  const two = new Uint8Array(4);
  const pair = structuredClone([two, new DataView(two.buffer)]);
  equal(pair[0].buffer, pair[1].buffer, 'the buffer that two views share');
});

example('views that follow the length of their buffer', () => {
  const buffer = new ArrayBuffer(4, {maxByteLength: 8});
  const clone = structuredClone(new Uint8Array(buffer));
  clone.buffer.resize(8);
  equal(clone.length, 8, 'the length after resize()');
});

example('cycles and shared references', () => {
  const original = {list: [1]};
  original.self = original;
  original.again = original.list;
  const clone = structuredClone(original);
  equal(clone.self, clone, 'the cycle');
  equal(clone.again, clone.list, 'the shared array');
  check(clone.list !== original.list, 'the array is a copy');
});

example('transferred ArrayBuffers, which move', () => {
  const original = new Uint8Array([7, 8]);
  const clone = structuredClone(original, {transfer: [original.buffer]});
  equal(clone.join(), '7,8', 'the bytes');
  equal(original.byteLength, 0, 'what is left');
  check(original.buffer.detached, 'the original is detached');
});

example('SharedArrayBuffer, shared with another isolate', async () => {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  await ask(({data}) => postMessage(Atomics.add(data, 0, 5)), shared);
  equal(shared[0], 5, 'what the other isolate wrote');
});

example('WebAssembly.Module, shared with another isolate', async () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  equal(await ask(({data}) => postMessage(data instanceof WebAssembly.Module),
                  new WebAssembly.Module(empty)),
        true, 'what the other isolate got');
});

example('bytes for storage', () => {
  const value = {list: [1, 'two', new Map([[3, new Date(4)]])]};
  const bytes = ferry.serialize(value);
  check(bytes instanceof Uint8Array, 'they are a Uint8Array');
  const read = ferry.deserialize(bytes);
  equal(read.list[2].get(3).getTime(), 4, 'the date in the map in the list');
});

allRight();
