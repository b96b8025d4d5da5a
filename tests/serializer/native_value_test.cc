// SerializedValue as native code reads, writes and makes it.

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/copier.h"
#include "ferry/wire/document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using absl::StatusCode;
using testing::ElementsAre;
using testing::HasSubstr;

class NativeValueTest : public TwoIsolatesTest {
 protected:
  SerializedValue Value(absl::string_view script, ObjectSpan transfer = {}) {
    return *std::move(Serialize(Run(script), transfer).value);
  }
  static wire::Document Open(const SerializedValue& value) {
    return *wire::Document::Open(value.view());
  }
  SerializedValue Finish(wire::Writer writer, MessageParts parts = {}) {
    absl::StatusOr<SerializedValue> value = SerializedValue::FromWriter(
        cluster(), std::move(writer), std::move(parts));
    EXPECT_TRUE(value.ok()) << value.status();
    return *std::move(value);
  }
};

TEST_F(NativeValueTest, IsReadInPlace) {
  SerializedValue value = Value("({name: 'é', rows: [{a: 1}, {a: 2.5}]})");
  wire::Document document = Open(value);
  EXPECT_EQ(document.root()["name"].ToUtf8(), "é");
  EXPECT_EQ(document.root()["rows"][1]["a"].number(), 2.5);
}

TEST_F(NativeValueTest, ShowsTransferredLargeAndSharedBuffers) {
  v8::Local<v8::Object> list[] = {
      RunObject("globalThis.moved = new Float32Array([1, 2]).buffer")};
  SerializedValue value = Value(
      "({moved: new Float32Array(moved), small: new Uint8Array([3]),"
      "  large: new Uint8Array(1 << 20).fill(4),"
      "  shared: new Uint8Array(new SharedArrayBuffer(2)).fill(5)})",
      list);
  wire::Document document = Open(value);
  EXPECT_THAT(*document.root()["moved"].span<float>(), ElementsAre(1, 2));
  EXPECT_THAT(*document.root()["small"].span<uint8_t>(), ElementsAre(3));
  EXPECT_EQ(document.root()["large"].bytes().size(), 1u << 20);
  EXPECT_EQ(document.root()["large"].bytes().back(), 4);
  EXPECT_THAT(*document.root()["shared"].span<uint8_t>(), ElementsAre(5, 5));
}

TEST_F(NativeValueTest, WritesWhereItOwnsTheMemory) {
  v8::Local<v8::Object> list[] = {
      RunObject("globalThis.moved = new Float32Array([1, 2]).buffer")};
  SerializedValue value = Value(
      "({moved: new Float32Array(moved), small: new Uint8Array([3, 4]),"
      "  none: new Uint8Array(0), name: 'x',"
      "  shared: new Uint8Array(new SharedArrayBuffer(2))})",
      list);
  {
    wire::Document document = Open(value);
    wire::Value root = document.root();
    absl::Span<float> moved = *value.WritableSpan<float>(root["moved"]);
    for (float& element : moved) element *= 10;
    value.WritableSpan<uint8_t>(root["small"])->front() = 9;
    EXPECT_EQ(value.WritableBytes(root["none"])->size(), 0u);
    EXPECT_EQ(value.WritableSpan<uint8_t>(root["shared"]).status().code(),
              StatusCode::kFailedPrecondition);
    EXPECT_EQ(value.WritableBytes(root["name"]).status().code(),
              StatusCode::kInvalidArgument);
    EXPECT_EQ(value.WritableSpan<double>(root["moved"]).status().code(),
              StatusCode::kInvalidArgument);
  }
  Outcome<DeserializedValue> received = Receive(std::move(value));
  ASSERT_THAT(received, Succeeds());
  SetInTarget("it", received.value->value);
  EXPECT_TRUE(RunInTarget("it.moved.join() === '10,20' &&"
                          "it.small.join() === '9,4'")
                  ->IsTrue());
}

TEST_F(NativeValueTest, DoesNotWriteToAnotherValue) {
  SerializedValue value = Value("new Uint8Array([1])");
  SerializedValue other = Value("new Uint8Array([1])");
  wire::Document document = Open(other);
  EXPECT_EQ(value.WritableBytes(document.root()).status().code(),
            StatusCode::kFailedPrecondition);
}

// The tables behind a view are made once.
TEST_F(NativeValueTest, IsReadByManyThreadsAtOnce) {
  const SerializedValue value = Value(
      "({b: new Float64Array(1 << 16).fill(0.5), rows: Array(99).fill({a: 1})"
      "})");
  std::atomic<double> sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      wire::Document document = Open(value);
      double mine = 0;
      absl::Span<const double> buffer = *document.root()["b"].span<double>();
      for (double element : buffer) mine += element;
      for (wire::Value row : document.root()["rows"].elements()) {
        mine += *row["a"].number();
      }
      sum += mine;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sum, 4 * (32768 + 99));
}

TEST_F(NativeValueTest, ViewsSurviveAMove) {
  SerializedValue value = Value("new Uint8Array(1 << 20).fill(4)");
  wire::Document document = Open(value);
  SerializedValue moved = std::move(value);
  EXPECT_EQ(document.root().bytes().back(), 4);
  EXPECT_EQ(Open(moved).root().bytes().data(), document.root().bytes().data());
}

TEST_F(NativeValueTest, IsMadeOnAThreadWithoutAnIsolate) {
  absl::StatusOr<SerializedValue> value = absl::UnknownError("");
  std::thread([&] {
    wire::Writer writer;
    wire::Writer::ObjectId self = writer.BeginObject();
    writer.Key("rows");
    writer.BeginArray(2);
    writer.Number(1);
    writer.Reference(self);
    writer.EndArray();
    writer.Key("when");
    writer.Date(0);
    writer.EndObject();
    value = SerializedValue::FromWriter(cluster(), std::move(writer));
  }).join();
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_THAT(Deserialize(*value),
              Returns(EvaluatesTo("const it = {rows: [1, 0], when: new "
                                  "Date(0)}; it.rows[1] = it; it")));
  EXPECT_TRUE(value->ToBytes().ok());
}

TEST_F(NativeValueTest, HandsMemoryOverWithoutACopy) {
  std::vector<double> column = {1, 2, 3};
  const double* data = column.data();
  MessageParts parts;
  parts.array_buffers.push_back(ToBackingStore(std::move(column)));
  wire::Writer writer;
  writer.TransferredArrayBuffer(0);
  writer.View(wire::ViewType::kFloat64, {.byte_offset = 8, .byte_length = 16});
  SerializedValue value = Finish(std::move(writer), std::move(parts));
  EXPECT_FALSE(value.has_transfers());
  // A part of the value: each who reads it often gets a copy.
  EXPECT_THAT(Deserialize(value),
              Returns(EvaluatesTo(
                  "new Float64Array(new Float64Array([1, 2, 3]).buffer, 8)")));
  Outcome<DeserializedValue> received = Receive(std::move(value));
  ASSERT_THAT(received, Succeeds());
  EXPECT_TRUE(received.value->transferred.empty());
  EXPECT_EQ(received.value->value.As<v8::ArrayBufferView>()->Buffer()->Data(),
            data);
}

TEST_F(NativeValueTest, HandsMemoryOverAsTransferred) {
  MessageParts parts;
  parts.array_buffers.push_back(ToBackingStore(std::vector<uint8_t>{1, 2}));
  parts.transferred_array_buffers = 1;
  wire::Writer writer;
  writer.Null();
  SerializedValue value = Finish(std::move(writer), std::move(parts));
  EXPECT_TRUE(value.has_transfers());
  EXPECT_EQ(value.ToBytes().status().code(), StatusCode::kFailedPrecondition);
  Outcome<DeserializedValue> received = Receive(std::move(value));
  ASSERT_THAT(received, Succeeds());
  ASSERT_EQ(received.value->transferred.size(), 1u);
  EXPECT_THAT(v8::Local<v8::Value>(received.value->transferred[0]),
              HoldsBytes(std::vector<uint8_t>{1, 2}));
}

struct CountingDeleter {
  void operator()(uint8_t* memory) const {
    ++*freed;
    std::free(memory);
  }
  std::atomic<int>* freed;
};

TEST_F(NativeValueTest, FreesMemoryOnce) {
  std::atomic<int> freed = 0;
  for (size_t size : {16, 0}) {
    std::unique_ptr<uint8_t[], CountingDeleter> memory(
        static_cast<uint8_t*>(std::calloc(16, 1)), CountingDeleter{&freed});
    MessageParts parts;
    parts.array_buffers.push_back(ToBackingStore(std::move(memory), size));
    wire::Writer writer;
    writer.TransferredArrayBuffer(0);
    SerializedValue value = Finish(std::move(writer), std::move(parts));
    // Nobody receives the second one.
    if (size != 0) {
      EXPECT_EQ(freed, 0);
      OnOtherThread([&](TestIsolate& other) {
        EXPECT_TRUE(StructuredDeserializeWithTransfer(
                        other.agent(), other.source(), std::move(value))
                        .IsJust());
      });
    }
    value = SerializedValue();
    EXPECT_EQ(freed, size != 0 ? 1 : 2);
  }
}

TEST_F(NativeValueTest, RefusesWhatV8MayNotRead) {
  wire::Writer twice;
  twice.BeginObject();
  twice.Key("a");
  twice.Null();
  twice.Key("a");
  twice.Null();
  twice.EndObject();
  EXPECT_EQ(
      SerializedValue::FromWriter(cluster(), std::move(twice)).status().code(),
      StatusCode::kDataLoss);
  wire::Writer missing;
  missing.TransferredArrayBuffer(0);
  EXPECT_THAT(SerializedValue::FromWriter(cluster(), std::move(missing))
                  .status()
                  .message(),
              HasSubstr("0 transferred buffers, not number 0"));
  wire::Writer beyond;
  beyond.TransferredArrayBuffer(0);
  beyond.View(wire::ViewType::kUint8, {.byte_length = 3});
  MessageParts parts;
  parts.array_buffers.push_back(ToBackingStore(std::vector<uint8_t>{1, 2}));
  EXPECT_THAT(SerializedValue::FromWriter(cluster(), std::move(beyond),
                                          std::move(parts))
                  .status()
                  .message(),
              HasSubstr("a view goes beyond its buffer"));
  EXPECT_EQ(
      SerializedValue::FromWriter(cluster(), wire::Writer()).status().code(),
      StatusCode::kFailedPrecondition);
  EXPECT_EQ(
      SerializedValue::FromWriter(nullptr, wire::Writer()).status().message(),
      "FromWriter needs an AgentCluster.");
}

TEST_F(NativeValueTest, IsMadeFromAnotherWithPartsReplaced) {
  SerializedValue value = Value(
      "const it = {rows: [{name: 'a'}, {name: 'b'}],"
      "  data: new Uint8Array(1 << 20).fill(1)};"
      "it.self = it; it.first = it.rows[0]; it");
  wire::Writer writer;
  size_t buffer;
  {
    wire::Document document = Open(value);
    wire::Copier copier(document, writer);
    copier.Replace(document.root()["rows"][1]["name"],
                   [](wire::Writer& w) { w.String("new"); });
    ASSERT_TRUE(copier.CopyAll().ok());
    buffer = document.root()["data"].token().buffer.index;
  }
  MessageParts parts = std::move(value).TakeParts();
  EXPECT_TRUE(value.consumed());
  parts.array_buffers[buffer] =
      ToBackingStore(std::vector<uint8_t>(1 << 20, 7));
  SerializedValue made = Finish(std::move(writer), std::move(parts));
  Outcome<v8::Local<v8::Value>> read = Deserialize(made);
  ASSERT_THAT(read, Succeeds());
  SetInTarget("it", *read.value);
  EXPECT_TRUE(RunInTarget("it.rows[1].name === 'new' && it.self === it &&"
                          "it.first === it.rows[0] && it.first.name === 'a' &&"
                          "it.data.every(x => x === 7)")
                  ->IsTrue());
}

}  // namespace
}  // namespace ferry::testing_support
