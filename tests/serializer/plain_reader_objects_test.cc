// What PlainReader reads between plain data, against V8's own reader: buffers,
// views, host objects, objects of primitives.

#include <v8-container.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/v8_version.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/delegates/support/large_buffer.h"
#include "ferry/tests/serializer/both_readers.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/typed_tree.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

struct Kind {
  const char* name;
  const char* script;
  // Of globals of the script; null for a message without one.
  const char* transfer = nullptr;
  bool for_storage = false;
};
void PrintTo(const Kind& row, std::ostream* stream) { *stream << row.name; }
std::string KindName(const testing::TestParamInfo<Kind>& info) {
  return info.param.name;
}

// A view of each class, on the buffer `b`. VIEWS stands for it.
constexpr const char* kViews =
    "[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array,"
    " Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array,"
    " BigUint64Array, DataView]";

constexpr Kind kKinds[] = {
    {"TransferredAmongRows",
     "globalThis.b = new Uint8Array([1, 2, 3]).buffer;"
     "({rows: [{a: 1, s: 'x'}, {a: 2, s: 'y'}], b})",
     "[b]"},
    {"TransferredAtTheRoot", "globalThis.b = new ArrayBuffer(4)", "[b]"},
    {"TransferredOften", "globalThis.b = new ArrayBuffer(4); [b, [b], {b}]",
     "[b]"},
    {"TransferredUnmentioned", "globalThis.b = new ArrayBuffer(4); [{}]",
     "[b]"},
    {"TwoTransferred",
     "globalThis.a = new ArrayBuffer(1); globalThis.b = new ArrayBuffer(2);"
     "[b, new Map([[a, b]]), new Set([a])]",
     "[a, b]"},
    {"ViewsOfTransferred",
     "globalThis.b = new ArrayBuffer(32);"
     "({o: {}, v: VIEWS.map(V => new V(b)), b})",
     "[b]"},
    {"PartialViewsOfTransferred",
     "globalThis.b = new ArrayBuffer(64);"
     "VIEWS.map((V, i) => [new V(b, 8 * (i % 4), 2), new V(b, 64)])",
     "[b]"},
    {"ResizableTransferred",
     "globalThis.b = new ArrayBuffer(16, {maxByteLength: 64});"
     "[{b}, VIEWS.map(V => [new V(b), new V(b, 8), new V(b, 8, 1)])]",
     "[b]"},
    {"OneViewManyTimes",
     "globalThis.b = new ArrayBuffer(8); const v = new Uint8Array(b, 2, 3);"
     "[v, {v}, v, b, new Map([[v, v]])]",
     "[b]"},
    {"Buffers",
     "[{a: 1}, new Uint8Array([1, 2, 3]).buffer, new ArrayBuffer(0)]"},
    {"BufferManyTimes", "const b = new ArrayBuffer(3); [b, b, {b}]"},
    {"Views", "VIEWS.map(V => ({v: new V(new ArrayBuffer(8))}))"},
    {"ViewsOfOneBuffer",
     "const b = new ArrayBuffer(16); [VIEWS.map(V => new V(b, 8, 1)), b]"},
    {"EmptyViews", "VIEWS.map(V => new V(new ArrayBuffer(8), 8))"},
    {"ResizableBuffers",
     "const b = new ArrayBuffer(8, {maxByteLength: 32});"
     "[{a: 1}, b, new ArrayBuffer(1, {maxByteLength: 2}), b]"},
    {"ViewsOfResizable",
     "const b = new ArrayBuffer(16, {maxByteLength: 32}); const o = {};"
     "[o, VIEWS.map(V => [new V(b), new V(b, 8), new V(b, 8, 1)]), b, o]"},
    {"FirstAViewOfResizable",
     "const b = new ArrayBuffer(16, {maxByteLength: 32}); const o = {};"
     "[new Uint8Array(b, 4), o, b, o]"},
    {"Shared",
     "const s = new SharedArrayBuffer(16);"
     "[{s}, VIEWS.map(V => [new V(s), new V(s, 8, 1)]), s]"},
    {"Growable",
     "const s = new SharedArrayBuffer(16, {maxByteLength: 32});"
     "[s, VIEWS.map(V => [new V(s), new V(s, 8), new V(s, 8, 1)])]"},
    {"SharedOnce", "[{}, new SharedArrayBuffer(2), 1]"},
    {"LargeBesideTheBytes",
     "const b = new ArrayBuffer(LARGE);"
     "[{a: 1}, new Uint8Array(b, 4, 8), new DataView(b, 0, 2), b,"
     " new Uint8Array(2), new Int16Array(new SharedArrayBuffer(4))]"},
    {"LargeOfOneView", "[{a: 1}, new Float64Array(LARGE / 8), {a: 2}]"},
    {"LargeResizable",
     "const b = new ArrayBuffer(LARGE, {maxByteLength: 2 * LARGE});"
     "[new Uint8Array(b), b]"},
    {"LargeStored",
     "const b = new Uint8Array(LARGE).fill(7); const o = {};"
     "[b, o, new ArrayBuffer(2), new Uint8Array(LARGE + 1), o, b]",
     nullptr, true},
    {"HostObjects", "[{a: 1}, new Node('a', 1), new Node('b', {c: 2})]"},
    {"HostObjectManyTimes",
     "const n = new Node('a', [1]); [n, {n}, new Map([[n, n]]), n]"},
    {"DataOfHostObjectsRefersToTheValue",
     "const o = {a: 1}; const n = new Node('a', o);"
     "[o, n, new Node('b', {o, n}), new Node('c', n)]"},
    {"DataWithBuffers",
     "const b = new ArrayBuffer(4);"
     "[new Node('a', [b, new Uint8Array(b)]), new Uint16Array(b), 1]"},
    {"TransferredHostObject",
     "globalThis.n = new Node('a', {x: 1}); ({n, m: new Node('b', 2)})", "[n]"},
    {"BigInts",
     "[0n, 1n, -1n, 2n ** 63n, -(2n ** 64n), 2n ** 64n - 1n, 3n ** 200n]"},
    {"PrimitiveObjects",
     "const w = Object(1);"
     "[w, Object(-0), Object('s'), Object('\\u20ac'), Object(true),"
     " Object(false), Object(-5n), {w}, w]"},
    {"RegExps", "const r = /a+b/giv; [r, {r}, /\\p{L}/u, /x/dsy, r]"},
    {"Errors",
     "const e = new TypeError('m'); e.stack = 'S';"
     "[e, new Error('n'), new RangeError(), {e}, new EvalError('\\u20ac')]"},
};

class ObjectKindTest : public BothReadersTest,
                       public testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    std::string script = absl::StrReplaceAll(
        GetParam().script,
        {{"VIEWS", kViews}, {"LARGE", absl::StrCat(kLargeBuffer)}});
    v8::Local<v8::Value> value = Run(script);
    std::vector<v8::Local<v8::Object>> transfer;
    if (GetParam().transfer != nullptr) {
      v8::Local<v8::Array> list =
          RunObject(GetParam().transfer).As<v8::Array>();
      for (uint32_t i = 0; i < list->Length(); ++i) {
        transfer.push_back(
            list->Get(source(), i).ToLocalChecked().As<v8::Object>());
      }
    }
    Outcome<SerializedValue> value_of_message =
        GetParam().for_storage ? SerializeForStorage(value)
                               : Serialize(value, transfer);
    ASSERT_THAT(value_of_message, Succeeds());
    value_ = *std::move(value_of_message.value);
    message_.emplace(Bytes(value_.bytes().begin(), value_.bytes().end()),
                     value_.parts());
  }

  // Of each byte; but what is in a large buffer says nothing.
  std::vector<size_t> Positions() const {
    const size_t size = message_->bytes.size();
    std::vector<size_t> positions;
    for (size_t i = 2; i < size; ++i) {
      if (size < 4000 || i < 32 || i + 32 >= size) positions.push_back(i);
    }
    return positions;
  }

  SerializedValue value_;
  std::optional<Message> message_;
};

TEST_P(ObjectKindTest, IsReadAsV8Reads) {
  std::string expected = V8s(*message_);
  ASSERT_NE(expected, "refused");
  // Only later V8s say that there is no memory for a large buffer.
  if (GetParam().for_storage && !FERRY_V8_AT_LEAST(13, 6)) {
    expected = "not plain";
  }
  // A shape that was met often is read another way.
  for (int i = 0; i < 4; ++i) ASSERT_EQ(Plain(*message_), expected);
}

TEST_P(ObjectKindTest, IsReadAsV8ReadsWhenDamaged) {
  for (size_t i : Positions()) {
    for (uint8_t flip : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80}) {
      Message damaged = *message_;
      damaged.bytes[i] ^= flip;
      ExpectSame(damaged);
    }
  }
}

TEST_P(ObjectKindTest, IsReadAsV8ReadsWhenCutOff) {
  for (size_t i : Positions()) {
    Message cut = *message_;
    cut.bytes.resize(i);
    ExpectSame(cut);
  }
}

// Each tag wherever there is one.
TEST_P(ObjectKindTest, IsReadAsV8ReadsWithOtherTags) {
  constexpr char kTags[] = "tuB~V\\^R?xynzsZrmw";
  for (size_t i : Positions()) {
    for (char tag : absl::string_view(kTags)) {
      Message other = *message_;
      other.bytes[i] = static_cast<uint8_t>(tag);
      ExpectSame(other);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Values, ObjectKindTest, testing::ValuesIn(kKinds),
                         KindName);

class PlainReaderObjectsTest : public BothReadersTest {};

TEST_F(PlainReaderObjectsTest, LeavesOthersToV8) {
  for (const char* script : {
           "[new Error('x', {cause: 1})]",
           "const o = {}; [o, new Error('x', {cause: o})]",
           "[2n ** (8n * 65536n)]",
       }) {
    SCOPED_TRACE(script);
    v8::Local<v8::Value> value = Run(script);
    Outcome<SerializedValue> written = Serialize(value);
    ASSERT_THAT(written, Succeeds());
    Message message{
        Bytes(written.value->bytes().begin(), written.value->bytes().end()),
        written.value->parts()};
    EXPECT_EQ(Plain(message), "not plain");
    Outcome<v8::Local<v8::Value>> read = Deserialize(*written.value);
    ASSERT_THAT(read, Succeeds());
    EXPECT_EQ(TypedTree(target(), *read.value), TypedTree(source(), value));
  }
}

// An error begins with the byte that later V8s write behind WebAssembly's
// memory.
TEST_F(PlainReaderObjectsTest, LeavesWhatMayBeMemoryOfWebAssemblyToV8) {
  Outcome<SerializedValue> written =
      Serialize(Run("[new SharedArrayBuffer(2), new Error('x')]"));
  ASSERT_THAT(written, Succeeds());
  Message message{
      Bytes(written.value->bytes().begin(), written.value->bytes().end()),
      written.value->parts()};
  EXPECT_EQ(Plain(message),
            FERRY_V8_AT_LEAST(13, 6) ? "not plain" : V8s(message));
  EXPECT_THAT(Deserialize(*written.value), Succeeds());
}

// A second reading, because of a reference, gives the same memory once.
TEST_F(PlainReaderObjectsTest, CopiesLargeBuffersOnce) {
  const size_t size = kLargeBuffer;
  Outcome<SerializedValue> written = SerializeForStorage(Run(absl::StrCat(
      "const v = new Uint8Array(", size, ").fill(3); const w = new Uint8Array(",
      size, ").fill(4); [v, w, v]")));
  ASSERT_THAT(written, Succeeds());
  Outcome<v8::Local<v8::Value>> read = Deserialize(*written.value);
  ASSERT_THAT(read, Succeeds());
  SetInTarget("it", *read.value);
  EXPECT_TRUE(
      RunInTarget("it[0] === it[2] && it[0].every(x => x === 3) &&"
                  "it[1].every(x => x === 4) && it[0].buffer !== it[1].buffer")
          ->IsTrue());
}

TEST_F(PlainReaderObjectsTest, MakesObjectsOfTheContextThatIsAsked) {
  v8::Local<v8::Value> value = Run(
      "globalThis.b = new ArrayBuffer(4);"
      "[b, new Uint8Array(b), new ArrayBuffer(1), new SharedArrayBuffer(1),"
      " /x/, Object(1), new Error('x'), new ArrayBuffer(1, {maxByteLength: 2}),"
      " new Uint8Array(2)]");
  v8::Local<v8::Object> list[] = {RunObject("b")};
  Outcome<SerializedValue> written = Serialize(value, list);
  ASSERT_THAT(written, Succeeds());
  Outcome<DeserializedValue> read = Receive(*std::move(written.value));
  ASSERT_THAT(read, Succeeds());
  SetInTarget("it", read.value->value);
  SetInTarget("moved", read.value->transferred[0]);
  EXPECT_TRUE(
      RunInTarget("it[0] instanceof ArrayBuffer && it[0] === moved &&"
                  "it[1] instanceof Uint8Array && it[1].buffer === moved &&"
                  "it[2] instanceof ArrayBuffer &&"
                  "it[3] instanceof SharedArrayBuffer &&"
                  "it[4] instanceof RegExp && it[5] instanceof Number &&"
                  "it[6] instanceof Error && it[7] instanceof ArrayBuffer &&"
                  "it[8] instanceof Uint8Array")
          ->IsTrue());
}

}  // namespace
}  // namespace ferry::testing_support
