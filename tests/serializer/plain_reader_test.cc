// PlainReader against V8's own reader: what it reads is the same value.

#include "ferry/serializer/internal/plain_reader.h"

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/typed_tree.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/validate.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using internal::PlainReader;
using Bytes = std::vector<uint8_t>;

class PlainReaderTest : public V8Test {
 protected:
  Bytes Written(absl::string_view script) { return Written(Run(script)); }
  Bytes Written(v8::Local<v8::Value> object) {
    Outcome<SerializedValue> value = Serialize(object);
    absl::Span<const uint8_t> bytes = value.value->bytes();
    return Bytes(bytes.begin(), bytes.end());
  }

  // What PlainReader makes of them, as text; "not plain" where it declines.
  std::string Plain(const Bytes& bytes) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Value> value;
    switch (PlainReader(agent(), target(), bytes).Read(value)) {
      case PlainReader::Result::kValue:
        return TypedTree(target(), value);
      case PlainReader::Result::kNotPlain:
        return "not plain";
      case PlainReader::Result::kThrown:
        return "thrown";
    }
    return "";
  }

  std::string V8s(const Bytes& bytes) {
    v8::HandleScope handles(isolate());
    v8::TryCatch try_catch(isolate());
    v8::Context::Scope scope(target());
    v8::ValueDeserializer reader(isolate(), bytes.data(), bytes.size());
    v8::Local<v8::Value> value;
    if (reader.ReadHeader(target()).IsNothing() ||
        !reader.ReadValue(target()).ToLocal(&value)) {
      return "refused";
    }
    return TypedTree(target(), value);
  }

  // Three times and more: a shape that was met often is read another way.
  void ExpectRead(const Bytes& bytes) {
    const std::string expected = V8s(bytes);
    for (int i = 0; i < 5; ++i) ASSERT_EQ(Plain(bytes), expected);
  }

  // `count` objects `{k0: 0, ...}`, each with one key more than the last.
  std::string Growing(int count) {
    return absl::StrCat("Array.from({length: ", count,
                        "}, (_, n) => Object.fromEntries(Array.from({length: "
                        "n}, (_, i) => ['k' + i, i])))");
  }
};

struct Script {
  const char* name;
  const char* script;
};
void PrintTo(const Script& row, std::ostream* stream) { *stream << row.name; }
std::string ScriptName(const testing::TestParamInfo<Script>& info) {
  return info.param.name;
}

constexpr Script kPlain[] = {
    {"Primitives", "[undefined, null, true, false, 0, -1, 2 ** 31, 2 ** 53]"},
    {"Doubles", "[0.5, -0, NaN, Infinity, 1e300, 5e-324]"},
    {"Strings", "['', 'a', '\\xe9', '\\u20ac', '\\ud800', 'x'.repeat(300)]"},
    {"Number", "42"},
    {"Empty", "[{}, [], new Map(), new Set()]"},
    {"Record", "({id: 1, name: 'a', tags: ['x'], at: new Date(5)})"},
    {"Nested", "({a: {a: {a: {b: 1}}}, b: [[[{}]]]})"},
    {"OrderOfKeys", "[{a: 1, b: 2}, {b: 2, a: 1}, {a: 1, c: 3}, {a: 1}]"},
    {"ChangingTypes",
     "[{a: 1}, {a: 1.5}, {a: 'x'}, {a: {}}, {a: 1}, {a: null}]"},
    {"IndexKeys", "[{1: 'a', 0: 'b'}, {a: 1, 7: 2}, {a: 1, '01': 2}]"},
    {"Proto",
     "[JSON.parse('{\"__proto__\": 1, \"a\": 2}'),"
     " JSON.parse('{\"a\": 2, \"__proto__\": {}}')]"},
    {"OddKeys",
     "({'': 1, '-1': 0, '1.5': 2, 'a b': 2, '\\xe9': 3, '\\u20ac': 4, '1x': "
     "5})"},
    {"Map", "new Map([['a', 1], [{}, new Map()], [NaN, -0]])"},
    {"Set", "new Set([1, 'a', new Set(), {}, -0])"},
    {"Date", "[new Date(0), new Date(NaN), new Date(8.64e15)]"},
    {"Shared",
     "const o = {a: 1}; [o, o, {o}, new Map([[o, o]]), new Set([o])]"},
    {"SharedOfEachKind",
     "const all = [[1], new Map([[1, 2]]), new Set([3]), new Date(4)];"
     "[...all, ...all, {all}]"},
    {"SharedAmongMany",
     "const o = {}; Array.from({length: 200}, () => ({o, a: [o]}))"},
    {"ManyKeys",
     "Object.fromEntries(Array.from({length: 200}, (_, i) => ['k' + i, i]))"},
    {"DictionariesOfAllKindsOfKeys",
     "const make = n => Object.fromEntries(Array.from({length: n}, (_, i) =>"
     "  [[`k${i}`, `\\u20ac${i}`, i, `${i}x`][i % 4], i]));"
     "[127, 128, 129, 130, 500, 600].map(n => ({...make(n),"
     "  inner: make(n), ['__proto__']: {n}, 4294967295: 1, '01': 2}))"},
    {"LongKeys",
     "const rows = [];"
     "for (const n of [63, 64, 65, 20000]) for (let i = 0; i < 5; ++i)"
     "  rows.push({['k'.repeat(n)]: n, a: {['l'.repeat(n)]: 1}});"
     "rows"},
    {"ManyElements", "Array.from({length: 500}, (_, i) => i % 2 ? i : [i])"},
    {"Deep64", "let v = 1; for (let i = 0; i < 64; ++i) v = {v}; v"},
};

class PlainTest : public PlainReaderTest,
                  public testing::WithParamInterface<Script> {};

TEST_P(PlainTest, IsReadAsV8Reads) {
  Bytes bytes = Written(GetParam().script);
  ExpectRead(bytes);
  EXPECT_NE(Plain(bytes), "not plain");
}

// Whatever passes the check of bytes from outside.
TEST_P(PlainTest, IsReadAsV8ReadsWhenDamaged) {
  const Bytes bytes = Written(GetParam().script);
  const size_t step = 1 + bytes.size() / 80;
  for (size_t i = 2; i < bytes.size(); i += step) {
    for (uint8_t flip : {0x01, 0x02, 0x04, 0x10, 0x40, 0x80, 0xff}) {
      Bytes damaged = bytes;
      damaged[i] ^= flip;
      if (!wire::Validate(damaged).ok()) continue;
      SCOPED_TRACE(testing::PrintToString(damaged));
      std::string plain = Plain(damaged);
      if (plain == "not plain") continue;
      ASSERT_EQ(plain, V8s(damaged));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Values, PlainTest, testing::ValuesIn(kPlain),
                         ScriptName);

constexpr Script kNotPlain[] = {
    {"ErrorWithCause", "new Error('x', {cause: [1]})"},
    {"Hole", "[1, , 2]"},
    {"Sparse", "const a = []; a[100000] = 1; a"},
    {"ArrayWithProperty", "const a = [1]; a.p = 2; a"},
    {"Cycle", "const o = {}; o.o = o; o"},
    {"CycleThroughMap", "const m = new Map(); m.set(m, [m]); m"},
    {"HugeIndexKey", "({4294967294: 1, 4294967295: 2, a: 3})"},
    {"Deep65", "let v = 1; for (let i = 0; i < 65; ++i) v = [v]; v"},
};

class NotPlainTest : public PlainReaderTest,
                     public testing::WithParamInterface<Script> {};

TEST_P(NotPlainTest, IsReadAllTheSame) {
  v8::Local<v8::Value> object = Run(GetParam().script);
  Bytes bytes = Written(object);
  EXPECT_EQ(Plain(bytes), "not plain");
  Outcome<SerializedValue> value = Serialize(object);
  EXPECT_EQ(TypedTree(target(), *Deserialize(*value.value).value),
            TypedTree(source(), object));
}

INSTANTIATE_TEST_SUITE_P(Values, NotPlainTest, testing::ValuesIn(kNotPlain),
                         ScriptName);

TEST_F(PlainReaderTest, ReadsObjectsOfAnyNumberOfKeys) {
  ExpectRead(Written(Growing(140)));
}

// Around the numbers of keys from which on V8 makes dictionaries, and shapes
// end; some were met before and some were not.
TEST_F(PlainReaderTest, ReadsWideObjects) {
  for (int keys : {126, 127, 128, 129, 1023, 1024, 1025}) {
    Bytes bytes = Written(absl::StrCat(
        "Array.from({length: 14}, (_, i) => Object.fromEntries(Array.from("
        "    {length: ",
        keys, "}, (_, k) => ['w' + k + (i > 12 && k), k])))"));
    for (int i = 0; i < 3; ++i) ExpectRead(bytes);
  }
}

// Where shapes may have a key twice.
TEST_F(PlainReaderTest, TakesNoHarmFromAKeyTwiceInAWideObject) {
  Bytes bytes = Written(
      "Object.fromEntries(Array.from({length: 300}, (_, i) => ['k' + i, i]))");
  const Bytes key = {'"', 4, 'k', '2', '9', '9'};
  auto at = std::search(bytes.begin(), bytes.end(), key.begin(), key.end());
  ASSERT_NE(at, bytes.end());
  at[5] = '8';
  for (int i = 0; i < 12; ++i) EXPECT_NE(Plain(bytes), "thrown");
  EXPECT_FALSE(wire::Validate(bytes).ok());
}

// More shapes than are learned, in one message and in several.
TEST_F(PlainReaderTest, ForgetsShapesWhenThereAreTooMany) {
  for (int message = 0; message < 3; ++message) {
    Bytes bytes =
        Written(absl::StrCat("Array.from({length: 1500}, (_, i) => ({['m",
                             message, "' + i % 50]: 1, ['n' + i]: i, z: 2}))"));
    EXPECT_EQ(Plain(bytes), V8s(bytes));
  }
  ExpectRead(Written("[{a: 1}, {a: 2}, {a: 3}, {a: 4}]"));
}

TEST_F(PlainReaderTest, ReadsAfterMoreFirstKeysThanAreLearned) {
  ExpectRead(Written("Array.from({length: 500}, (_, i) => ({['k' + i]: i}))"));
}

// The text of a damaged key may be that of the key before.
TEST_F(PlainReaderTest, LearnsNoShapeWithAKeyTwice) {
  Bytes bytes = {0xff, 0x0f, 'o', '"', 1, 'a', 'I', 2,
                 '"',  1,    'a', 'I', 4, '{', 2};
  for (int i = 0; i < 5; ++i) Plain(bytes);
  EXPECT_FALSE(wire::Validate(bytes).ok());
}

TEST_F(PlainReaderTest, MakesObjectsOfTheContextThatIsAsked) {
  Bytes bytes = Written("[{a: 1}, {a: 2}, {a: 3}, {a: 4, b: []}]");
  for (int i = 0; i < 4; ++i) {
    for (v8::Local<v8::Context> context : {source(), target()}) {
      v8::Local<v8::Value> value;
      ASSERT_EQ(PlainReader(agent(), context, bytes).Read(value),
                PlainReader::Result::kValue);
      local().Set(context, "read", value);
      EXPECT_TRUE(
          local()
              .RunIn(context,
                     "read instanceof Array && read.every(o =>"
                     "  Object.getPrototypeOf(o) === Object.prototype) &&"
                     "read[3].b instanceof Array")
              ->IsTrue());
    }
  }
}

TEST_F(PlainReaderTest, MakesOrdinaryProperties) {
  Bytes bytes = Written("Array(5).fill().map((_, i) => ({a: i, b: 'x'}))");
  v8::Local<v8::Value> value;
  ASSERT_EQ(PlainReader(agent(), target(), bytes).Read(value),
            PlainReader::Result::kValue);
  SetInTarget("read", value);
  EXPECT_TRUE(RunInTarget(R"js(
      read.every(object => {
        const {writable, enumerable, configurable} =
            Object.getOwnPropertyDescriptor(object, 'a');
        object.a = 'changed';
        object.c = 1;
        delete object.b;
        return writable && enumerable && configurable &&
               JSON.stringify(object) === '{"a":"changed","c":1}';
      }))js")
                  ->IsTrue());
  // What became of those changes nothing for the next ones.
  ExpectRead(bytes);
}

// Setters and properties of prototypes are not met.
TEST_F(PlainReaderTest, LooksAtNoPrototype) {
  Bytes bytes = Written("[{a: 1}, {a: 2}, {a: 3}, {a: 4}]");
  RunInTarget(R"js(
      Object.defineProperty(Object.prototype, 'a', {
        set() { throw new Error('called'); }, configurable: true});
      Object.defineProperty(Array.prototype, '0', {
        set() { throw new Error('called'); }, configurable: true});
      Map.prototype.set = Set.prototype.add = () => { throw 1; };)js");
  ExpectRead(bytes);
  ExpectRead(Written("[new Map([[1, 2]]), new Set([3])]"));
}

}  // namespace
}  // namespace ferry::testing_support
