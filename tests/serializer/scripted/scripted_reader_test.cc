// ScriptedReader against PlainReader: what it reads is the same value.

#include "ferry/serializer/internal/scripted/scripted_reader.h"

#include <v8-local-handle.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/serializer/internal/plain_reader.h"
#include "ferry/tests/support/typed_tree.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/validate.h"
#include "ferry/wire/writer.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using internal::PlainReader;
using internal::ScriptedReader;
using Bytes = std::vector<uint8_t>;

class ScriptedReaderTest : public V8Test {
 protected:
  ScriptedReaderTest() { reader().TakeScript(target(), true); }

  ScriptedReader& reader() { return ScriptedReader::Of(agent()); }

  Bytes Written(absl::string_view script) {
    Outcome<SerializedValue> value = Serialize(Run(script));
    absl::Span<const uint8_t> bytes = value.value->bytes();
    return Bytes(bytes.begin(), bytes.end());
  }

  // Nullopt where it gives up. A walk that learned much rests afterwards, so
  // the script is taken anew.
  std::optional<std::string> Scripted(const Bytes& bytes) {
    reader().TakeScript(target(), true);
    v8::HandleScope handles(isolate());
    std::optional<v8::MaybeLocal<v8::Value>> value =
        reader().Read(target(), bytes);
    if (!value) return std::nullopt;
    return TypedTree(target(), value->ToLocalChecked());
  }

  std::string Plain(const Bytes& bytes) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Value> value;
    if (PlainReader(agent(), target(), bytes).Read(value) !=
        PlainReader::Result::kValue) {
      return "not plain";
    }
    return TypedTree(target(), value);
  }

  // Whether it reads them, without a look at the value.
  bool Reads(const Bytes& bytes) {
    reader().TakeScript(target(), true);
    v8::HandleScope handles(isolate());
    return reader().Read(target(), bytes).has_value();
  }

  // Of `log` in the target realm.
  int LogLength() { return RunInTarget("log.length").As<v8::Int32>()->Value(); }
};

struct Row {
  const char* name;
  const char* script;
};

void PrintTo(const Row& row, std::ostream* stream) { *stream << row.name; }

constexpr Row kRead[] = {
    {"Empty", "({})"},
    {"Record",
     "({id: 17, name: 'Ada', ok: true, no: false, score: 99.5, none: null,"
     "  nothing: undefined, tags: ['a', 'b', 'c'], created: new Date(5),"
     "  address: {city: 'London', zip: 'W1'}})"},
    {"Numbers",
     "[0, 1, -1, 63, 64, -64, -65, 2 ** 30, 2 ** 31, -(2 ** 31), 2 ** 53, -0,"
     " NaN, Infinity, 1.5]"},
    {"ManyIntegers",
     "Array.from({length: 100}, (_, i) => 7 ** i % 1e6 * (-1) ** i)"},
    {"ManyDoubles", "Array.from({length: 100}, (_, i) => i + 0.5)"},
    {"DoublesAndMore", "[...Array.from({length: 20}, (_, i) => i + 0.5), 'a']"},
    {"IntegersAndMore", "[...Array.from({length: 20}, (_, i) => i), {}, 0.5]"},
    {"ArraysOfEachSmallLength",
     "Array.from({length: 12}, (_, i) => Array(i).fill().map((_, j) => [j]))"},
    {"Strings",
     "['', 'a', 'twelve chars', 'thirteen char', 'x'.repeat(5000), "
     "'\\xff\\x80',"
     " '\\u20ac', '\\ud800', '\\udc00x', 'a\\u0000b']"},
    {"ManyStrings", "Array.from({length: 1000}, (_, i) => 'string ' + i)"},
    {"Keys",
     "({'': 1, a: 2, ab: 3, abc: 4, abcd: 5, abcde: 6, abcdefg: 7,"
     "  'with space': 8, 'quote\"': 9, '\\xff': 10, toString: 11,"
     "  constructor: 12, ['__proto__']: 13})"},
    {"LongKey", "({['k'.repeat(64)]: 1})"},
    {"KeysThatBeginAlike",
     "[{abcd: 1}, {abcde: 1}, {abcdf: 2}, {abcd: 3, abcde: 4}, {abc: 5}]"},
    {"SameShapes", "Array.from({length: 50}, (_, i) => ({i, s: 's' + i}))"},
    {"Tree",
     "(function grow(d) { return d === 0 ? {v: 1, l: null, r: null} :"
     "  {v: d, l: grow(d - 1), r: grow(d - 1)}; })(6)"},
    {"Map", "new Map([['a', 1], [{}, [2]], [NaN, new Map([[1, 2]])]])"},
    {"Set", "new Set([1, 'a', {a: 1}, new Set([new Set()])])"},
    {"Shared",
     "(() => { const a = {}, b = [], m = new Map(), s = new Set(),"
     " d = new Date(1); return [a, b, m, s, d, a, b, m, s, d, [a, {b}]]; })()"},
    {"Deep",
     "(() => { let a = []; for (let i = 0; i < 63; ++i) a = [a]; return a; "
     "})()"},
    {"TextWithTheTagOfReferences", "['^', '^^^^', {'^': 1}]"},
};

class ReadByTheScript : public ScriptedReaderTest,
                        public testing::WithParamInterface<Row> {};
INSTANTIATE_TEST_SUITE_P(, ReadByTheScript, testing::ValuesIn(kRead),
                         [](const auto& info) { return info.param.name; });

TEST_P(ReadByTheScript, IsTheSameValue) {
  const Bytes bytes = Written(GetParam().script);
  const std::string expected = Plain(bytes);
  // The first objects of a shape are made in another way.
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(Scripted(bytes).value_or("gave up"), expected);
  }
}

TEST_P(ReadByTheScript, IsTheSameOfOtherBytes) {
  const Bytes bytes = Written(GetParam().script);
  for (size_t i = 2; i < bytes.size() && i < 400; ++i) {
    for (int change : {1, 2, 0x20, 0x80, 0xff}) {
      Bytes changed = bytes;
      changed[i] ^= change;
      if (!wire::Validate(changed).ok()) {
        // No harm is done.
        Scripted(changed);
        continue;
      }
      const std::string expected = Plain(changed);
      EXPECT_EQ(Scripted(changed).value_or(expected), expected)
          << i << " " << change;
    }
  }
}

TEST_P(ReadByTheScript, EndsWithTheBytes) {
  const Bytes bytes = Written(GetParam().script);
  for (size_t size = 2; size < bytes.size() && size < 400; ++size) {
    EXPECT_EQ(Scripted(Bytes(bytes.begin(), bytes.begin() + size)),
              std::nullopt);
  }
}

constexpr Row kLeft[] = {
    {"Number", "1"},
    {"Text", "'text'"},
    {"Cycle", "(() => { const a = {b: [{}]}; a.b.push(a); return a; })()"},
    {"Hole", "[{}, , {}]"},
    {"ArrayWithProperties", "Object.assign([1, 2], {a: 1})"},
    {"IndexKey", "({a: 1, 7: 2})"},
    {"TwoByteKey", "({'\\u20ac': 1})"},
    {"KeyThatIsTooLong", "({['k'.repeat(65)]: 1})"},
    {"MoreKeysThanAShape",
     "Object.fromEntries(Array.from({length: 65}, (_, i) => ['k' + i, i]))"},
    {"MostlyNewKeys",
     "Array.from({length: 100}, (_, i) => ({['new' + i]: i}))"},
    {"BigInt", "[5n]"},
    {"RegExp", "[/a/g]"},
    {"Error", "[new Error('message')]"},
    {"Buffer", "[new ArrayBuffer(8)]"},
    {"View", "[new Uint8Array(8)]"},
    {"PrimitiveObject", "[Object(1)]"},
    {"TooDeep",
     "(() => { let a = []; for (let i = 0; i < 64; ++i) a = [a]; return a; "
     "})()"},
};

class LeftByTheScript : public ScriptedReaderTest,
                        public testing::WithParamInterface<Row> {};
INSTANTIATE_TEST_SUITE_P(, LeftByTheScript, testing::ValuesIn(kLeft),
                         [](const auto& info) { return info.param.name; });

TEST_P(LeftByTheScript, IsReadByOthers) {
  const Bytes bytes = Written(GetParam().script);
  EXPECT_EQ(Scripted(bytes), std::nullopt);
  EXPECT_EQ(reader().counters().values, 0u);
  // And what comes next is read as ever.
  EXPECT_TRUE(Scripted(Written("[{id: 1}, {id: 2}]")).has_value());
}

TEST_F(ScriptedReaderTest, RunsNoUserCode) {
  RunInTarget(R"js(
    globalThis.log = [];
    const spy = {
      get() { log.push('get'); }, set() { log.push('set'); },
      configurable: true,
    };
    Object.defineProperty(Object.prototype, 'id', spy);
    Object.defineProperty(Array.prototype, 'constructor', spy);
    Map.prototype.set = Set.prototype.add = () => { log.push('called'); };
    String.prototype.substring = () => { log.push('called'); };
    DataView.prototype.getInt32 = () => { log.push('called'); };
    DataView.prototype.getFloat64 = () => { log.push('called'); };
    Uint8Array.prototype.__proto__ = null;
  )js");
  const Bytes bytes = Written("[{id: 1.5}, {id: 'text'}, new Map([[1, 2]])]");
  const std::string expected = Plain(bytes);
  EXPECT_EQ(Scripted(bytes).value_or(expected), expected);
  EXPECT_EQ(LogLength(), 0);
}

TEST_F(ScriptedReaderTest, LooksNothingUpAfterwards) {
  const Bytes bytes = Written("[{id: 1.5}, {id: 'text'}, new Map([[1, 2]])]");
  const std::string expected = Plain(bytes);
  EXPECT_EQ(Scripted(bytes), expected);
  RunInTarget(R"js(
    globalThis.log = [];
    const call = () => { log.push('called'); };
    for (const {prototype} of [Map, Set, String, DataView, Uint8Array]) {
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const {configurable} = Object.getOwnPropertyDescriptor(prototype, name);
        if (configurable) {
          Object.defineProperty(prototype, name, {get: call, set: call});
        }
      }
    }
    Reflect.apply = call;
  )js");
  EXPECT_TRUE(Reads(bytes));
  EXPECT_EQ(LogLength(), 0);
}

TEST_F(ScriptedReaderTest, LeavesArraysWhereAPrototypeHasElements) {
  const Bytes few = Written("[1, 2, {a: 1}]");
  const Bytes many = Written("Array.from({length: 20}, (_, i) => i)");
  RunInTarget(R"js(
    globalThis.log = [];
    Object.defineProperty(Object.prototype, 1, {
      set() { log.push('set'); }, get() { log.push('get'); return 7; },
    });
  )js");
  EXPECT_TRUE(Reads(few));
  EXPECT_FALSE(Reads(many));
  EXPECT_EQ(LogLength(), 0);
}

TEST_F(ScriptedReaderTest, StringsKeepNoMessage) {
  const Bytes bytes = Written(
      "[{short: 'ten chars!', long: 'twenty characters :-', rest: []},"
      " ...Array.from({length: 30000}, (_, i) => 'a longer string ' + i)]");
  ASSERT_GT(bytes.size(), 600000u);
  const size_t before = HeapBytes();
  {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Value> value =
        reader().Read(target(), bytes)->ToLocalChecked();
    SetInTarget("received", value);
    RunInTarget(
        "globalThis.kept = [received[0].short, received[0].long];"
        "received = null;");
  }
  EXPECT_LT(HeapBytes(), before + 200000);
}

TEST_F(ScriptedReaderTest, KeysThatComeOnceAreForgotten) {
  int key = 0;
  auto read_new_keys = [&](int messages) {
    for (int i = 0; i < messages; ++i) {
      wire::Writer writer;
      writer.BeginArray(4);
      // The second object of a shape has a function compiled.
      for (int shape = ++key; int object : {1, 2, 3, 4}) {
        writer.BeginObject();
        writer.Key(absl::StrCat("key", object < 3 ? shape : 0));
        writer.Int32(object);
        writer.EndObject();
      }
      writer.EndArray();
      Reads(*std::move(writer).Finish());
    }
  };
  read_new_keys(3000);
  // The others found no room.
  EXPECT_GT(reader().counters().values, 2400u);
  const size_t before = HeapBytes();
  read_new_keys(9000);
  EXPECT_LT(HeapBytes(), before + (1 << 20));
  EXPECT_LE(reader().kept_bytes(), size_t{1} << 20);
}

TEST_F(ScriptedReaderTest, KeepsNoLargeMemory) {
  const Bytes bytes =
      Written("Array.from({length: 300000}, (_, i) => i + 0.5)");
  EXPECT_EQ(Scripted(bytes), Plain(bytes));
  EXPECT_LE(reader().kept_bytes(), size_t{1} << 20);
  EXPECT_TRUE(Scripted(Written("[{a: 1}]")).has_value());
}

TEST_F(ScriptedReaderTest, RestsAfterItGaveUp) {
  const Bytes bytes = Written("[5n]");
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(reader().Read(target(), bytes), std::nullopt);
  }
  // After 1, 2, 4, … messages.
  EXPECT_EQ(reader().counters().given_up, 7u);
  EXPECT_EQ(reader().counters().rested, 93u);
}

TEST_F(ScriptedReaderTest, RestsAfterAMessageOfStrings) {
  const Bytes bytes = Written("Array.from({length: 100}, (_, i) => `s${i}`)");
  for (int i = 0; i < 100; ++i) reader().Read(target(), bytes);
  EXPECT_EQ(reader().counters().values, 7u);
  EXPECT_EQ(reader().counters().rested, 93u);
}

TEST_F(ScriptedReaderTest, DoesNotRestAfterAMapOfStrings) {
  const Bytes bytes = Written(
      "new Map(Array.from({length: 100}, (_, i) => ['k' + i, 's' + i]))");
  for (int i = 0; i < 100; ++i) reader().Read(target(), bytes);
  EXPECT_EQ(reader().counters().values, 100u);
}

TEST_F(ScriptedReaderTest, IsTriedForEachSizeOfMessages) {
  reader().TakeScript(target(), false);
  const Bytes small = Written("Array.from({length: 20}, (_, i) => ({i}))");
  const Bytes large = Written("Array.from({length: 500}, (_, i) => ({i}))");
  while (reader().counters().values == 0) {
    reader().Read(target(), large);
    reader().OnNative();
  }
  // None is due for the small one.
  reader().Read(target(), small);
  EXPECT_EQ(reader().counters().values, 1u);
  // And none ever for the smallest.
  const uint64_t rested = reader().counters().rested;
  reader().Read(target(), Written("({x: 1, y: 2})"));
  EXPECT_EQ(reader().counters().rested, rested);
}

TEST_F(ScriptedReaderTest, DoesNotRestAfterRecordsOfStrings) {
  const Bytes bytes =
      Written("Array.from({length: 100}, (_, i) => ({a: `a${i}`, b: 'b'}))");
  for (int i = 0; i < 100; ++i) reader().Read(target(), bytes);
  EXPECT_EQ(reader().counters().values, 100u);
  EXPECT_EQ(reader().counters().rested, 0u);
}

TEST_F(ScriptedReaderTest, IsTriedBeforeItIsTaken) {
  reader().TakeScript(target(), false);
  const Bytes bytes = Written("Array.from({length: 500}, (_, i) => ({i}))");
  // The first message is read by others alone.
  EXPECT_EQ(reader().Read(target(), bytes), std::nullopt);
  EXPECT_EQ(reader().counters().rested, 1u);
  // Messages have taken long enough for a trial, whose value is the value.
  std::optional<v8::MaybeLocal<v8::Value>> value;
  for (int i = 0; !value; ++i) {
    ASSERT_LT(i, 10000);
    reader().OnNative();
    value = reader().Read(target(), bytes);
  }
  EXPECT_EQ(reader().counters().values, 1u);
  EXPECT_TRUE(value->ToLocalChecked()->IsArray());
  // Others read the next one, for a comparison.
  EXPECT_EQ(reader().Read(target(), bytes), std::nullopt);
}

}  // namespace
}  // namespace ferry::testing_support
