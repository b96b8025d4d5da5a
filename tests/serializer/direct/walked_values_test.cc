// Values that are cloned without a message, and what they become.

#include "ferry/tests/serializer/direct/two_ways_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr TwoWaysRow kWalked[] = {
    {"Empty", "return {}"},
    {"Primitives",
     "return {u: undefined, n: null, t: true, z: -0, a: NaN, d: 1.5, s: 'x',"
     "        w: '\\ud800\\u20ac', b: 2n ** 70n, i: 2 ** 31}"},
    {"Nested", "return {a: {b: {c: [{d: [[]]}]}}}"},
    {"Cycle", "const a = {b: {}}; a.b.a = a; a.self = a; return a"},
    {"CycleOfArrays", "const a = [[]]; a[0].push(a, a[0]); return a"},
    {"CycleOfMaps",
     "const m = new Map(); m.set(m, m); m.set('x', new Set([m])); return m"},
    {"Shared", "const a = {}, b = []; return {a, b, list: [a, b, a, [b]]}"},
    {"SharedLeaves",
     "const d = new Date(5), r = /x/g, n = Object(1);"
     "return [d, r, n, d, r, n]"},
    {"IntegerKeys", "return {z: 1, 10: {}, 2: {}, a: 2, 1: 3}"},
    {"LargeIntegerKeys",
     "return {4294967294: {}, 4294967295: {}, 4294967296: 1, '-1': 2,"
     "        '01': 3}"},
    {"SparseElements", "return {5: 1, 4000000: {a: 1}, x: []}"},
    {"ProtoKey", "return {['__proto__']: {a: 1}, b: 1}"},
    {"ProtoKeyIsPrimitive", "return {['__proto__']: 5}"},
    {"ProtoKeyIsNull", "return {['__proto__']: null}"},
    {"NamesOfObjectPrototype",
     "return {toString: {}, constructor: [], valueOf: 1, hasOwnProperty: {},"
     "        __defineGetter__: {}}"},
    {"NotEnumerable",
     "return Object.defineProperty({a: {}}, 'b', {value: () => {}})"},
    {"HiddenGetterOfADictionary",
     "return Object.defineProperty({__proto__: null}, 'a', {"
     "    get() { log.push('a'); }})"},
    {"HiddenAccessorElementOfADictionary",
     "return Object.defineProperty({__proto__: null}, 5, {"
     "    get() { log.push('5'); }})"},
    {"ReadOnly",
     "return Object.defineProperty({}, 'a', {value: {}, enumerable: true})"},
    {"Frozen", "return Object.freeze({a: {}, b: []})"},
    {"Sealed", "return Object.seal({a: {}, b: []})"},
    {"NotExtensible", "return Object.preventExtensions({a: {}, b: []})"},
    {"FrozenNullPrototype",
     "return Object.freeze({__proto__: null, a: {}, 1: []})"},
    {"FrozenElements", "return Object.freeze({a: {}, 1: []})"},
    {"SealedElements", "return Object.seal({a: {}, 1: []})"},
    {"NotExtensibleElements",
     "return Object.preventExtensions({a: {}, 1: []})"},
    {"NullPrototype", "return {__proto__: null, a: {b: 1}, 3: {}}"},
    {"NullPrototypeByCreate",
     "const o = Object.create(null); o.b = 1; o.a = {}; return o"},
    {"ManyKeys",
     "const o = {}; for (let i = 0; i < 3000; ++i) o['k' + i] = {i}; return o"},
    {"ManyKeysOfANullPrototype",
     "const o = Object.create(null);"
     "for (let i = 0; i < 100; ++i) o['k' + i] = {i}; return o"},
    {"DeletedKeys",
     "const o = {a: 1, b: {}, c: 3, d: []}; delete o.b; delete o.a; o.b = [1];"
     "return o"},
    {"ClassInstance",
     "class P { constructor() { this.x = {}; } get y() { log.push('y'); } }"
     "return new P"},
    {"SubclassInstance",
     "class P { a = {} } class Q extends P { b = []; #c = 1 }"
     "return [new Q, new Q]"},
    {"PrivateMethods", "return new class { #m() {} get #g() {} a = 1 }"},
    {"PrivateNamesOfAPlainObject",
     "class Return { constructor(o) { return o; } }"
     "class Stamp extends Return { #p = 1 }"
     "return new Stamp({a: 1})"},
    {"PrivatePropertyOfAnEmbedder",
     "const o = {a: 1}; setPrivate(o); return [o, {a: 2}]"},
    {"PrivatePropertyOfADictionary",
     "const o = {a: 1, b: 2}; delete o.a; setPrivate(o); return o"},
    {"InheritsData",
     "return Object.create({a: 1, b: {}}, {c: "
     "{value: {}, enumerable: true, writable: true}})"},
    {"InheritsAccessor",
     "const o = Object.create({get a() { log.push('a'); }});"
     "o.b = {}; return o"},
    {"Prototype",
     "const p = {a: {}}; const o = Object.create(p); o.p = p;"
     "return [p, o]"},
    {"PrototypeOfAClass",
     "function P() {} P.prototype = {a: {}, b: 2}; new P;"
     "return [P.prototype, new P]"},
    {"PrototypeIsAProxy",
     "const o = Object.create(new Proxy({}, {"
     "  get() { log.push('get'); }, has() { log.push('has'); },"
     "  getPrototypeOf() { log.push('proto'); return null; }}));"
     "Object.defineProperty(o, 'a', {value: {}, enumerable: true}); return o"},
    {"ForeignObject", "return other.Object({a: 1})"},
    {"Numbers", "return [1, 2, 3]"},
    {"Doubles", "return [1.5, -0, NaN, Infinity]"},
    {"NumbersWithHoles", "return [1, , 3, ,]"},
    {"DoublesWithHoles", "return [, 1.5, , NaN]"},
    {"Elements", "return ['a', null, undefined, {}, [], 5n, true]"},
    {"ElementsWithHoles", "return [{}, , 'x', , [,]]"},
    {"EmptyArrays", "return [[], Array(0), Array(5), new Array(1000)]"},
    {"LengthIsLonger", "const a = [{}]; a.length = 20; return a"},
    {"LengthIsShorter", "const a = [{}, {}, {}]; a.length = 1; return a"},
    {"CopyOnWriteArrays", "const f = () => ['a', 'b']; return [f(), f(), f()]"},
    {"MoreHiddenClassesThanAreKept",
     "const a = Array.from({length: 40000}, () => ({a: 1}));"
     "for (let i = 0; i < 4225; ++i) {"
     "  a.push({['k' + i % 65]: 1, ['l' + (i - i % 65)]: 2});"
     "}"
     "a.push([1], [[2]], {a: [3]});"
     "return a"},
    {"ManyElements", "return Array.from({length: 3000}, (_, i) => ({i}))"},
    {"Map",
     "return new Map([[1, {}], ['a', []], [NaN, -0], [null, undefined]])"},
    {"MapWithObjectsForKeys",
     "const k = {a: 1}; return new Map([[k, k], [[], {}], [{}, k]])"},
    {"MapWithOwnNames",
     "return Object.assign(new Map([[1, 2]]), {a: () => {}})"},
    {"MapWithDeletedEntries",
     "const m = new Map([[1, 1], [2, 2], [3, 3]]); m.delete(2); return m"},
    {"Set", "const a = {}; return new Set([1, a, [a], NaN, 'x', null])"},
    {"SubclassesOfCollections",
     "class M extends Map { set(k, v) { return super.set(k, v); }"
     "  forEach() { log.push('forEach'); } }"
     "class S extends Set { forEach() { log.push('forEach'); } }"
     "return [new M([[1, 2]]), new S([1])]"},
    {"ForeignLeaves",
     "return [new other.Map([[1, {}]]), new other.Set([1]), new other.Date(1),"
     "        new other.RegExp('a', 'g'), new other.ArrayBuffer(3),"
     "        new other.Uint8Array([1, 2])]"},
    {"Dates", "return [new Date(0), new Date(NaN), new Date(8.64e15)]"},
    {"RegExps",
     "const r = /a\\/b/dgimsuy; r.lastIndex = 2;"
     "return [r, new RegExp(''), new RegExp('\\n/'), /[\\p{L}--[a-z]]/v]"},
    {"ObjectsOfPrimitives",
     "return [Object(1), Object(-0), Object('abc'), Object(''), Object(true),"
     "        Object(false), Object(5n), Object.assign(Object('x'), {a: 1})]"},
    {"Buffers",
     "const b = new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]).buffer;"
     "return [b, b, new ArrayBuffer(0)]"},
    {"ViewsBeforeTheirBuffer",
     "const u = new Uint8Array([1, 2, 3, 4]);"
     "return [u, u.buffer, new DataView(u.buffer, 1), u, u.subarray(2)]"},
    // V8 collects garbage meanwhile.
    {"ManyViewsOfSomeBuffers",
     "const b = Array.from({length: 50}, (_, i) => new Uint8Array(80).fill(i));"
     "return Array.from({length: 20000}, (_, i) => ({"
     "  view: new Uint8Array(b[i % 50].buffer, i % 8), own: new Int8Array(9),"
     "  buffer: i % 3 ? b[i * 7 % 50] : b[i * 7 % 50].buffer}))"},
    {"ViewsOfOneBuffer",
     "const b = new ArrayBuffer(16);"
     "return [new Uint8Array(b, 2, 3), new DataView(b, 1, 4), b,"
     "        new Float64Array(b), new BigInt64Array(b, 8)]"},
    {"BufferBeforeItsViews",
     "const b = new Uint8Array([1, 2, 3]).buffer;"
     "return {b, v: new Uint8Array(b, 1), w: new Int8Array(b, 0, 2)}"},
    {"AllViews",
     "return [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array,"
     "  Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array,"
     "  BigInt64Array, BigUint64Array].map("
     "    (T) => new T(T.name.startsWith('Big') ? [1n, 2n] : [1, 2]))"},
    {"ViewWithOwnNames",
     "class V extends Uint8Array {} return [Object.assign(new V(4), {a: 1})]"},
    {"SetterOnObjectPrototype",
     "Object.defineProperty(Object.prototype, 'a', {configurable: true,"
     "    set() { log.push('set'); }, get() { log.push('get'); }});"
     "after(() => delete Object.prototype.a);"
     "return {a: {}, b: {a: 1}}"},
    {"ReadOnlyOnObjectPrototype",
     "Object.defineProperty(Object.prototype, 'a', {configurable: true,"
     "    value: 1});"
     "after(() => delete Object.prototype.a);"
     "return {a: {}, b: {}}"},
    {"PatchedIteration",
     "const value = {m: new Map([[1, {}]]), s: new Set([{}]), a: [[]]};"
     "const patch = (p, name) => {"
     "  const old = p[name];"
     "  p[name] = () => { log[log.length] = String(name); };"
     "  after(() => { p[name] = old; });"
     "};"
     "const p = Array.prototype;"
     "patch(Map.prototype, Symbol.iterator); patch(Map.prototype, 'set');"
     "patch(Map.prototype, 'forEach'); patch(Set.prototype, 'add');"
     "patch(Set.prototype, Symbol.iterator); patch(Set.prototype, 'forEach');"
     "patch(p, 'forEach'); patch(p, 'push'); patch(p, Symbol.iterator);"
     "patch(Function.prototype, 'call'); patch(Function.prototype, 'bind');"
     "return value"},
};

class WalkedValuesTest : public TwoWaysTest,
                         public testing::WithParamInterface<TwoWaysRow> {};

TEST_P(WalkedValuesTest, AreWhatAMessageMakesOfThem) {
  EXPECT_EQ(Compare(GetParam().make), "walked");
  // Now that the hidden classes are known.
  EXPECT_EQ(Compare(GetParam().make), "walked");
}

INSTANTIATE_TEST_SUITE_P(All, WalkedValuesTest, testing::ValuesIn(kWalked),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ferry::testing_support
