// ScriptedWriter against V8's serializer: what it writes are the same bytes.

#include "ferry/serializer/internal/scripted/scripted_writer.h"

#include <v8-exception.h>
#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/serializer/internal/serialization.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/typed_tree.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using internal::ScriptedWriter;
using Bytes = std::vector<uint8_t>;

class ScriptedWriterTest : public TwoIsolatesTest {
 protected:
  ScriptedWriterTest() { writer().TakeScript(source(), true); }

  ScriptedWriter& writer() { return ScriptedWriter::Of(agent()); }

  // Nullopt where V8 has to write it. A walk that learned much rests
  // afterwards, so the script is taken anew.
  std::optional<Bytes> Scripted(v8::Local<v8::Value> value) {
    writer().TakeScript(source(), true);
    v8::HandleScope handles(isolate());
    std::optional<v8::Maybe<absl::Span<const uint8_t>>> written =
        writer().Write(source(), value.As<v8::Object>());
    if (!written) return std::nullopt;
    absl::Span<const uint8_t> bytes = written->FromJust();
    Bytes copy(bytes.begin(), bytes.end());
    writer().Release(source());
    return copy;
  }

  // Before V8 has compiled the script, it makes garbage, and gives up where
  // that is collected twice.
  std::optional<Bytes> ScriptedAtLast(v8::Local<v8::Value> value) {
    std::optional<Bytes> bytes;
    for (int i = 0; i < 100 && !bytes; ++i) bytes = Scripted(value);
    return bytes;
  }

  Bytes V8s(v8::Local<v8::Value> value) {
    v8::HandleScope handles(isolate());
    v8::ValueSerializer serializer(isolate());
    serializer.WriteHeader();
    serializer.WriteValue(source(), value).Check();
    auto [bytes, size] = serializer.Release();
    Bytes copy(bytes, bytes + size);
    std::free(bytes);
    return copy;
  }

  int LogLength() { return Run("log.length").As<v8::Int32>()->Value(); }
};

struct Row {
  const char* name;
  const char* script;
};

void PrintTo(const Row& row, std::ostream* stream) { *stream << row.name; }

constexpr Row kWritten[] = {
    {"Empty", "({})"},
    {"EmptyArray", "[]"},
    {"Record",
     "({id: 17, name: 'Ada', ok: true, no: false, score: 99.5, none: null,"
     "  nothing: undefined, tags: ['a', 'b', 'c'], created: new Date(5),"
     "  address: {city: 'London', zip: 'W1'}})"},
    {"Integers",
     "[0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 2 ** 20, 2 ** 21,"
     " 2 ** 30 - 1, -(2 ** 30)]"},
    {"Doubles", "[-0, 1.5, NaN, Infinity, -Infinity, 2 ** 53, 5e-324]"},
    {"MixedNumbers",
     "({a: -0, b: 1.5, c: NaN, d: 2 ** 31, e: -(2 ** 31) - 1, f: 2 ** 53,"
     "  g: 0})"},
    {"DoublesThatAreIntegers", "[1.5, 2, 3]"},
    {"MixedElements", "[1, 1.5, 'a', null, undefined, true, {}, []]"},
    {"ManyIntegers",
     "Array.from({length: 100}, (_, i) => 7 ** i % 1e6 * (-1) ** i | 0)"},
    {"ManyDoubles", "[Array.from({length: 20000}, (_, i) => i + 0.5)]"},
    {"Strings",
     "[0, '', 'a', 'sixteen letters!', 'seventeen letters', 'x'.repeat(5000),"
     " '\\xff\\x80', '\\u20ac', '\\ud800', '\\udc00x', 'a\\u0000b',"
     " 'a longer one with \\u20ac', '\\u20ac'.repeat(200)]"},
    {"AlignedStrings", "({a: '\\u20ac', ab: '\\u20ac', abc: '\\u20ac'})"},
    {"JoinedStrings",
     "(() => { let s = ''; for (let i = 0; i < 99; ++i) s += i; "
     "return [0, s, s.slice(3, 60), s.slice(2, 9), s + '\\u20ac']; })()"},
    {"LargeText", "({a: 'x'.repeat(3e6), b: '\\u20ac'.repeat(1e6)})"},
    {"Keys",
     "({'': 1, a: 2, ab: 3, abc: 4, abcd: 5, abcde: 6, abcdefg: 7,"
     "  'with space': 8, 'quote\"': 9, '\\xff': 10, toString: 11,"
     "  constructor: 12, ['__proto__']: 13, hasOwnProperty: 14})"},
    {"EmptyKeys", "[{'': 1}, {a: 1, '': 2}, {'': 3, a: 4}, {a: 1, b: 2}]"},
    {"LongKey", "({['k'.repeat(64)]: 1})"},
    {"ManyKeys",
     "Object.fromEntries(Array.from({length: 40}, (_, i) => ['k' + i, i]))"},
    {"SameShapes", "Array.from({length: 50}, (_, i) => ({i, s: 's' + i}))"},
    {"OtherShapes",
     "Array.from({length: 50}, (_, i) => i % 2 ? {i, a: 1} : {b: 1, i})"},
    {"Rows",
     "Array.from({length: 3000}, (_, i) =>"
     "  ({id: i, name: 'row ' + i, half: i + 0.5, even: i % 2 === 0}))"},
    {"Tree",
     "(function grow(d) { return d === 0 ? {v: 1, l: null, r: null} :"
     "  {v: d, l: grow(d - 1), r: grow(d - 1)}; })(6)"},
    {"NullPrototype", "({__proto__: null, a: 1, b: {}})"},
    {"DeletedKeys",
     "(() => { const o = {a: 1, b: {}, c: 3}; delete o.a; o.a = 2; return o; "
     "})()"},
    {"Instance", "new (class P { x = 1; y = {}; get z() { return 1; } })"},
    {"InheritsEnumerable",
     "Object.assign(Object.create({inherited: 1}), {own: 2})"},
    {"PrototypeIsAProxy",
     "Object.defineProperty(Object.create(new Proxy({}, {"
     "  ownKeys() { throw 1; }, getPrototypeOf() { throw 2; }})), 'a',"
     "  {value: {}, enumerable: true})"},
    {"NotEnumerable",
     "Object.defineProperty({a: 1}, 'b', {value: () => {}, enumerable: "
     "false})"},
    {"Frozen", "Object.freeze({a: 1, b: [1], c: Object.seal({d: 1})})"},
    {"PrivateNames", "[new (class P { #p = 1; a = 2 })]"},
    {"Map", "({m: new Map([['a', 1], [{}, [2]], [NaN, new Map([[1, 2]])]])})"},
    {"Set", "({s: new Set([1, 'a', {a: 1}, new Set([new Set()])])})"},
    {"EmptyCollections", "[new Map, new Set, [], {}]"},
    {"SubclassesOfCollections",
     "({m: new (class M extends Map { forEach() { throw 1; } })([[1, 2]])})"},
    {"Dates", "({d: new Date(0), e: new Date(NaN), f: new Date(8.64e15)})"},
    {"Shared",
     "(() => { const a = {}, b = [], m = new Map(), s = new Set(),"
     " d = new Date(1); return [a, b, m, s, d, a, b, m, s, d, [a, {b}]]; })()"},
    {"Cycle", "(() => { const a = {b: [{}]}; a.b.push(a, a.b); return a; })()"},
    {"ManyShared",
     "(() => { const all = Array.from({length: 200}, (_, i) => ({i}));"
     " return [...all, ...all]; })()"},
    {"Deep",
     "(() => { let a = []; for (let i = 0; i < 63; ++i) a = [a]; return a; "
     "})()"},
    {"ForeignObjects", "[other.Object({a: 1}), new other.Map([[1, {}]])]"},
};

class WrittenByTheScript : public ScriptedWriterTest,
                           public testing::WithParamInterface<Row> {
 protected:
  WrittenByTheScript() {
    target()->SetSecurityToken(source()->GetSecurityToken());
    Set("other", target()->Global());
  }
};
INSTANTIATE_TEST_SUITE_P(, WrittenByTheScript, testing::ValuesIn(kWritten),
                         [](const auto& info) { return info.param.name; });

TEST_P(WrittenByTheScript, IsWhatV8Writes) {
  v8::Local<v8::Value> value = Run(GetParam().script);
  const Bytes expected = V8s(value);
  // Keys and hidden classes are not known at first.
  for (int i = 0; i < 3; ++i) {
    std::optional<Bytes> bytes = ScriptedAtLast(value);
    ASSERT_TRUE(bytes.has_value());
    EXPECT_TRUE(*bytes == expected) << i;
  }
}

TEST_P(WrittenByTheScript, IsReadByAnotherIsolate) {
  v8::Local<v8::Value> value = Run(GetParam().script);
  Outcome<SerializedValue> message;
  for (int i = 0; i < 100 && writer().counters().values == 0; ++i) {
    writer().TakeScript(source(), true);
    message = Serialize(value);
  }
  ASSERT_EQ(writer().counters().values, 1u);
  const std::string expected = TypedTree(target(), *Clone(value).value);
  OnOtherThread([&](TestIsolate& other) {
    v8::Context::Scope scope(other.target());
    EXPECT_EQ(TypedTree(other.target(),
                        StructuredDeserialize(other.agent(), other.target(),
                                              *message.value)
                            .ToLocalChecked()),
              expected);
  });
}

constexpr Row kLeft[] = {
    {"Map", "new Map([[1, 2]])"},
    {"Set", "new Set([1])"},
    {"Date", "new Date(1)"},
    {"ManyStrings", "Array.from({length: 16}, (_, i) => 'string ' + i)"},
    {"ManyDoubles", "Array.from({length: 16}, (_, i) => i + 0.5)"},
    {"Hole", "[{}, , {}]"},
    {"HoleOfNumbers", "[[1, , 2]]"},
    {"HoleyArrayWithoutHoles",
     "(() => { const a = [, 1]; a[0] = 2; return [a]; })()"},
    {"ArrayWithProperties", "Object.assign([1, 2], {a: 1})"},
    {"SubclassOfArray", "[new (class A extends Array {})]"},
    {"FrozenArray", "[Object.freeze([1])]"},
    {"IndexKey", "({a: 1, 7: 2})"},
    {"TwoByteKey", "({'\\u20ac': 1})"},
    {"KeyThatIsTooLong", "({['k'.repeat(65)]: 1})"},
    {"MostlyNewKeys",
     "Array.from({length: 1000}, (_, i) => ({['new' + i]: i}))"},
    {"BigInt", "[5n]"},
    {"RegExp", "[/a/g]"},
    {"Error", "[new Error('message')]"},
    {"Buffer", "[new ArrayBuffer(8)]"},
    {"View", "[new Uint8Array(8)]"},
    {"RootView", "new Uint8Array(8)"},
    {"SharedMemory", "[new SharedArrayBuffer(8)]"},
    {"PrimitiveObject", "[Object(1)]"},
    {"Function", "[() => {}]"},
    {"Symbol", "({a: Symbol.iterator})"},
    {"SymbolKey", "({[Symbol('s')]: 1})"},
    {"Getter", "({a: {}, get b() { log.push('b'); return 1; }})"},
    {"GetterOfANullPrototype",
     "Object.defineProperty({__proto__: null}, 'a',"
     "  {get() { log.push('a'); }, enumerable: true})"},
    {"ArrayWithAGetter",
     "[Object.defineProperty([1], 0, {get() { log.push('0'); }})]"},
    {"Proxy", "[new Proxy({}, {get() { log.push('get'); }})]"},
    {"RootProxy", "new Proxy({}, {ownKeys() { log.push('keys'); }})"},
    {"Marked",
     "(() => { const o = {a: 1}; markTransferMode(o, DISALLOW);"
     "  return [{a: 1}, o]; })()"},
    {"MarkedClass",
     "(() => { class C { a = 1 } const o = new C; markClass(C, DISALLOW);"
     "  return [o]; })()"},
    {"Weak", "[new WeakMap]"},
    {"TooDeep",
     "(() => { let a = []; for (let i = 0; i < 64; ++i) a = [a]; return a; "
     "})()"},
};

class LeftByTheWriter : public ScriptedWriterTest,
                        public testing::WithParamInterface<Row> {};
INSTANTIATE_TEST_SUITE_P(, LeftByTheWriter, testing::ValuesIn(kLeft),
                         [](const auto& info) { return info.param.name; });

TEST_P(LeftByTheWriter, BeforeUserCodeRuns) {
  Run("globalThis.log = []");
  v8::Local<v8::Value> value = Run(GetParam().script);
  // Also once its hidden classes are known.
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Scripted(value), std::nullopt);
  EXPECT_EQ(writer().counters().values, 0u);
  EXPECT_EQ(LogLength(), 0);
  // And what comes next is written as ever.
  v8::Local<v8::Value> rows = Run("[{id: 1}, {id: 2}]");
  EXPECT_EQ(Scripted(rows), V8s(rows));
}

// What a script does before the first message, or after it.
constexpr const char* kPatches[] = {
    "Map.prototype.forEach = Set.prototype.forEach = () => { log.push(1); }",
    "Map.prototype.get = Map.prototype.set = () => { log.push(1); }",
    "Map.prototype.get = WeakMap.prototype.get",
    "Map.prototype.set = Reflect.set",
    "Map.prototype.clear = Set.prototype.clear",
    "String.prototype.charCodeAt = () => { log.push(1); return 65; }",
    "Date.prototype.getTime = Date.prototype.valueOf = () => { log.push(1); }",
    "DataView.prototype.setInt32 = DataView.prototype.setFloat64 ="
    "    DataView.prototype.setUint16 = () => { log.push(1); }",
    "Reflect.apply = () => { log.push(1); }",
    "Object.defineProperty(Object.prototype, 'id', {"
    "    get() { log.push(1); }, set() { log.push(1); }})",
    "Object.prototype.polluted = {get a() { log.push(1); }}",
    "Object.defineProperty(Object.prototype, 1, {"
    "    get() { log.push(1); }, set() { log.push(1); }})",
    "Object.defineProperty(Array.prototype, 1, {"
    "    get() { log.push(1); }, set() { log.push(1); }})",
    "Object.setPrototypeOf(Array.prototype, new Proxy({}, {"
    "    get() { log[log.length] = 1; }, has() { log[log.length] = 1; }}))",
    "Object.setPrototypeOf(Uint8Array.prototype, null)",
    "Object.freeze(Object.prototype)",
};

class Patched : public ScriptedWriterTest,
                public testing::WithParamInterface<const char*> {
 protected:
  Patched() {
    Run(R"js(
      globalThis.log = [];
      var values = [
        [{id: 1, name: 'Ada', at: new Date(5)}, [1.5], [1, 2]],
        {m: new Map([[1, {id: 1}]]), s: new Set([[]]), t: 'x'.repeat(20)},
        [{__proto__: null, id: 'id'}, new (class { id = 1 }), 'text'],
      ];
    )js");
  }

  void ExpectSame() {
    for (const char* script : {"values[0]", "values[1]", "values[2]"}) {
      v8::Local<v8::Value> value = Run(script);
      const int before = LogLength();
      const std::optional<Bytes> bytes = Scripted(value);
      EXPECT_EQ(LogLength(), before);
      EXPECT_EQ(bytes.value_or(V8s(value)), V8s(value));
    }
  }
};
INSTANTIATE_TEST_SUITE_P(, Patched, testing::ValuesIn(kPatches));

TEST_P(Patched, BeforeTheFirstMessage) {
  Run(GetParam());
  ExpectSame();
}

TEST_P(Patched, AfterAMessage) {
  ExpectSame();
  Run(GetParam());
  ExpectSame();
}

TEST_F(ScriptedWriterTest, LeavesRealmsWithAPollutedPrototype) {
  Run("Object.prototype.polluted = 1");
  EXPECT_EQ(Scripted(Run("[{a: 1}]")), std::nullopt);
}

TEST_F(ScriptedWriterTest, WritesAgainWhereObjectsHaveMoved) {
  // The copies of instances fill the young generation.
  v8::Local<v8::Value> value = Run(R"js(
    class Point { x = 1; y = 2; z = 3; }
    const points = Array.from({length: 2000}, () => new Point);
    Array.from({length: 30000}, (_, i) => points[i % 2000]).concat(
        Array.from({length: 20000}, () => new Point))
  )js");
  const Bytes expected = V8s(value);
  int written = 0;
  for (int i = 0; i < 30; ++i) {
    const std::optional<Bytes> bytes = Scripted(value);
    // A second collection is V8's turn.
    if (!bytes) continue;
    ++written;
    ASSERT_TRUE(*bytes == expected);
  }
  EXPECT_GT(written, 10);
}

TEST_F(ScriptedWriterTest, KeysThatComeOnceAreForgotten) {
  auto write_new_keys = [&](int messages) {
    Run(absl::StrCat("var key = (globalThis.key ?? 0); var count = ",
                     messages));
    for (int i = 0; i < messages; ++i) {
      v8::HandleScope handles(isolate());
      Scripted(Run("[{['key' + key++]: 1}, ...Array(8).fill({known: 1})]"));
    }
  };
  write_new_keys(3000);
  EXPECT_GT(writer().counters().values, 2400u);
  const size_t before = HeapBytes();
  write_new_keys(9000);
  EXPECT_LT(HeapBytes(), before + (1 << 20));
  EXPECT_LE(writer().kept_bytes(), size_t{1} << 20);
}

TEST_F(ScriptedWriterTest, KeepsNoLargeMemory) {
  EXPECT_TRUE(
      Scripted(Run("[Array.from({length: 300000}, (_, i) => i + 0.5)]")));
  EXPECT_LE(writer().kept_bytes(), size_t{1} << 20);
  EXPECT_TRUE(Scripted(Run("[{a: 1}]")));
}

// Nor does the realm, whose script has seen it.
TEST_F(ScriptedWriterTest, GivesLargeMemoryBack) {
  auto external = [&] {
    isolate()->LowMemoryNotification();
    v8::HeapStatistics statistics;
    isolate()->GetHeapStatistics(&statistics);
    return statistics.external_memory();
  };
  EXPECT_TRUE(Scripted(Run("[{a: 1}]")));
  Run("globalThis.large = [Array.from({length: 2e6}, (_, i) => i + 0.5)]; 0");
  const size_t before = external();
  EXPECT_TRUE(Scripted(Run("large")));
  EXPECT_LE(external(), before + (size_t{1} << 20));
}

// What it gives up at uses nothing of the table of keys up.
TEST_F(ScriptedWriterTest, ForgetsTheKeysThatItGaveUpAt) {
  v8::Local<v8::Value> two_byte = Run("({['k'.repeat(63) + '\\u20ac']: 1})");
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(Scripted(two_byte), std::nullopt);
  v8::Local<v8::Value> value = Run("({brandNew: 1})");
  EXPECT_EQ(Scripted(value), V8s(value));
}

TEST_F(ScriptedWriterTest, KnowsAsManyOfTheLongestKeys) {
  for (int i = 0; i < 4200; ++i) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Value> value =
        Run(absl::StrCat("({['", i, "'.padStart(64, 'k')]: 1})"));
    std::optional<Bytes> bytes = Scripted(value);
    if (bytes) {
      ASSERT_EQ(*bytes, V8s(value)) << i;
    }
  }
}

TEST_F(ScriptedWriterTest, LeavesWhatIsTooLarge) {
  EXPECT_EQ(Scripted(Run("({a: 'x'.repeat(70e6)})")), std::nullopt);
  EXPECT_EQ(Scripted(Run("({a: Array.from({length: 8e6}, () => 0.5)})")),
            std::nullopt);
  EXPECT_LE(writer().kept_bytes(), size_t{1} << 20);
}

TEST_F(ScriptedWriterTest, RestsAfterItGaveUp) {
  v8::Local<v8::Object> value = RunObject("[{a: 5n}]");
  for (int i = 0; i < 100; ++i) {
    EXPECT_FALSE(writer().Write(source(), value));
  }
  // After 1, 2, 4, … messages.
  EXPECT_EQ(writer().counters().given_up, 7u);
  EXPECT_EQ(writer().counters().rested, 93u);
}

TEST_F(ScriptedWriterTest, IsTriedBeforeItIsTaken) {
  writer().TakeScript(source(), false);
  v8::Local<v8::Object> value =
      RunObject("Array.from({length: 500}, (_, i) => ({i}))");
  EXPECT_FALSE(writer().Write(source(), value));
  EXPECT_EQ(writer().counters().rested, 1u);
  // V8 has written long enough for a trial, whose message is the message.
  std::optional<v8::Maybe<absl::Span<const uint8_t>>> message;
  for (int i = 0; !message; ++i) {
    ASSERT_LT(i, 10000);
    writer().OnNative(5000);
    message = writer().Write(source(), value);
  }
  EXPECT_EQ(writer().counters().values, 1u);
  EXPECT_FALSE(message->FromJust().empty());
  writer().Release(source());
  // V8 writes the next one, for a comparison.
  EXPECT_FALSE(writer().Write(source(), value));
}

TEST_F(ScriptedWriterTest, CountsNoTimeForAMessageThatWasRefused) {
  writer().TakeScript(source(), false);
  v8::Local<v8::Object> value = RunObject("[{a: 1}]");
  EXPECT_FALSE(writer().Write(source(), value));
  // V8 refuses it, and then writes what is none of the script's.
  EXPECT_FALSE(writer().Write(source(), RunObject("new Map()")));
  writer().OnNative(1'000'000'000);
  EXPECT_FALSE(writer().Write(source(), value));
  EXPECT_EQ(writer().counters().values, 0u);
}

TEST_F(ScriptedWriterTest, AsksThePort) {
  v8::Local<v8::Value> value = Run("[{a: 1}]");
  size_t asked = 0;
  bool accepts = false;
  auto accept = [&](size_t bytes) {
    asked = bytes;
    if (accepts) return v8::JustVoid();
    isolate()->ThrowException(v8::String::NewFromUtf8Literal(isolate(), "no"));
    return v8::Nothing<void>();
  };
  internal::PortSteps steps;
  steps.accept.emplace(accept);
  for (bool accepted : {false, true}) {
    accepts = accepted;
    v8::TryCatch try_catch(isolate());
    EXPECT_EQ(internal::Serialize(agent(), source(), value, {}, {},
                                  ForStorage::kNo, steps)
                  .IsJust(),
              accepted);
    EXPECT_EQ(try_catch.HasCaught(), !accepted);
    EXPECT_EQ(asked, V8s(value).size());
    writer().TakeScript(source(), true);
  }
  EXPECT_EQ(writer().counters().values, 2u);
}

TEST_F(ScriptedWriterTest, LeavesWhatHasLimitsOrIsStored) {
  v8::Local<v8::Value> value = Run("[{a: 1}]");
  SerializeOptions options;
  options.limits.bytes = 8;
  EXPECT_FALSE(Serialize(value, {}, options).value);
  EXPECT_TRUE(SerializeForStorage(value).value);
  Set("buffer", Run("new ArrayBuffer(8)"));
  v8::Local<v8::Object> list[] = {RunObject("buffer")};
  EXPECT_TRUE(Serialize(value, list).value);
  EXPECT_EQ(writer().counters().values, 0u);
}

}  // namespace
}  // namespace ferry::testing_support
