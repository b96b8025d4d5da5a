// Bytes that nobody should have written: a Status that says where they are
// wrong, or a value. What FromBytes accepts V8 reads.

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using Bytes = std::vector<uint8_t>;

class HostileBytesTest : public V8Test {
 protected:
  absl::Status Check(const Bytes& bytes, const wire::Limits& limits = {}) {
    return SerializedValue::FromBytes(cluster(), bytes, limits).status();
  }
  // A value of the version of the V8 in use.
  absl::Status CheckBody(Bytes body) {
    body.insert(body.begin(), {0xff, 0x0f});
    return Check(body);
  }
  void ExpectNoHarm(const Bytes& bytes) {
    SCOPED_TRACE(testing::PrintToString(bytes));
    v8::HandleScope handles(isolate());
    absl::StatusOr<SerializedValue> value =
        SerializedValue::FromBytes(cluster(), bytes);
    if (!value.ok()) {
      EXPECT_THAT(value.status().message(), StartsWith("At byte "));
      return;
    }
    // Only V8 knows which patterns are regular expressions. A record may name
    // its one buffer by any number, of which only 0 is written and read.
    Outcome<v8::Local<v8::Value>> read = Deserialize(*value);
    if (!read.value) {
      EXPECT_THAT(read, ThrowsDataCloneError(testing::AnyOf(
                            HasSubstr("Invalid regular expression"),
                            HasSubstr("has a damaged view"))));
    }
  }
};

struct Seed {
  const char* name;
  const char* script;
  // The form for messages, with views in records of this library.
  bool is_message = false;
};
void PrintTo(const Seed& row, std::ostream* s) { *s << row.name; }

constexpr Seed kSeeds[] = {
    {"Object", "({a: 1, b: 'text', c: null, 1: true, d: {e: undefined}})"},
    {"DenseArray", "[1, -5, 'x', {}, [], 0.5]"},
    {"SparseArray", "const a = [1, , 3]; a.p = 'q'; a"},
    {"Strings", "['\\xe9', '\\u20ac\\u{1f600}', '']"},
    {"BigInts", "[0n, -1n, 2n ** 130n, Object(5n)]"},
    {"Wrappers", "[Object(1), Object('s'), Object(true), new Date(9)]"},
    {"RegExps", "[/a+b/giv, /\\p{L}/u]"},
    {"Collections", "new Map([[{}, new Set([1, 'a'])], [2, new Map()]])"},
    {"Errors", "const e = new TypeError('m', {cause: [1]}); e.stack = 'S'; e"},
    {"Buffers",
     "[new Uint8Array([1, 2, 3]).buffer,"
     " new ArrayBuffer(2, {maxByteLength: 9})]"},
    {"Views",
     "const b = new ArrayBuffer(16, {maxByteLength: 32});"
     "[new Uint16Array(b, 2, 3), new DataView(b),"
     " new Float64Array(2), new BigInt64Array(1)]"},
    {"ViewRecords",
     "const b = new ArrayBuffer(16, {maxByteLength: 32});"
     "[new Uint16Array(b, 2, 3), new Uint8Array(b), new DataView(b),"
     " new Float64Array(2), new Int8Array(new ArrayBuffer(3), 1, 1)]",
     true},
    {"Cycle", "const o = {a: [1]}; o.o = o; o.a.push(o.a, o); o"},
};

class HostileSeedTest : public HostileBytesTest,
                        public testing::WithParamInterface<Seed> {
 protected:
  Bytes SeedBytes() {
    v8::Local<v8::Value> value = Run(GetParam().script);
    if (!GetParam().is_message) {
      return SerializeForStorage(value).value->ToBytes().value();
    }
    Outcome<SerializedValue> message = Serialize(value);
    EXPECT_TRUE(message.value->parts().has_view_records);
    absl::Span<const uint8_t> bytes = message.value->bytes();
    return Bytes(bytes.begin(), bytes.end());
  }
};

TEST_P(HostileSeedTest, SurvivesEveryPrefix) {
  Bytes bytes = SeedBytes();
  for (size_t size = 0; size < bytes.size(); ++size) {
    ExpectNoHarm(Bytes(bytes.begin(), bytes.begin() + size));
  }
}

TEST_P(HostileSeedTest, SurvivesEveryBitFlip) {
  Bytes bytes = SeedBytes();
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = bytes;
      damaged[i] ^= 1 << bit;
      ExpectNoHarm(damaged);
    }
  }
}

TEST_P(HostileSeedTest, SurvivesEveryByteSetToTheExtremes) {
  Bytes bytes = SeedBytes();
  for (size_t i = 0; i < bytes.size(); ++i) {
    for (uint8_t value : {0x00, 0x7f, 0x80, 0xff}) {
      Bytes damaged = bytes;
      damaged[i] = value;
      ExpectNoHarm(damaged);
    }
  }
}

TEST_P(HostileSeedTest, SurvivesMissingBytes) {
  Bytes bytes = SeedBytes();
  for (size_t i = 0; i < bytes.size(); ++i) {
    Bytes damaged = bytes;
    damaged.erase(damaged.begin() + i);
    ExpectNoHarm(damaged);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HostileSeedTest, testing::ValuesIn(kSeeds),
                         [](const testing::TestParamInfo<Seed>& info) {
                           return std::string(info.param.name);
                         });

TEST_F(HostileBytesTest, SurvivesEveryTag) {
  for (int tag = 0; tag < 256; ++tag) {
    uint8_t t = static_cast<uint8_t>(tag);
    ExpectNoHarm({0xff, 0x0f, t});
    ExpectNoHarm({0xff, 0x0f, t, 0});
    ExpectNoHarm({0xff, 0x0f, t, 2, 0, 0, 0});
    ExpectNoHarm({0xff, 0x0f, 'A', 1, t, 1, 0, '$', 0, 1});
    ExpectNoHarm({0xff, 0x0f, 'o', t, 1, 'I', 0, '{', 1});
    ExpectNoHarm({0xff, 0x0f, ';', t, 0, t, 0, ':', 2});
    ExpectNoHarm({0xff, 0x0f, 'B', 2, 0, 0, 'V', t, 0, 2, 0});
    ExpectNoHarm({0xff, 0x0f, 'r', t, '"', 1, 'm', '.'});
  }
}

TEST_F(HostileBytesTest, SurvivesOverlongNumbers) {
  for (uint8_t tag : {'I', 'U', 'A', 'a', 'B', '"', 'c', 'S', '^', 't', 'u'}) {
    Bytes bytes = {0xff, 0x0f, tag};
    bytes.insert(bytes.end(), 12, 0xff);
    ExpectNoHarm(bytes);
    bytes.back() = 0;
    ExpectNoHarm(bytes);
  }
}

TEST_F(HostileBytesTest, SurvivesHugeLengths) {
  for (uint8_t tag : {'A', 'a', 'B', '"', 'c', 'S', '^'}) {
    ExpectNoHarm({0xff, 0x0f, tag, 0xff, 0xff, 0xff, 0xff, 0x0f});
    ExpectNoHarm({0xff, 0x0f, tag, 0xff, 0xff, 0xff, 0xff, 0x07, 0, 0});
  }
  // A view past the end of its buffer, also where the sum overflows.
  ExpectNoHarm({0xff, 0x0f, 'B', 2, 0, 0, 'V', 'B', 1, 2, 0});
  ExpectNoHarm(
      {0xff, 0x0f, 'B', 2, 0, 0, 'V', 'B', 2, 0xff, 0xff, 0xff, 0xff, 0x0f, 0});
}

TEST_F(HostileBytesTest, RefusesDeepNesting) {
  struct {
    const char* name;
    Bytes open;
  } rows[] = {{"arrays", {'A', 1}},
              {"objects", {'o', 'I', 0}},
              {"maps", {';', 'I', 0}},
              {"sets", {'\''}},
              {"causes", {'r', 'c'}}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    Bytes bytes = {0xff, 0x0f};
    for (int i = 0; i < 100000; ++i) {
      bytes.insert(bytes.end(), row.open.begin(), row.open.end());
    }
    absl::Status status = Check(bytes, {.depth = 1000});
    EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(status.message(), HasSubstr("exceeds Limits::depth"));
  }
}

// What the stack does not carry V8 refuses, whatever is inside what.
TEST_F(HostileBytesTest, SurvivesWhatIsDeeperThanTheStack) {
  struct {
    const char* name;
    Bytes open;
    Bytes close;
  } rows[] = {{"arrays", {'A', 1}, {'$', 0, 1}},
              {"sparse arrays", {'a', 1, 'I', 0}, {'@', 1, 1}},
              {"properties of arrays", {'A', 0, '"', 1, 'p'}, {'$', 1, 0}},
              {"objects", {'o', '"', 1, 'p'}, {'{', 1}},
              {"elements", {'o', 'I', 0}, {'{', 1}},
              {"keys of maps", {';'}, {'0', ':', 2}},
              {"values of maps", {';', 'I', 0}, {':', 2}},
              {"sets", {'\''}, {',', 1}},
              {"causes", {'r', 'c'}, {'.'}}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    for (int depth : {500, 100000}) {
      Bytes bytes = {0xff, 0x0f};
      for (int i = 0; i < depth; ++i) {
        bytes.insert(bytes.end(), row.open.begin(), row.open.end());
      }
      bytes.push_back('0');
      for (int i = 0; i < depth; ++i) {
        bytes.insert(bytes.end(), row.close.begin(), row.close.end());
      }
      absl::StatusOr<SerializedValue> value =
          SerializedValue::FromBytes(cluster(), bytes);
      ASSERT_TRUE(value.ok()) << value.status();
      if (depth == 500) {
        EXPECT_THAT(Deserialize(*value), Succeeds());
      } else {
        EXPECT_THAT(
            Deserialize(*value),
            Throws("RangeError", HasSubstr("nested more deeply than "
                                           "the stack of this thread")));
      }
    }
  }
}

TEST_F(HostileBytesTest, RefusesMoreDepthThanAnyStackCarries) {
  Bytes bytes = {0xff, 0x0f};
  bytes.insert(bytes.end(), 3 << 20, ';');
  absl::Status status = Check(bytes);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("exceeds Limits::depth"));
}

TEST_F(HostileBytesTest, RefusesForgedIds) {
  struct {
    const char* what;
    Bytes body;
    const char* message;
  } rows[] = {
      {"transfer id", {'t', 0}, "At byte 4: the message has 0 transferred"},
      {"shared buffer", {'u', 0}, "At byte 4: the message has 0 shared"},
      {"module", {'w', 0}, "the message has 0 modules, not number 0"},
      {"host object",
       {'\\', 0, 0},
       "At byte 2: the message has 0 host objects"},
      {"large host object",
       {'\\', 0, 0xff, 0xff, 0xff, 0xff, 0x0f},
       "host objects, not number 4294967295"},
      {"view", {'\\', 1, '0'}, "a buffer is expected"},
      {"kind of another program", {'\\', 99, 0}, "no host record of kind 99"},
      {"truncated host object", {'\\', 0}, "At byte 4: the bytes end"},
      {"shared struct", {'p', 0}, "shared"},
      {"unknown reference", {'^', 5}, "reference"},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.what);
    absl::Status status = CheckBody(row.body);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    EXPECT_THAT(status.message(), HasSubstr(row.message));
    Bytes nested = {'A', 1};
    nested.insert(nested.end(), row.body.begin(), row.body.end());
    nested.insert(nested.end(), {'$', 0, 1});
    EXPECT_EQ(CheckBody(nested).code(), absl::StatusCode::kDataLoss);
  }
}

TEST_F(HostileBytesTest, LeavesPatternsToV8) {
  const Bytes bytes = {0xff, 0x0f, 'R', '"', 1, '(', 0};
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(cluster(), bytes);
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_THAT(Deserialize(*value),
              ThrowsDataCloneError(HasSubstr("Invalid regular expression")));
  // A read that failed must not harm what comes after it.
  EXPECT_THAT(Clone("({a: new DOMException('m')})"), Succeeds());
}

TEST_F(HostileBytesTest, RefusesDuplicateKeys) {
  absl::Status status =
      CheckBody({'o', 'I', 2, 'I', 0, 'I', 2, 'I', 0, '{', 2});
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
}

// Each of these ends the process where V8 gets to read it.
TEST_F(HostileBytesTest, RefusesWhatV8DoesNotSurvive) {
  EXPECT_FALSE(CheckBody({'Z', 0xfe, 0xff, 0xff, 0xff, 0x0f}).ok());
  Bytes buffers = {'A', 0x80, 0x80, 4};
  for (int i = 0; i < 65536; ++i) {
    buffers.insert(buffers.end(), {'~', 0, 0xff, 0xff, 0xff, 0xff, 0x0f});
  }
  buffers.insert(buffers.end(), {'$', 0, 0x80, 0x80, 4});
  absl::Status status = CheckBody(buffers);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(status.message(), HasSubstr("Limits::resizable_bytes"));
}

TEST_F(HostileBytesTest, RunsNoSetterOfTheRealm) {
  RunInTarget(
      "var hits = 0;"
      "Object.defineProperty(Object.prototype, 'a', {set() { ++hits; }});"
      "Map.prototype.set = Set.prototype.add = () => { ++hits; };");
  Outcome<SerializedValue> value =
      Serialize(Run("({a: 1, ['__proto__']: {x: 1}, m: new Map([[1, 2]]),"
                    "  s: new Set([1])})"));
  ASSERT_THAT(value, Succeeds());
  ASSERT_THAT(Deserialize(*value.value), Succeeds());
  EXPECT_TRUE(RunInTarget("hits === 0")->IsTrue());
}

}  // namespace
}  // namespace ferry::testing_support
