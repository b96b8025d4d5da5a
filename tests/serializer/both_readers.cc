#include "ferry/tests/serializer/both_readers.h"

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-context.h>
#include <v8-exception.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstddef>
#include <optional>
#include <utility>

#include "ferry/serializer/internal/check_message.h"
#include "ferry/serializer/internal/message_tables.h"
#include "ferry/serializer/internal/plain_reader.h"
#include "ferry/tests/delegates/support/received_message.h"
#include "ferry/tests/support/typed_tree.h"
#include "ferry/wire/limits.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using internal::HostObjectCounts;
using internal::PlainReader;
using Values = std::vector<v8::Local<v8::Value>>;

// The same class in both realms.
constexpr const char* kNode = R"js(
  class Node {
    constructor(name, data) { this.name = name; this.data = data; }
    [kClone]() {
      return {data: this.data, deserializeInfo: 'test:Node'};
    }
    [kTransfer]() {
      return {data: this.data, deserializeInfo: 'test:Node'};
    }
    [kDeserialize](data) { this.data = data; }
  }
  registerClass('test:Node', Node);
)js";

// The values and the objects beside them.
std::string Tree(v8::Isolate* isolate, v8::Local<v8::Context> context,
                 Values values, const ReceivedMessage& received) {
  for (v8::Local<v8::ArrayBuffer> buffer : received.array_buffers()) {
    values.push_back(buffer);
  }
  for (v8::Local<v8::Object> host : received.host_objects()) {
    values.push_back(host);
  }
  return TypedTree(context,
                   v8::Array::New(isolate, values.data(), values.size()));
}

}  // namespace

BothReadersTest::BothReadersTest() {
  Run(kNode);
  Run("markClass(Node, BOTH)");
  RunInTarget(kNode);
}

std::string BothReadersTest::Plain(const Message& message) {
  v8::HandleScope handles(isolate());
  v8::Context::Scope scope(target());
  ReceivedMessage received(agent(), target(), message.bytes, message.parts);
  PlainReader reader(
      agent(), target(), message.bytes,
      {.array_buffers = received.array_buffers(),
       .shared_array_buffers = message.parts.shared_array_buffers,
       .host_objects = received.host_objects(),
       .data_values = HostObjectCounts::Of(message.parts).data_values});
  v8::TryCatch try_catch(isolate());
  v8::Local<v8::Value> value;
  switch (reader.Read(value)) {
    case PlainReader::Result::kValue:
      break;
    case PlainReader::Result::kNotPlain:
      EXPECT_FALSE(try_catch.HasCaught());
      return "not plain";
    case PlainReader::Result::kThrown:
      EXPECT_TRUE(try_catch.HasCaught());
      return "thrown";
  }
  EXPECT_FALSE(try_catch.HasCaught());
  Values all = {value};
  all.insert(all.end(), reader.data_values().begin(),
             reader.data_values().end());
  return Tree(isolate(), target(), std::move(all), received);
}

std::string BothReadersTest::V8s(const Message& message) {
  v8::HandleScope handles(isolate());
  v8::Context::Scope scope(target());
  ReceivedMessage received(agent(), target(), message.bytes, message.parts);
  std::optional<Values> values =
      received.ReadByV8(1 + HostObjectCounts::Of(message.parts).data_values);
  if (!values.has_value()) return "refused";
  return Tree(isolate(), target(), *std::move(values), received);
}

void BothReadersTest::ExpectSame(const Message& message) {
  // Small ones: no message here is worth more.
  wire::Limits limits;
  limits.resizable_bytes = limits.buffer_bytes = 1 << 24;
  limits.sparse_elements = 1 << 16;
  std::string plain = Plain(message);
  if (plain == "not plain" ||
      !internal::CheckMessage(message.bytes, message.parts,
                              HostObjectCounts::Of(message.parts), limits)
           .ok()) {
    return;
  }
  ASSERT_EQ(plain, V8s(message)) << testing::PrintToString(message.bytes);
}

}  // namespace ferry::testing_support
