// The examples of docs/embedding.md and README.md, run. snippets_test checks
// that each of them stands here word for word.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <v8-array-buffer.h>
#include <v8-external.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-template.h>
#include <v8-value-serializer.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "ferry/delegates/message_serializer.h"
#include "ferry/ferry.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"

namespace {

using ferry::testing_support::EvaluatesTo;

class TicketHolder final : public ferry::DataHolder {
 public:
  int number = 0;

  absl::string_view type_name() const override { return "Ticket"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      ferry::Agent& agent, v8::Local<v8::Context> context) override;
};

class Ticket final : public ferry::PlatformObject {
 public:
  explicit Ticket(int number) : number_(number) {}
  int number() const { return number_; }

  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kTransferable;
  }
  ferry::HostObjectData PrepareTransfer(ferry::Agent& agent,
                                        v8::Local<v8::Context> context,
                                        v8::Local<v8::Object> object) override {
    return {.holder = std::make_unique<TicketHolder>()};
  }
  void CommitTransfer(ferry::DataHolder& holder) noexcept override {
    static_cast<TicketHolder&>(holder).number = std::exchange(number_, 0);
  }

 private:
  int number_;
};

constexpr uint32_t kTicketTag = ferry::kFirstEmbedderTag;

absl::StatusOr<std::unique_ptr<ferry::DataHolder>> ReadTicket(
    uint32_t version, absl::Span<const uint8_t> bytes) {
  if (bytes.size() != 1) return absl::DataLossError("it is no number.");
  auto holder = std::make_unique<TicketHolder>();
  holder->number = bytes[0];
  return holder;
}

// Version 1 has one byte; version 2 has four, little-endian.
absl::StatusOr<std::unique_ptr<ferry::DataHolder>> ReadEachTicket(
    uint32_t version, absl::Span<const uint8_t> bytes) {
  if (bytes.size() != (version == 1 ? 1 : 4)) {
    return absl::DataLossError("it is no number.");
  }
  auto holder = std::make_unique<TicketHolder>();
  for (size_t i = bytes.size(); i-- > 0;) {
    holder->number = holder->number << 8 | bytes[i];
  }
  return holder;
}

// The tests make one agent at a time.
v8::Global<v8::FunctionTemplate>& KeptTicketTemplate() {
  static auto& kept = *new v8::Global<v8::FunctionTemplate>();
  return kept;
}

v8::Local<v8::FunctionTemplate> TicketTemplate(ferry::Agent& agent) {
  if (KeptTicketTemplate().IsEmpty()) {
    v8::Local<v8::FunctionTemplate> tickets =
        ferry::WrapperRegistry::Of(agent).NewTemplate("Ticket");
    KeptTicketTemplate().Reset(agent.isolate(), tickets);
  }
  return KeptTicketTemplate().Get(agent.isolate());
}

v8::MaybeLocal<v8::Object> NewTicket(ferry::Agent& agent,
                                     v8::Local<v8::Context> context,
                                     int number) {
  v8::Local<v8::Object> wrapper;
  if (!TicketTemplate(agent)->InstanceTemplate()->NewInstance(context).ToLocal(
          &wrapper)) {
    return {};
  }
  ferry::WrapperRegistry::Of(agent).Wrap(wrapper,
                                         std::make_unique<Ticket>(number));
  return wrapper;
}

v8::MaybeLocal<v8::Object> TicketHolder::Deserialize(
    ferry::Agent& agent, v8::Local<v8::Context> context) {
  return NewTicket(agent, context, number);
}

class MyWrappers final : public ferry::HostObjectDelegate {
 public:
  ferry::PlatformObject* Unwrap(v8::Isolate* isolate,
                                v8::Local<v8::Object> object) override {
    // Others' objects have internal fields too: ask the template first.
    if (!my_template.Get(isolate)->HasInstance(object)) return nullptr;
    v8::Local<v8::Data> field = object->GetInternalField(0);
    return static_cast<ferry::PlatformObject*>(
        field.As<v8::Value>().As<v8::External>()->Value());
  }

  v8::Global<v8::FunctionTemplate> my_template;
};

class EmbeddingTest : public ferry::testing_support::V8Test {
 protected:
  ~EmbeddingTest() override { KeptTicketTemplate().Reset(); }
};

TEST_F(EmbeddingTest, Clones) {
  ferry::Agent& agent = this->agent();
  v8::Local<v8::Context> context = source();
  v8::Local<v8::Value> value = Run("({x: 1})");
  v8::Local<v8::Value> copy;
  if (!ferry::StructuredClone(agent, context, value).ToLocal(&copy)) {
    return;  // an exception is pending
  }
  EXPECT_THAT(copy, EvaluatesTo("({x: 1})"));
}

TEST_F(EmbeddingTest, Sends) {
  ferry::Agent& agent = this->agent();
  v8::Local<v8::Context> context = source();
  v8::Local<v8::Object> buffer = RunObject("new ArrayBuffer(8)");
  v8::Local<v8::Value> value = buffer;
  // On the sender's thread. `buffer` moves, everything else is copied.
  v8::Local<v8::Object> transfer_list[] = {buffer};
  v8::Maybe<ferry::SerializedValue> message =
      ferry::StructuredSerializeWithTransfer(agent, context, value,
                                             transfer_list);
  if (message.IsNothing()) {
    return;  // an exception is pending, and nothing was given up
  }

  // On the receiver's thread, in another isolate.
  v8::Maybe<ferry::DeserializedValue> received =
      ferry::StructuredDeserializeWithTransfer(agent, context,
                                               std::move(message).FromJust());
  if (received.IsNothing()) {
    return;  // an exception is pending
  }
  EXPECT_THAT(received.FromJust().value, EvaluatesTo("new ArrayBuffer(8)"));
  EXPECT_EQ(buffer.As<v8::ArrayBuffer>()->ByteLength(), 0u);
}

TEST_F(EmbeddingTest, Keeps) {
  ferry::Agent& agent = this->agent();
  ferry::SerializedValue stored =
      ferry::StructuredSerializeForStorage(agent, source(), Run("[1, 'a']"))
          .FromJust();
  absl::StatusOr<std::vector<uint8_t>> bytes = stored.ToBytes();
  absl::StatusOr<ferry::SerializedValue> again =
      ferry::SerializedValue::FromBytes(agent.cluster(), *bytes);
  EXPECT_THAT(
      ferry::StructuredDeserialize(agent, source(), *again).ToLocalChecked(),
      EvaluatesTo("[1, 'a']"));
}

TEST_F(EmbeddingTest, MarksAndRegistersAClass) {
  ferry::Agent& agent = this->agent();
  v8::Local<v8::Context> context = source();
  v8::Local<v8::Symbol> clone =
      ferry::ProtocolSymbols::Of(agent).Get(ferry::ProtocolSymbol::kClone);
  v8::Local<v8::Function> mark;
  if (!ferry::TransferModeRegistry::Of(agent).GetMarkFunction(context).ToLocal(
          &mark))
    return;
  Set("kClone", clone);
  Set("kDeserialize", ferry::ProtocolSymbols::Of(agent).Get(
                          ferry::ProtocolSymbol::kDeserialize));
  v8::Local<v8::Function> point_class = Run(R"js(
    (class Point {
      #x;
      constructor(x = 0) { this.#x = x; }
      get x() { return this.#x; }

      [kClone]() {
        return {data: {x: this.#x}, deserializeInfo: 'my_app/point:Point'};
      }
      [kDeserialize](data) { this.#x = data.x; }
    }))js")
                                            .As<v8::Function>();
  v8::Local<v8::String> name = Run("'my_app/point:Point'").As<v8::String>();
  if (ferry::TransferModeRegistry::Of(agent)
          .MarkClass(context, point_class, ferry::TransferMode::kCloneable)
          .IsNothing()) {
    return;  // an exception is pending
  }
  if (ferry::ClassRegistry::Of(agent)
          .RegisterClass(context, name, point_class)
          .IsNothing()) {
    return;  // an exception is pending
  }
  Set("Point", point_class);
  Set("copy", ferry::StructuredClone(agent, context, Run("new Point(7)"))
                  .ToLocalChecked());
  EXPECT_TRUE(Run("copy instanceof Point && copy.x === 7")->IsTrue());
  EXPECT_TRUE(mark->IsFunction());
}

TEST_F(EmbeddingTest, MovesATicket) {
  ferry::Agent& agent = this->agent();
  v8::Local<v8::Object> ticket =
      NewTicket(agent, source(), 17).ToLocalChecked();
  v8::Local<v8::Object> list[] = {ticket};
  v8::Local<v8::Value> moved =
      ferry::StructuredClone(agent, target(), ticket, {{}, list})
          .ToLocalChecked();
  auto number = [&](v8::Local<v8::Value> value) {
    return static_cast<Ticket*>(
               ferry::WrapperRegistry::Of(agent).Unwrap(value.As<v8::Object>()))
        ->number();
  };
  EXPECT_EQ(number(moved), 17);
  EXPECT_EQ(number(ticket), 0);
  EXPECT_THAT(Clone(ticket, list), ferry::testing_support::ThrowsDataCloneError(
                                       testing::HasSubstr("already detached")));
}

TEST_F(EmbeddingTest, SetsUpAnIsolateWithWrappersOfItsOwn) {
  auto allocator = std::shared_ptr<v8::ArrayBuffer::Allocator>(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared = allocator;
  v8::Isolate* isolate = v8::Isolate::New(params);
  {
    v8::Isolate::Scope isolate_scope(isolate);
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope context_scope(context);
    Ticket ticket(5);
    MyWrappers my_wrappers;
    v8::Local<v8::FunctionTemplate> wrappers =
        v8::FunctionTemplate::New(isolate);
    wrappers->InstanceTemplate()->SetInternalFieldCount(1);
    my_wrappers.my_template.Reset(isolate, wrappers);
    v8::Local<v8::Object> object =
        wrappers->InstanceTemplate()->NewInstance(context).ToLocalChecked();
    object->SetInternalField(
        0, v8::External::New(isolate,
                             static_cast<ferry::PlatformObject*>(&ticket)));

    std::shared_ptr<const ferry::AgentCluster> cluster =
        *ferry::AgentCluster::Create({});
    {
      ferry::Agent agent(isolate, cluster);
      EXPECT_TRUE(ferry::StructuredClone(agent, context, v8::Null(isolate))
                      .ToLocalChecked()
                      ->IsNull());
    }
    ferry::Agent agent(isolate, cluster,
                       {.host_object_delegate = &my_wrappers});
    v8::Local<v8::Object> list[] = {object};
    EXPECT_TRUE(
        ferry::StructuredSerializeWithTransfer(agent, context, object, list)
            .IsJust());
    EXPECT_EQ(ticket.number(), 0);
  }
  isolate->Dispose();
}

TEST_F(EmbeddingTest, RegistersATypeWithAByteForm) {
  std::shared_ptr<const ferry::AgentCluster> cluster =
      *ferry::AgentCluster::Create(
          {.host_object_types = {{kTicketTag, "Ticket", {1}, ReadTicket}}});
  EXPECT_EQ(cluster->FindHostObjectType(kTicketTag)->name, "Ticket");
}

TEST_F(EmbeddingTest, ReadsEachVersion) {
  ferry::HostObjectType ticket = {kTicketTag, "Ticket", {2, 1}, ReadEachTicket};
  auto number_of = [&](uint32_t version, std::vector<uint8_t> bytes) {
    return static_cast<TicketHolder&>(**ticket.read(version, bytes)).number;
  };
  EXPECT_EQ(number_of(1, {7}), 7);
  EXPECT_EQ(number_of(2, {7, 1, 0, 0}), 263);
  EXPECT_EQ(ticket.read(2, std::vector<uint8_t>{7}).status().code(),
            absl::StatusCode::kDataLoss);
}

v8::MaybeLocal<v8::Value> ThrowDamaged(ferry::Agent& agent) {
  agent.isolate()->ThrowException(v8::Exception::Error(
      v8::String::NewFromUtf8Literal(agent.isolate(), "damaged")));
  return {};
}

v8::Maybe<ferry::SerializedMessage> WriteRequest(
    ferry::Agent& agent, v8::Local<v8::Context> context, uint32_t id,
    v8::Local<v8::Value> value,
    absl::Span<const v8::Local<v8::Object>> transfer_list) {
  ferry::MessageSerializer message(agent, context, ferry::ForStorage::kNo,
                                   transfer_list);
  if (message.WriteHeader().IsNothing()) {
    return v8::Nothing<ferry::SerializedMessage>();
  }
  message.serializer().WriteUint32(id);
  if (message.WriteValue(value).IsNothing()) {
    return v8::Nothing<ferry::SerializedMessage>();
  }
  return message.Finish();
}

v8::MaybeLocal<v8::Value> ReadRequest(ferry::Agent& agent,
                                      v8::Local<v8::Context> context,
                                      const ferry::SerializedMessage& request,
                                      uint32_t* id) {
  ferry::MessageDeserializer message(agent, context, request.bytes,
                                     request.parts);
  if (message.ReadHeader().IsNothing()) return {};
  if (!message.deserializer().ReadUint32(id)) return ThrowDamaged(agent);
  v8::Local<v8::Value> value;
  if (!message.ReadValue().ToLocal(&value)) return {};
  if (message.Finish().IsNothing()) return {};  // runs [kDeserialize]()
  return value;
}

TEST_F(EmbeddingTest, DrivesASerializerOfItsOwn) {
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate(), 3);
  v8::Local<v8::Object> list[] = {
      buffer, NewTicket(agent(), source(), 7).ToLocalChecked()};
  Set("buffer", list[0]);
  Set("ticket", list[1]);
  v8::Maybe<ferry::SerializedMessage> request =
      WriteRequest(agent(), source(), 42, Run("({buffer, ticket})"), list);
  ASSERT_TRUE(request.IsJust());
  EXPECT_TRUE(buffer->WasDetached());
  const ferry::SerializedMessage sent = std::move(request).FromJust();
  EXPECT_TRUE(sent.parts.has_transfers());

  uint32_t id = 0;
  v8::Local<v8::Value> received;
  ASSERT_TRUE(ReadRequest(agent(), target(), sent, &id).ToLocal(&received));
  EXPECT_EQ(id, 42u);
  SetInTarget("received", received);
  EXPECT_EQ(RunInTarget("received.buffer.byteLength")
                ->Uint32Value(target())
                .FromJust(),
            3u);
  const auto& ticket =
      static_cast<const Ticket&>(*ferry::WrapperRegistry::Of(agent()).Unwrap(
          RunInTarget("received.ticket").As<v8::Object>()));
  EXPECT_EQ(ticket.number(), 7);
}

}  // namespace
