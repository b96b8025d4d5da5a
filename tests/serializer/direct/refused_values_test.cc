// Values that a walk gives up on: what they become, and what runs meanwhile, is
// what a message does.

#include "ferry/tests/serializer/direct/two_ways_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr TwoWaysRow kRefused[] = {
    {"Getter", "return {a: {}, get b() { log.push('b'); return {}; }}"},
    {"GetterDeepInside",
     "return [{}, {a: [new Map([[{}, {get b() { log.push('b'); }}]])]}]"},
    {"Setter", "return {a: 1, set b(_) { log.push('b'); }}"},
    {"GetterThatThrows", "return {get a() { log.push('a'); throw 'thrown'; }}"},
    {"GetterThatMutates",
     "const o = {a: 1, get b() { delete o.c; o.d = 1; return 2; }, c: {}};"
     "return {o, again: o}"},
    {"GetterThatDetaches",
     "const b = new ArrayBuffer(8);"
     "return {get a() { detach(b); return 1; }, b}"},
    {"GetterThatClones",
     "return {get a() {"
     "  log.push(difference(structuredClone([{}]), [{}])); return {}; }}"},
    {"GetterOfADictionary",
     "const o = {__proto__: null, a: {}}; teach(o);"
     "Object.defineProperty(o, 'a', {get() { log.push('a'); return 5; },"
     "                               enumerable: true});"
     "return o"},
    {"GetterAddedToManyKeys",
     "const o = {}; for (let i = 0; i < 3000; ++i) o['k' + i] = i;"
     "teach(o);"
     "o.__defineGetter__('k7', () => { log.push('k7'); }); return o"},
    {"AccessorElement",
     "const o = {5: 1}; teach(o);"
     "Object.defineProperty(o, 5, {get() { log.push('5'); return 2; },"
     "                             enumerable: true});"
     "return o"},
    {"AccessorElementOfADictionary",
     "const o = {5: 1, 4000000: 2, x: 1}; teach(o);"
     "Object.defineProperty(o, 4000000, {get() { log.push('e'); return 2; },"
     "                                   enumerable: true});"
     "return o"},
    {"NativeAccessor",
     "const o = {a: 1};"
     "defineNative(o, 'b', () => { log.push('b'); return {}; }); return o"},
    {"NativeAccessorOfADictionary",
     "const o = {__proto__: null, a: 1};"
     "defineNative(o, 'b', () => { log.push('b'); return {}; });"
     "o.f = () => {};"
     "return o"},
    {"NativeAccessorOfManyKeys",
     "const o = {}; for (let i = 0; i < 3000; ++i) o['k' + i] = i;"
     "defineNative(o, 'b', () => { log.push('b'); return 1; });"
     "o.f = () => {};"
     "return o"},
    {"NativeAccessorElement",
     "const o = {5: 1}; o.f = () => {};"
     "defineNative(o, '7', () => { log.push('7'); return 1; }); return o"},
    // The name that HiddenClasses tries.
    {"NativeAccessorOfTheLargestElement",
     "const o = {a: 1};"
     "defineNative(o, '4294967294', () => { log.push('n'); return {}; });"
     "return o"},
    {"NativeAccessorElementOfADictionary",
     "const o = {__proto__: null, 5: 1}; o.f = () => {};"
     "defineNative(o, '7', () => { log.push('7'); return 1; }); return o"},
    {"Symbol", "return {a: 1, [Symbol('s')]: 1}"},
    {"HiddenSymbol",
     "return Object.defineProperty({}, Symbol.iterator, {value: 1})"},
    {"SymbolOfADictionary",
     "const o = {__proto__: null, a: {}}; teach(o);"
     "o[Symbol.toStringTag] = 'x'; return o"},
    {"SymbolValue", "return [[{a: Symbol.iterator}]]"},
    {"SymbolObject", "return [Object(Symbol.iterator)]"},
    {"Function", "return {a: {b: [() => {}]}}"},
    {"FunctionInAMap", "return new Map([[{}, [class A {}]]])"},
    {"FunctionForAKey", "return new Map([[parseInt, 1]])"},
    {"FunctionInASet", "return new Set([[], Math.max])"},
    {"FunctionOfADictionary", "return {__proto__: null, f() {}}"},
    {"Undetectable", "return undetectable()"},
    {"UndetectableInside", "return {a: undetectable()}"},
    {"UndetectableElement", "return [null, undetectable()]"},
    {"UndetectableKey", "return new Map([[undetectable(), 1]])"},
    {"HostObject", "return [hostObject()]"},
    {"Marked",
     "const o = {a: 1}; teach(o);"
     "markTransferMode(o, DISALLOW); return [{a: 1}, o]"},
    {"MarkedDictionary",
     "const o = {__proto__: null, a: 1}; teach(o);"
     "markTransferMode(o, DISALLOW); return [{a: 1}, o]"},
    {"MarkedAndFrozen",
     "const o = Object.freeze({a: 1}); teach(o);"
     "markTransferMode(o, DISALLOW); return [o]"},
    {"MarkedPrototype",
     "const p = {a: 1}; Object.create(p).a; teach(p);"
     "markTransferMode(p, DISALLOW); return [p]"},
    {"MarkedClass",
     "class C { a = 1 } const o = new C; teach(o);"
     "markClass(C, DISALLOW); return [o, {a: 1}]"},
    {"SubclassOfAMarkedClass",
     "class C {} class D extends C { a = 1 } const o = new D;"
     "teach(o); markClass(C, DISALLOW); return o"},
    {"ClonesItself",
     "class C { a = 1; [kClone]() { log.push('clone');"
     "  return {data: this.a, deserializeInfo: 'nowhere'}; } }"
     "markClass(C, CLONEABLE); return [new C, [new C]]"},
    {"Proxy",
     "return {p: new Proxy({a: 1}, {get(o, k) { log.push(String(k)); }})}"},
    {"RevokedProxy",
     "const {proxy, revoke} = Proxy.revocable({}, {}); revoke();"
     "return [proxy]"},
    {"ProxyOfAFunction", "return [new Proxy(() => {}, {})]"},
    {"ProxyForAValue", "return new Proxy([], {})"},
    {"ArrayWithOwnNames", "return Object.assign([1, {}], {a: 1})"},
    {"ArrayWithASymbol", "const a = [1]; a[Symbol.iterator] = 1; return a"},
    {"SubclassOfArray", "class A extends Array {} return A.of(1, {})"},
    {"ForeignArray", "return [new other.Array(1, {}, 'x')]"},
    {"SparseArray", "const a = [1]; a[1e7] = {}; return a"},
    {"LongestArray", "const a = []; a.length = 2 ** 32 - 1; return a"},
    {"ArrayWithAGetter",
     "const a = [1, 2]; teach(a);"
     "Object.defineProperty(a, 0, {get() { log.push('0'); return a.pop(); }});"
     "return a"},
    {"FrozenArray", "return Object.freeze([1, {}])"},
    {"SealedArray", "return Object.seal([1, {}])"},
    {"ArrayOfReadOnlyLength",
     "return Object.defineProperty([1, {}], 'length', {writable: false})"},
    {"ArrayOfAnotherPrototype",
     "return Object.setPrototypeOf([1, , {}], null)"},
    {"HolesOverElementsOfArrayPrototype",
     "Array.prototype[1] = 'inherited';"
     "after(() => { delete Array.prototype[1]; Array.prototype.length = 0; });"
     "return ['a', , 'c']"},
    {"HolesOverGettersOfArrayPrototype",
     "Object.defineProperty(Array.prototype, 1, {configurable: true,"
     "    get() { log.push('get'); }});"
     "after(() => { delete Array.prototype[1]; Array.prototype.length = 0; });"
     "return ['a', , 'c']"},
    {"HolesOverHiddenElementsOfObjectPrototype",
     "Object.defineProperty(Object.prototype, 1, {configurable: true,"
     "    value: 'inherited'});"
     "after(() => delete Object.prototype[1]);"
     "return [{}, , 'c']"},
    {"HolesOverAProxy",
     "Object.setPrototypeOf(Array.prototype, new Proxy(Object.prototype, {"
     "    get(o, k) { log.push(String(k)); return o[k]; },"
     "    has(o, k) { log.push(String(k)); return k in o; }}));"
     "after(() => Object.setPrototypeOf(Array.prototype, Object.prototype));"
     "return [{}, , 'c']"},
    {"PollutedObjectPrototype",
     "Object.prototype.polluted = {a: 1};"
     "after(() => delete Object.prototype.polluted);"
     "return {a: {}, b: [1]}"},
    {"GetterOnObjectPrototype",
     "Object.defineProperty(Object.prototype, 'polluted', {enumerable: true,"
     "    configurable: true, get() { log.push('get'); },"
     "    set() { log.push('set'); }});"
     "after(() => delete Object.prototype.polluted);"
     "return {a: {}, b: [1]}"},
    {"Error", "return {e: new RangeError('m', {cause: {a: 1}})}"},
    {"Arguments", "return (function() { return arguments; })(1, {})"},
    {"WeakMap", "return [new WeakMap]"},
    {"Promise", "return {p: Promise.resolve()}"},
    {"Generator", "return [(function*() {})()]"},
    {"ObjectPrototype", "return Object.prototype"},
    {"Math", "return [Math]"},
    {"Global", "return [globalThis]"},
    {"SharedBuffer", "return [new SharedArrayBuffer(8)]"},
    {"ViewOfASharedBuffer",
     "return [new Uint8Array(new SharedArrayBuffer(8), 2, 3)]"},
    {"ResizableBuffer",
     "const b = new ArrayBuffer(8, {maxByteLength: 16});"
     "return [b, new Uint8Array(b), new Uint8Array(b, 2, 3)]"},
    {"DetachedBuffer", "const b = new ArrayBuffer(8); detach(b); return [b]"},
    {"ViewOfADetachedBuffer",
     "const v = new Uint8Array(8); detach(v.buffer); return {v}"},
};

class RefusedValuesTest : public TwoWaysTest,
                          public testing::WithParamInterface<TwoWaysRow> {};

TEST_P(RefusedValuesTest, GoByAMessage) {
  EXPECT_EQ(Compare(GetParam().make), "gave up");
  EXPECT_EQ(Compare(GetParam().make), "gave up");
}

INSTANTIATE_TEST_SUITE_P(All, RefusedValuesTest, testing::ValuesIn(kRefused),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ferry::testing_support
