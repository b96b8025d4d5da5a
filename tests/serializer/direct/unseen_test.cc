// Nobody can tell that there was a walk: it runs no code of a user, also where
// the realm is not as V8 made it before the first clone.

#include <v8-container.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-microtask-queue.h>
#include <v8-value.h>

#include "ferry/tests/serializer/direct/two_ways_test.h"
#include "ferry/tests/support/typed_tree.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

// What scripts did before the first clone.
constexpr TwoWaysRow kPatches[] = {
    {"ForEachOfArrays", "Map.prototype.forEach = Array.prototype.forEach"},
    {"ForEachOfSets", "Map.prototype.forEach = Set.prototype.forEach"},
    {"SetForEachOfArrays", "Set.prototype.forEach = Array.prototype.forEach"},
    {"SetOfReflect", "Map.prototype.set = Reflect.set"},
    {"SetOfWeakMaps", "Map.prototype.set = WeakMap.prototype.set"},
    {"AddOfAtomics", "Set.prototype.add = Atomics.add"},
    {"OwnForEach", "Map.prototype.forEach = function forEach() { log('f'); }"},
    {"BoundForEach",
     "Map.prototype.forEach = Map.prototype.forEach.bind(new Map([[1, 2]]))"},
    {"ProxyForEach",
     "Map.prototype.forEach = new Proxy(Map.prototype.forEach, {"
     "    apply() { log('apply'); }, get() { log('get'); }})"},
    {"GetterForSet",
     "Object.defineProperty(Map.prototype, 'set', {get() { log('set'); }})"},
    {"BindOfBind", "Function.prototype.bind.bind = () => { log('bind'); }"},
    {"GetterForBindOfBind",
     "Object.defineProperty(Function.prototype.bind, 'bind', {"
     "    get() { log('bind'); }})"},
    {"PrototypeOfBind",
     "Object.setPrototypeOf(Function.prototype.bind, new Proxy({}, {"
     "    get() { log('get'); }}))"},
    {"LengthOfCall",
     "Object.defineProperty(Function.prototype.call, 'length', {"
     "    get() { log('length'); return 1; }})"},
    {"NameOfCall",
     "Object.defineProperty(Function.prototype.call, 'name', {"
     "    get() { log('name'); return 'call'; }})"},
    {"PrototypeOfCall",
     "Object.setPrototypeOf(Function.prototype.call, new Proxy({}, {"
     "    get() { log('get'); }, getPrototypeOf() { log('p'); return null; }"
     "}))"},
    {"NoCollections",
     "delete Map.prototype.set; delete Function.prototype.call;"
     "delete Set.prototype.forEach"},
    {"NoGlobals",
     "for (const name of ['Map', 'Set', 'Array', 'Object', 'Function',"
     "    'Reflect', 'Symbol']) delete globalThis[name]"},
    {"SetterForElementsOfArrayPrototype",
     "for (let i = 0; i < 20; ++i) {"
     "  Object.defineProperty(Array.prototype, i, {"
     "      set() { log('set'); }, get() { log('get'); }});"
     "}"},
    {"SetterForElementsOfObjectPrototype",
     "for (let i = 0; i < 20; ++i) {"
     "  Object.defineProperty(Object.prototype, i, {"
     "      set() { log('set'); }, get() { log('get'); }});"
     "}"},
    {"ReadOnlyElementsOfObjectPrototype",
     "for (let i = 0; i < 20; ++i) {"
     "  Object.defineProperty(Object.prototype, i, {value: i});"
     "}"},
    {"ArrayPrototypeIsAProxy",
     "Object.setPrototypeOf(Array.prototype, new Proxy(Object.prototype, {"
     "    get(o, k) { log(k); return o[k]; },"
     "    set() { log('set'); return true; },"
     "    has(o, k) { log(k); return k in o; },"
     "    getOwnPropertyDescriptor() { log('own'); }}))"},
    {"SpeciesAndIterator",
     "Object.defineProperty(Array, Symbol.species, {get() { log('s'); }});"
     "Object.defineProperty(Array.prototype, 'constructor', {"
     "    get() { log('c'); }});"
     "Object.defineProperty(Map, Symbol.species, {get() { log('s'); }});"
     "Array.prototype[Symbol.iterator] = () => { log('i'); }"},
    {"SetterForProto",
     "Object.defineProperty(Object.prototype, '__proto__', {"
     "    get() { log('get'); }, set() { log('set'); }})"},
    {"FrozenPrototypes",
     "Object.freeze(Object.prototype); Object.freeze(Array.prototype);"
     "Object.freeze(Map.prototype); Object.freeze(Function.prototype)"},
};

class UnseenPatchTest : public TwoWaysTest,
                        public testing::WithParamInterface<TwoWaysRow> {
 protected:
  UnseenPatchTest() {
    Run(R"js(
      let seen = '';
      const log = (what) => { seen += `${what.toString()} `; };
      var values = [
        {a: {b: 1}, ['__proto__']: {}},
        [{}, [1, [{}]], 'x'],
        [1, , {}],
        new Map([[{}, {a: 1}], [[], new Int32Array(2)]]),
        new Set([{}, new Int32Array(3), 'x']),
        new Set([new Int32Array(3)]),
        {v: new Uint8Array(3), d: new Date(1), r: /x/g},
        Object.assign(Object.create(null), {a: [{}]}),
        {a: [], b: () => {}},
      ];
    )js");
  }

  // With the means of a realm that is not patched.
  std::string Tree(const Outcome<v8::Local<v8::Value>>& outcome) {
    v8::Context::Scope scope(target());
    return outcome.value ? TypedTree(target(), *outcome.value)
                         : testing::PrintToString(outcome);
  }
};

TEST_P(UnseenPatchTest, NeitherRunsNorChangesTheClone) {
  v8::Local<v8::Array> values = Run("values").As<v8::Array>();
  Run(GetParam().make);
  for (uint32_t i = 0; i < values->Length(); ++i) {
    v8::Local<v8::Value> value = values->Get(source(), i).ToLocalChecked();
    WarmUp(agent(), source());
    auto direct = Try([&] { return CloneDirectly(agent(), source(), value); });
    auto message =
        Try([&] { return CloneByMessage(agent(), source(), value); });
    EXPECT_EQ(Tree(direct), Tree(message));
  }
  EXPECT_EQ(ToUtf8(isolate(), Run("seen")), "");
}

INSTANTIATE_TEST_SUITE_P(All, UnseenPatchTest, testing::ValuesIn(kPatches),
                         [](const auto& info) { return info.param.name; });

class UnseenTest : public TwoWaysTest {};

TEST_F(UnseenTest, MicrotasksWaitForTheEndOfTheScript) {
  // Nothing else calls them before the message is written.
  for (const char* value : {"({a: 1})", "({a: 1, f: () => {}})",
                            "({a: 1, get b() { return this.a; }})"}) {
    WarmUp(agent(), source());
    Set("value", Run(value));
    v8::Local<v8::Function> change =
        Run("() => { value.a = 2; }").As<v8::Function>();
    v8::Local<v8::Value> object = Run("value");
    isolate()->EnqueueMicrotask(change);
    auto direct = Try([&] { return CloneDirectly(agent(), source(), object); });
    Set("direct", direct.value.value_or(v8::Undefined(isolate())));
    WarmUp(agent(), source());
    Set("value", Run(value));
    object = Run("value");
    isolate()->EnqueueMicrotask(change);
    auto message =
        Try([&] { return CloneByMessage(agent(), source(), object); });
    Set("message", message.value.value_or(v8::Undefined(isolate())));
    EXPECT_EQ(ToUtf8(isolate(), Run("difference(direct, message)")), "");
  }
}

// Where the stack ends, a clone works wherever one by a message does, but for
// one call less: the functions of this test need not have frames of one size.
TEST_F(UnseenTest, TheEndOfTheStackIsNoSooner) {
  Run(R"js(
    let byMessageOnly = 0, most = 0, both = 0, problems = '';
    function tryBoth(value) {
      let copy;
      try {
        copy = byMessage(value);
      } catch {
        return;
      }
      try {
        directly(value);
        ++both;
      } catch (e) {
        ++byMessageOnly;
        if (!(e instanceof RangeError)) problems += `${e} `;
      }
    }
    // From the end of the stack upwards.
    function goDown(value) {
      try {
        goDown(value);
      } catch {
      }
      if (both < 50) tryBoth(value);
    }
    warmUp();
    for (const value of [{}, {a: [{}]}, new Map([[{}, 1]])]) {
      both = byMessageOnly = 0;
      goDown(value);
      most = Math.max(most, byMessageOnly);
    }
  )js");
  EXPECT_EQ(ToUtf8(isolate(), Run("problems")), "");
  EXPECT_THAT(ToUtf8(isolate(), Run("most")), testing::AnyOf("0", "1"));
  EXPECT_EQ(ToUtf8(isolate(), Run("both")), "50");
}

}  // namespace
}  // namespace ferry::testing_support
