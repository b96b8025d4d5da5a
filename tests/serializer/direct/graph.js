'use strict';

// Makes graphs of objects from numbers: the same graph from the same numbers.
//
//   makeGraph(next, log, after)   next() gives 32 bits; what user code of the
//                                 graph does is written by log(text); what is
//                                 given to after(f) has to be called once the
//                                 graph was cloned
//
// Globals are those of two_ways.h and of bindings.h, and `other`, the global
// object of another realm. All are looked up before scripts patch anything.
const {
  create, defineProperty, freeze, getOwnPropertyDescriptor, preventExtensions,
  seal, setPrototypeOf,
} = Object;
const kNames = [
  'a', 'b', 'c', 'id', 'name', '0', '1', '2', '7', '300', '4000000',
  '4294967294', '4294967295', '-1', '1.5', '', '__proto__', 'toString',
  'constructor', 'length', 'then', '\u20ac', 'x'.repeat(80),
];
class Point {
  #secret = 1;
  x = 1;
  get norm() { return this.#secret; }
}
class Point3 extends Point {
  y = {};
}
class Rows extends Array {}
class Index extends Map {
  set(key, value) { return super.set(key, value); }
}
class Stamp extends (class { constructor(object) { return object; } }) {
  #stamp = 1;
}

function makeGraph(next, log, after) {
  const below = (n) => next() % n;
  const chance = (n) => below(n) === 0;
  const pick = (list) => list[below(list.length)];
  const name = () => chance(12) ? `k${below(50)}` : pick(kNames);
  // How wild it is: what a walk can do, what it cannot, and what changes.
  const wild = below(3);
  const objects = [];
  // How many clones of user code there are inside each other.
  let depth = 0;

  function primitive() {
    switch (below(wild === 2 ? 34 : 12)) {
      case 0: return undefined;
      case 1: return null;
      case 2: return chance(2);
      case 3: return below(1000) - 500;
      case 4: return -0;
      case 5: return below(1000) / 7;
      case 6: return NaN;
      case 7: return BigInt(next()) * BigInt(next());
      case 8: return '';
      case 9: return `text ${below(10)}`;
      case 10: return '\ud800\u20ac';
      case 11: return next();
      case 12: return Symbol.iterator;
      case 13: return () => {};
      case 14: return undetectable();
      default: return below(10);
    }
  }
  const child = () => chance(2) ? primitive() : pick(objects);
  // What can be stored in `target`: a view makes a number of it, and an array of
  // 4,294,967,295 elements takes minutes to become one.
  const childFor = (target) =>
      ArrayBuffer.isView(target) ? primitive() : child();

  const buffers = [];
  function buffer() {
    const made = wild > 0 && chance(6) ?
        new ArrayBuffer(8 * below(5), {maxByteLength: 64}) :
        new ArrayBuffer(8 * below(5));
    buffers.push(made);
    return made;
  }
  function view() {
    const on = buffers.length > 0 && chance(2) ? pick(buffers) : buffer();
    const type = pick([
      Uint8Array, Int8Array, Uint8ClampedArray, Uint16Array, Int16Array,
      Uint32Array, Int32Array, Float32Array, Float64Array, BigInt64Array,
      BigUint64Array,
    ]);
    if (on.byteLength < 8 || chance(3)) return new DataView(on);
    return chance(2) ? new type(on) : new type(on, 0, 8 / type.BYTES_PER_ELEMENT);
  }
  const plain = [
    () => ({}),
    () => ({id: below(10), name: primitive(), tags: []}),
    () => ({a: null, b: null}),
    () => ({x: 1.5, y: -2, z: {}}),
    () => create(null),
    () => ({__proto__: null, a: 1}),
    () => {
      const o = {a: 1, b: 2, c: 3};
      delete o.a;
      return o;
    },
    () => {
      const o = chance(2) ? {} : create(null);
      for (let i = below(200); i > 0; --i) o[`k${i}`] = i;
      return o;
    },
    () => chance(2) ? new Point : new Point3,
    () => new Stamp({a: 1}),
    () => create(objects.length > 0 && chance(2) ? pick(objects) : {a: 1}),
    () => [],
    () => [primitive(), primitive()],
    () => [1, 2, 3],
    () => [1.5, , 2.5],
    () => [{}, , null],
    () => new Array(below(40)),
    () => Array.from({length: below(60)}, primitive),
    () => new Map,
    () => new Map([[1, 2], ['a', null]]),
    () => new Set,
    () => new Set(['a', NaN, 5n]),
    () => new Index([[1, 2]]),
    () => new Date(chance(4) ? NaN : below(1e9)),
    () => pick([/a/g, /[\p{L}--[a-z]]/v, new RegExp('/\n', 'dy')]),
    () => Object(pick([1, -0, 'text', '', true, false, 7n])),
    buffer, view, view,
    () => other.Object({a: 1}),
    () => new other.Map([[1, {}]]),
    () => new other.Date(5),
  ];
  const strange = [
    () => new Rows(below(3), {}),
    () => {
      const a = [1];
      a[pick([2000, 2000, 2000, 1e7, 4294967294])] = child();
      return a;
    },
    () => Object.assign([1, {}], {a: 1}),
    () => other.Array(1, {}),
    () => new SharedArrayBuffer(8),
    () => new Error('message', chance(2) ? {cause: pick(objects)} : undefined),
    () => new RangeError('range'),
    () => (function() { return arguments; })(1, child()),
    () => ({[Symbol('s')]: 1}),
  ];
  const refused = [
    () => Object(Symbol.iterator),
    () => new WeakMap,
    () => hostObject(),
    () => undetectable(),
    () => Promise.resolve(),
  ];

  // User code: says that it ran and does something to the graph.
  function act(what) {
    const target = pick(objects);
    const key = name();
    const value = childFor(target);
    const action = below(16);
    return () => {
      log(what);
      switch (action) {
        case 0: target[key] = value; break;
        case 1: delete target[key]; break;
        case 2:
          defineProperty(target, key, {
            get() { log(`new ${key}`); return value; },
            enumerable: true, configurable: true,
          });
          break;
        case 3: if (Array.isArray(target)) target.length = 0; break;
        case 4: if (Array.isArray(target)) target.push(value); break;
        case 5: if (target instanceof Map) target.set(key, value); break;
        case 6: if (target instanceof Set) target.clear(); break;
        case 7: if (buffers.length > 0) detach(buffers[0]); break;
        case 8: throw new Error(`thrown by ${what}`);
        case 9: throw what;
        case 10: log(difference(structuredClone([{a: 1}]), [{a: 1}])); break;
        case 11:
          if (depth > 1) break;
          ++depth;
          try {
            structuredClone(target);
          } catch (e) {
            log(`${e}`);
          }
          --depth;
          break;
        case 12: if (chance(8)) collectGarbage(); break;
        case 13: Object.setPrototypeOf(target, null); break;
        default: break;
      }
      return value;
    };
  }
  function proxy() {
    const handler = {};
    for (const trap of ['get', 'has', 'ownKeys', 'getPrototypeOf',
                        'getOwnPropertyDescriptor']) {
      const then = Reflect[trap];
      handler[trap] = (...all) => {
        log(trap);
        return then(...all);
      };
    }
    if (chance(4)) {
      const {proxy, revoke} = Proxy.revocable({}, handler);
      revoke();
      return proxy;
    }
    return new Proxy(pick(objects), handler);
  }

  // Adds something to an object, where that can be.
  function link(target) {
    const value = childFor(target);
    if (target instanceof Map) {
      target.set(child(), value);
    } else if (target instanceof Set) {
      target.add(value);
    } else if (Array.isArray(target) && !chance(20)) {
      if (target.length < 1000) target.push(value);
      else target[0] = value;
    } else {
      const key = Array.isArray(target) ? pick(['0', '7', '300', 'a']) : name();
      defineProperty(target, key, {
        value,
        writable: !chance(20),
        enumerable: !chance(20),
        configurable: !chance(20),
      });
    }
  }
  function twist(target) {
    const key = name();
    const run = act(`${key}`);
    switch (below(wild === 2 ? 12 : 4)) {
      case 0: preventExtensions(target); break;
      case 1: seal(target); break;
      case 2: freeze(target); break;
      case 3: setPrivate(target); break;
      case 4: case 5: case 6:
        defineProperty(target, key, {
          get: run, enumerable: !chance(8), configurable: true,
        });
        break;
      case 7:
        defineProperty(target, key, {set: run, enumerable: !chance(4)});
        break;
      case 8:
        if (!Array.isArray(target)) defineNative(target, key, run);
        break;
      case 9: setPrototypeOf(target, chance(2) ? proxy() : pick(objects)); break;
      case 10: markTransferMode(target, below(4)); break;
      case 11: link({a: proxy()}); objects.push(proxy()); break;
    }
  }
  // Patches a prototype until the clone is made.
  function pollute() {
    const prototype = pick([Object.prototype, Array.prototype, Map.prototype]);
    const key = pick([
      '0', '1', '2', '5', 'a', 'b', 'id', 'polluted', 'set', 'forEach', 'add',
      'toString', 'constructor',
    ]);
    const old = getOwnPropertyDescriptor(prototype, key);
    const {length} = Array.prototype;
    const value = pick([{polluted: 1}, 5, () => log(`called ${key}`)]);
    const get = () => log(`inherited ${key}`);
    const enumerable = chance(4);
    after(() => {
      delete prototype[key];
      if (old !== undefined) defineProperty(prototype, key, old);
      Array.prototype.length = length;
    });
    defineProperty(prototype, key, chance(2) ? {
      get, set: get, enumerable, configurable: true,
    } : {value, writable: chance(2), enumerable, configurable: true});
  }

  const size = 1 + below(chance(10) ? 120 : 14);
  for (let i = 0; i < size; ++i) {
    const kind = wild > 0 && chance(8) ? strange :
        wild === 2 && chance(30)       ? refused :
                                         plain;
    objects.push(pick(kind)());
  }
  if (wild === 2 && chance(4)) objects.push(proxy());
  for (let i = below(3 * size); i > 0; --i) {
    try {
      link(pick(objects));
    } catch {
    }
  }
  for (let i = chance(2) ? 0 : below(5); i > 0; --i) {
    try {
      twist(pick(objects));
    } catch {
    }
  }
  const root = chance(2) ? [...objects] :
      chance(2)          ? {root: pick(objects), all: objects} :
                           pick(objects);
  if (wild > 0 && chance(8)) pollute();
  return root;
}

function attempt(clone, seed) {
  let state = seed | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  let log = '', copy, error;
  const undo = [];
  const graph =
      makeGraph(next, (what) => { log += `${what};`; },
                (f) => { defineProperty(undo, undo.length, {value: f}); });
  const old = givenUp();
  try {
    copy = clone(graph);
  } catch (e) {
    error = e;
  }
  const gaveUp = givenUp() > old;
  for (let i = undo.length; i > 0; --i) undo[i - 1]();
  return {
    log, copy, gaveUp,
    error: error instanceof Error ? `${error.name}: ${error.message}`
                                  : typeof error,
  };
}

// A getter that calls itself until the stack is full: how often that is depends
// on what is below it.
function withoutRecursion(log) {
  return log.replace(/([^;]*;)\1{500,}/g, '$1…');
}

function compare(one, two) {
  const logs = [one.log, two.log].map(withoutRecursion);
  if (logs[0] !== logs[1]) return `log: ${logs[0]} and ${logs[1]}`;
  if (one.error !== two.error) return `${one.error} and ${two.error}`;
  return difference(one.copy, two.copy);
}

// What clones of the graph of `seed` differ in, '' where in nothing; or undefined
// if that and there was no walk to the end.
return (seed) => {
  if (!warmUp()) return 'No walk.';
  const one = attempt(directly, seed);
  const two = attempt(byMessage, seed);
  return compare(one, two) || compare(attempt(byScript, seed), two) ||
      compare(attempt(byWriter, seed), two) ||
      (one.gaveUp ? undefined : '');
};
