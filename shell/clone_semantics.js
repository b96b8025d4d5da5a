// How structuredClone behaves, beyond what it copies (clone_types.js): what is
// dropped, in which order it looks, what it throws, what a transfer leaves
// behind. Each block checks one rule; the script throws if one does not hold.
//
//   tools/bazel run //shell -- shell/clone_semantics.js
'use strict';

load('support.js');

example('a wrapper keeps its value, and nothing else', () => {
  for (const value of [true, -0, 'text', 2n ** 80n]) {
    const original = Object.assign(Object(value), {extra: 1});
    const clone = structuredClone(original);
    equal(typeof clone, 'object', 'the clone');
    equal(clone.valueOf(), value, 'its value');
    check(!('extra' in clone), 'the extra property is dropped');
  }
});

example('subclasses of built-ins become the built-in', () => {
  for (const Base of [Array, Map, Set, Date, RegExp, Uint8Array, ArrayBuffer]) {
    class Derived extends Base {}
    const clone = structuredClone(new Derived());
    check(Object.getPrototypeOf(clone) === Base.prototype, `a ${Base.name}`);
  }
  class Mine extends RangeError {}
  equal(structuredClone(new Mine('m')).constructor, RangeError, 'an error');
});

example('what a constructor is called later does not matter', () => {
  const {Map} = globalThis;
  globalThis.Map = class {};
  const clone = structuredClone(new Map([[1, 2]]));
  globalThis.Map = Map;
  equal(clone.get(1), 2, 'the entry');
});

example('properties are read once each, in order, by Get', () => {
  const log = [];
  const original = {
    get b() {
      log.push('b');
      return 1;
    },
    get a() {
      log.push('a');
      delete this.c;
      this.late = 1;
      return 2;
    },
    c: 3,
    get 7() {
      log.push('7');
      return 3;
    },
  };
  const clone = structuredClone(original);
  equal(log.join(), '7,b,a', 'the order');
  equal(Object.keys(clone).join(), '7,b,a', 'what is left and was there');
});

example('the prototype, attributes and symbols are dropped', () => {
  const original = Object.freeze(Object.create({inherited: 1}, {
    shown: {value: 1, enumerable: true},
    hidden: {value: 2},
    [Symbol.iterator]: {value: 3, enumerable: true},
  }));
  const clone = structuredClone(original);
  equal(Reflect.ownKeys(clone).join(), 'shown', 'the keys');
  check(Object.isExtensible(clone), 'it is not frozen');
  const {writable, configurable} =
      Object.getOwnPropertyDescriptor(clone, 'shown');
  check(writable && configurable, 'the property is an ordinary one');
});

example('arrays keep their length, holes and names', () => {
  const original = Object.assign([, 1], {length: 5, name: 'x', '-1': 'y'});
  const clone = structuredClone(original);
  equal(clone.length, 5, 'the length');
  equal(Object.keys(clone).join(), '1,name,-1', 'the keys');
  original.length = 2 ** 32 - 1;
  equal(structuredClone(original).length, 2 ** 32 - 1, 'the longest length');
  check(Array.isArray(clone), 'it is an array');
});

example('Map and Set keep their order and the identity of keys', () => {
  const key = {};
  const map = new Map([[NaN, 1], [key, 2], ['x', 3]]);
  map.delete('x');
  map.set('x', 4);
  const clone = structuredClone({map, key, set: new Set([map, key])});
  equal([...clone.map.values()].join(), '1,2,4', 'the values');
  equal(clone.map.get(clone.key), 2, 'the value of the key');
  check(clone.set.has(clone.map), 'the Set has the same Map');
});

example('a Map that a getter changes is copied as it was', () => {
  const map = new Map();
  map.set({get x() { map.delete('later'); return 1; }}, 1).set('later', 2);
  equal(structuredClone(map).size, 2, 'its size');
});

example('every cycle closes again', () => {
  const object = {};
  object.array = [object];
  object.map = new Map([[object, object]]);
  object.set = new Set([object]);
  object.error = new Error('m', {cause: object});
  const clone = structuredClone(object);
  check(clone !== object, 'it is a copy');
  for (const back of [clone.array[0], clone.map.get(clone), [...clone.set][0],
                      clone.error.cause]) {
    equal(back, clone, 'the way back');
  }
});

example('errors keep their kind, message and cause', () => {
  const error = new URIError('text', {cause: new EvalError('inner')});
  const clone = structuredClone(error);
  check(clone instanceof URIError, 'the kind');
  check(clone.cause instanceof EvalError, 'the kind of the cause');
  equal(clone.stack, error.stack, 'the stack');
  equal(Object.keys(clone).join(), '', 'what is enumerable');
  check(!('cause' in structuredClone(new Error('m'))), 'no cause, none made');
  check(!Object.hasOwn(structuredClone(new Error()), 'message'), 'no message');
  error.name = 'SyntaxError';
  check(structuredClone(error) instanceof SyntaxError, 'the name decides');
  error.name = 'Unknown';
  equal(structuredClone(error).constructor, Error, 'of an unknown name');
  const many = structuredClone(new AggregateError([1], 'many'));
  equal(many.constructor, Error, 'an AggregateError');
});

example('views of one buffer share its copy', () => {
  const buffer = new ArrayBuffer(16);
  const clone = structuredClone({
    bytes: new Uint8Array(buffer, 4, 8),
    view: new DataView(buffer),
    buffer,
  });
  clone.bytes[0] = 7;
  equal(clone.view.getUint8(4), 7, 'what the other view sees');
  equal(clone.bytes.buffer, clone.buffer, 'the buffer');
  equal(new Uint8Array(buffer)[4], 0, 'the original');
});

example('resizable buffers stay resizable, and so do their views', () => {
  const buffer = new ArrayBuffer(4, {maxByteLength: 16});
  const {tracking, fixed} = structuredClone(
      {tracking: new Uint8Array(buffer), fixed: new Uint8Array(buffer, 0, 2)});
  tracking.buffer.resize(16);
  equal(tracking.length, 16, 'a view that follows');
  equal(fixed.length, 2, 'a view that does not');
});

example('Float16Array, where the engine has it', () => {
  if (typeof Float16Array === 'undefined') return;
  const clone = structuredClone(new Float16Array([1.5, NaN]));
  check(clone instanceof Float16Array, 'its kind');
  equal(clone[0], 1.5, 'its element');
});

example('a transfer moves, and detaches the original', () => {
  const buffer = new Uint8Array([1, 2, 3]).buffer;
  const view = new Uint8Array(buffer);
  const clone = structuredClone({view}, {transfer: [buffer]});
  equal(clone.view.join(), '1,2,3', 'what arrived');
  equal(buffer.byteLength, 0, 'the original');
  equal(view.length, 0, 'its view');
  throws('DataCloneError', undefined, () => structuredClone(buffer));
  const unmentioned = new ArrayBuffer(8);
  structuredClone(0, {transfer: [unmentioned]});
  check(unmentioned.detached, 'what the value never mentions moves too');
});

example('a transfer list is any iterable', () => {
  const [first, second] = [new ArrayBuffer(1), new ArrayBuffer(2)];
  structuredClone(0, {transfer: new Set([first, second])});
  check(first.detached && second.detached, 'both moved');
  structuredClone(0, {transfer: []});
  structuredClone(0, {transfer: undefined});
  structuredClone(0, {});
});

example('these throw a DataCloneError, on their own and inside', () => {
  const detached = new ArrayBuffer(1);
  detached.transfer();
  const shrunk = new ArrayBuffer(4, {maxByteLength: 8});
  const outside = new Uint8Array(shrunk, 2, 2);
  shrunk.resize(1);
  for (const [what, value] of Object.entries({
    'a function': () => {},
    'a class': class {},
    'a symbol': Symbol('s'),
    'a wrapped symbol': Object(Symbol('s')),
    'a WeakMap': new WeakMap(),
    'a WeakSet': new WeakSet(),
    'a WeakRef': new WeakRef({}),
    'a FinalizationRegistry': new FinalizationRegistry(() => {}),
    'a promise': Promise.resolve(),
    'a proxy': new Proxy({}, {}),
    'a generator': (function*() {})(),
    'an iterator': [].values(),
    'the arguments of a call': (function() { return arguments; })(),
    'Intl.Collator': new Intl.Collator(),
    'the global object': globalThis,
    'a detached buffer': detached,
    'a view of a detached buffer': (() => {
      const view = new Uint8Array(1);
      view.buffer.transfer();
      return view;
    })(),
    'a view outside its buffer': outside,
    'WebAssembly.Memory that is not shared':
        new WebAssembly.Memory({initial: 0}),
  })) {
    for (const inside of [value, [value], {value}, new Map([[0, value]]),
                          new Map([[value, 0]]), new Set([value]),
                          new Error('m', {cause: value})]) {
      const error = throws('DataCloneError', undefined,
                           () => structuredClone(inside));
      check(error instanceof DOMException && error.code === 25,
            `the class of the error of ${what}`);
    }
  }
});

example('browser classes are absent, unless an embedder brings them', () => {
  for (const name of ['ImageData', 'ImageBitmap', 'DOMRect', 'CryptoKey']) {
    equal(typeof globalThis[name], 'undefined', name);
  }
});

example('what a getter throws comes out as it is', () => {
  const mine = {};
  try {
    structuredClone({get a() { throw mine; }});
  } catch (error) {
    equal(error, mine, 'what was thrown');
  }
});

example('wrong arguments are TypeErrors', () => {
  throws('TypeError', undefined, () => structuredClone());
  throws('TypeError', undefined, () => structuredClone(0, {transfer: 1}));
  throws('TypeError', undefined, () => structuredClone(0, {transfer: [1]}));
});

allRight();
