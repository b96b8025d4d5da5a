// MessageSerializer and MessageDeserializer, as an embedder with a format of
// its own uses them.

#include "ferry/delegates/message_serializer.h"

#include <v8-array-buffer.h>
#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/outcome.h"
#include "ferry/tests/support/pipe.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/wire/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kBox = R"js(
  var events = [];
  class Box {
    constructor(state) { this.state = state; }
    [kClone]() { return {data: this.state, deserializeInfo: 'test:Box'}; }
    [kTransfer]() {
      events.push('transfer');
      const data = this.state;
      this.state = undefined;
      return {data, deserializeInfo: 'test:Box'};
    }
    [kTransferAbort](data) {
      events.push('abort');
      this.state = data;
    }
    [kDeserialize](data) { this.state = data; }
  }
)js";

class MessageSerializerTest : public V8Test {
 protected:
  MessageSerializerTest() {
    Run(kBox);
    Run("markClass(Box, BOTH); var buffer = new Uint8Array([1, 2, 3]).buffer;"
        "var box = new Box('full')");
    RunInTarget(kBox);
    RunInTarget("registerClass('test:Box', Box)");
  }

  // One value alone, as far as it goes.
  Outcome<SerializedMessage> Write(
      absl::string_view script,
      const std::vector<v8::Local<v8::Object>>& list = {},
      ForStorage for_storage = ForStorage::kNo,
      const SerializeOptions& options = {}) {
    return Try([&]() -> v8::Maybe<SerializedMessage> {
      MessageSerializer message(agent(), source(), for_storage, list, options);
      if (message.WriteHeader().IsNothing() ||
          message.WriteValue(Run(script)).IsNothing()) {
        return v8::Nothing<SerializedMessage>();
      }
      return message.Finish();
    });
  }
  SerializedMessage Written(
      absl::string_view script,
      const std::vector<v8::Local<v8::Object>>& list = {}) {
    Outcome<SerializedMessage> message = Write(script, list);
    EXPECT_THAT(message, Succeeds());
    return *std::move(message.value);
  }

  Outcome<v8::Local<v8::Value>> Read(const SerializedMessage& message) {
    return Read(message.bytes, message.parts);
  }
  Outcome<v8::Local<v8::Value>> Read(absl::Span<const uint8_t> bytes,
                                     const MessageParts& parts) {
    return Try([&]() -> v8::MaybeLocal<v8::Value> {
      MessageDeserializer message(agent(), target(), bytes, parts);
      v8::Local<v8::Value> value;
      if (message.ReadHeader().IsNothing() ||
          !message.ReadValue().ToLocal(&value) ||
          message.Finish().IsNothing()) {
        return {};
      }
      return value;
    });
  }
};

TEST_F(MessageSerializerTest, KeepsValuesAndRawDataInTheirOrder) {
  MessageSerializer writer(agent(), source(), ForStorage::kNo);
  ASSERT_TRUE(writer.WriteHeader().IsJust());
  writer.serializer().WriteUint32(7);
  ASSERT_TRUE(
      writer.WriteValue(Run("var shared = {x: 1}; [shared, box]")).IsJust());
  writer.serializer().WriteRawBytes("abc", 3);
  ASSERT_TRUE(writer.WriteValue(Run("({shared, box, e: new DOMException()})"))
                  .IsJust());
  writer.serializer().WriteDouble(0.5);
  v8::Maybe<SerializedMessage> message = writer.Finish();
  ASSERT_TRUE(message.IsJust());
  const SerializedMessage sent = std::move(message).FromJust();
  EXPECT_THAT(sent.parts.host_objects, SizeIs(2));
  EXPECT_FALSE(sent.parts.has_transfers());

  MessageDeserializer reader(agent(), target(), sent.bytes, sent.parts);
  ASSERT_TRUE(reader.ReadHeader().IsJust());
  uint32_t number;
  ASSERT_TRUE(reader.deserializer().ReadUint32(&number));
  EXPECT_EQ(number, 7u);
  v8::Local<v8::Value> first;
  ASSERT_TRUE(reader.ReadValue().ToLocal(&first));
  const void* raw;
  ASSERT_TRUE(reader.deserializer().ReadRawBytes(3, &raw));
  EXPECT_EQ(std::string(static_cast<const char*>(raw), 3), "abc");
  v8::Local<v8::Value> second;
  ASSERT_TRUE(reader.ReadValue().ToLocal(&second));
  double half;
  ASSERT_TRUE(reader.deserializer().ReadDouble(&half));
  EXPECT_EQ(half, 0.5);
  SetInTarget("first", first);
  EXPECT_TRUE(RunInTarget("first[1].state === undefined")->IsTrue());
  ASSERT_TRUE(reader.Finish().IsJust());
  EXPECT_THAT(reader.transferred(), IsEmpty());
  SetInTarget("second", second);
  EXPECT_TRUE(RunInTarget("first[1].state === 'full' &&"
                          "second.box === first[1] &&"
                          "second.shared === first[0] &&"
                          "second.e instanceof DOMException")
                  ->IsTrue());
}

TEST_F(MessageSerializerTest, GivesTheTransferredObjectsInTheirOrder) {
  const SerializedMessage sent =
      Written("0", {RunObject("box"), RunObject("buffer")});
  EXPECT_THAT(Run("buffer"), IsDetached());
  EXPECT_EQ(sent.parts.transferred_array_buffers, 1u);
  EXPECT_EQ(sent.parts.transferred_host_objects, 1u);
  MessageDeserializer reader(agent(), target(), sent.bytes, sent.parts);
  ASSERT_TRUE(reader.ReadHeader().IsJust());
  ASSERT_FALSE(reader.ReadValue().IsEmpty());
  ASSERT_TRUE(reader.Finish().IsJust());
  ASSERT_THAT(reader.transferred(), SizeIs(2));
  EXPECT_THAT(reader.transferred()[0],
              HoldsBytes(std::vector<uint8_t>{1, 2, 3}));
  SetInTarget("received", reader.transferred()[1]);
  EXPECT_TRUE(RunInTarget("received.state === 'full'")->IsTrue());
}

TEST_F(MessageSerializerTest, GivesEverythingBackWhereItIsNotFinished) {
  v8::Local<v8::Object> list[] = {RunObject("buffer"), RunObject("box")};
  {
    MessageSerializer message(agent(), source(), ForStorage::kNo, list);
    ASSERT_TRUE(message.WriteHeader().IsJust());
    ASSERT_TRUE(message.WriteValue(Run("[buffer, box]")).IsJust());
  }
  EXPECT_THAT(list[0], HoldsBytes(std::vector<uint8_t>{1, 2, 3}));
  EXPECT_TRUE(Run("box.state === 'full' && events.length === 0")->IsTrue());
  // And can be transferred by another message.
  EXPECT_THAT(Written("0", {list[0], list[1]}).parts.array_buffers, SizeIs(1));
}

TEST_F(MessageSerializerTest, GivesEverythingBackWhereAValueFails) {
  EXPECT_THAT(Write("({buffer, box, bad: [() => 1]})",
                    {RunObject("buffer"), RunObject("box")}),
              ThrowsDataCloneError(HasSubstr("$.bad[0]: ")));
  EXPECT_THAT(Run("buffer"), HoldsBytes(std::vector<uint8_t>{1, 2, 3}));
  EXPECT_TRUE(Run("box.state === 'full' && events.length === 0")->IsTrue());
}

TEST_F(MessageSerializerTest, GivesEverythingBackWhereTheLastStepFails) {
  Run("var bad = new Box(); bad[kTransfer] = () => { throw new RangeError(); "
      "}");
  EXPECT_THAT(
      Write("0", {RunObject("buffer"), RunObject("box"), RunObject("bad")}),
      Throws("RangeError", ""));
  EXPECT_THAT(Run("buffer"), HoldsBytes(std::vector<uint8_t>{1, 2, 3}));
  EXPECT_TRUE(Run("box.state === 'full' && events.join() === 'transfer,abort'")
                  ->IsTrue());
}

TEST_F(MessageSerializerTest, RefusesAListBeforeAnythingIsWritten) {
  v8::Local<v8::Object> list[] = {RunObject("buffer"), RunObject("({})")};
  MessageSerializer message(agent(), source(), ForStorage::kNo, list);
  EXPECT_THAT(Try([&] { return message.WriteHeader(); }),
              ThrowsDataCloneError("Entry 1 of the transfer list (Object) is "
                                   "not transferable."));
  EXPECT_THAT(list[0], Not(IsDetached()));
}

TEST_F(MessageSerializerTest, SaysWhereInTheValueThatIsWritten) {
  MessageSerializer message(agent(), source(), ForStorage::kNo);
  ASSERT_TRUE(message.WriteHeader().IsJust());
  ASSERT_TRUE(message.WriteValue(Run("({a: 1})")).IsJust());
  EXPECT_THAT(
      Try([&] { return message.WriteValue(Run("({b: {c: () => 1}})")); }),
      ThrowsDataCloneError(HasSubstr("$.b.c: ")));
}

// Nobody knows which of the values leads to the box.
TEST_F(MessageSerializerTest, SaysNotWhereInTheDataOfSeveralValues) {
  MessageSerializer message(agent(), source(), ForStorage::kNo);
  ASSERT_TRUE(message.WriteHeader().IsJust());
  ASSERT_TRUE(message.WriteValue(Run("[new Box(() => 1)]")).IsJust());
  ASSERT_TRUE(message.WriteValue(Run("0")).IsJust());
  EXPECT_THAT(Try([&] { return message.Finish(); }),
              ThrowsDataCloneError("() => 1 could not be cloned."));
  EXPECT_THAT(Write("[new Box(() => 1)]"),
              ThrowsDataCloneError(
                  "$[0][kClone]().data: () => 1 could not be cloned."));
}

// A getter writes a message of its own while another is written.
TEST_F(MessageSerializerTest, IsReentrant) {
  std::optional<SerializedMessage> inner;
  std::function<void()> write = [&] {
    inner = Written("['inner', box]", {RunObject("buffer")});
  };
  Set("write", v8::Function::New(
                   source(),
                   [](const v8::FunctionCallbackInfo<v8::Value>& info) {
                     (*static_cast<std::function<void()>*>(
                         info.Data().As<v8::External>()->Value()))();
                   },
                   v8::External::New(isolate(), &write))
                   .ToLocalChecked());
  const SerializedMessage outer = Written(
      "({before: 'x'.repeat(100), get inner() { write(); return box; },"
      "after: 'y'.repeat(1000)})");
  ASSERT_TRUE(inner.has_value());
  EXPECT_THAT(Read(*inner), Returns(EvaluatesTo("['inner', new Box('full')]")));
  EXPECT_THAT(Read(outer), Returns(EvaluatesTo("({before: 'x'.repeat(100),"
                                               "inner: new Box('full'),"
                                               "after: 'y'.repeat(1000)})")));
}

TEST_F(MessageSerializerTest, ChecksItsLimits) {
  auto write = [&](const wire::Limits& limits, const char* script,
                   std::vector<v8::Local<v8::Object>> list = {}) {
    return Write(script, list, ForStorage::kNo, {.limits = limits});
  };
  EXPECT_THAT(write({.bytes = 13}, "'0123456789'"),
              ThrowsDataCloneError("The value takes more than 13 bytes "
                                   "(Limits::bytes)."));
  EXPECT_THAT(write({.host_objects = 1}, "[new Box(1), new Box(2)]"),
              ThrowsDataCloneError("The value has more than 1 host objects "
                                   "(Limits::host_objects)."));
  EXPECT_THAT(write({.buffer_bytes = 2}, "0", {RunObject("buffer")}),
              ThrowsDataCloneError("The value's buffers have more than 2 bytes "
                                   "(Limits::buffer_bytes)."));
  EXPECT_THAT(Run("buffer"), Not(IsDetached()));
  EXPECT_THAT(write({.bytes = 14}, "'0123456789'"), Succeeds());
}

TEST_F(MessageSerializerTest, RefusesForStorageWhatCannotBeStored) {
  auto store = [&](const char* script) {
    return Write(script, {}, ForStorage::kYes);
  };
  EXPECT_THAT(
      store("[new SharedArrayBuffer(1)]"),
      ThrowsDataCloneError("$[0]: SharedArrayBuffer could not be stored: it is "
                           "shared inside one agent cluster only."));
  EXPECT_THAT(store("[box, new DOMException()]"), Succeeds());
  EXPECT_TRUE(Written("new SharedArrayBuffer(3)").parts.shares_memory());
}

TEST_F(MessageSerializerTest, IsReadOftenWhereNothingIsTransferred) {
  const SerializedMessage sent = Written("[buffer, box]");
  EXPECT_THAT(Run("buffer"), Not(IsDetached()));
  for (int i = 0; i < 2; ++i) {
    EXPECT_THAT(Read(sent),
                Returns(EvaluatesTo(
                    "[new Uint8Array([1, 2, 3]).buffer, new Box('full')]")));
  }
}

TEST_F(MessageSerializerTest, RefusesDamagedBytes) {
  SerializedMessage sent = Written("[1, box]");
  for (size_t size = 0; size < sent.bytes.size(); ++size) {
    EXPECT_THAT(Read(absl::MakeSpan(sent.bytes).first(size), sent.parts),
                ThrowsDataCloneError(
                    HasSubstr("The serialized data could not be read.")))
        << size;
  }
}

TEST_F(MessageSerializerTest, DestroysWhatNobodyHasSeenWhereItIsNotRead) {
  auto log = std::make_shared<PipeLog>();
  InstallPipe(agent(), source());
  InstallPipe(agent(), target());
  {
    const SerializedMessage sent =
        Written("0", {NewPipe(agent(), source(),
                              std::make_unique<Pipe>(
                                  log, "p", TransferMode::kTransferable))});
    const int alive = log->pipes_alive;
    {
      MessageDeserializer reader(agent(), target(), sent.bytes, sent.parts);
      ASSERT_TRUE(reader.ReadHeader().IsJust());
      EXPECT_EQ(log->pipes_alive, alive + 1);
    }
    EXPECT_EQ(log->pipes_alive, alive);
  }
  EXPECT_EQ(log->holders_alive(), 0);
}

}  // namespace
}  // namespace ferry::testing_support
