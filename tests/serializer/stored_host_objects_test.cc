// Host objects in bytes that leave the process: the envelope.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-template.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/agent_cluster.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/script_protocol.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "ferry/transfer/wrapper_registry.h"
#include "ferry/wire/writer.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

constexpr uint32_t kColourTag = 77;

// A native object with a byte form: version 2 is "#rrggbb", version 1 "rrggbb".
class ColourHolder final : public DataHolder {
 public:
  explicit ColourHolder(std::string colour) : colour_(std::move(colour)) {}
  absl::string_view type_name() const override { return "Colour"; }
  uint32_t tag() const override { return kColourTag; }
  absl::StatusOr<std::string> ToBytes() const override { return colour_; }
  v8::MaybeLocal<v8::Object> Deserialize(
      Agent& agent, v8::Local<v8::Context> context) override {
    v8::Isolate* isolate = agent.isolate();
    v8::Local<v8::Object> object = v8::Object::New(isolate);
    object
        ->Set(
            context, v8::String::NewFromUtf8Literal(isolate, "colour"),
            v8::String::NewFromUtf8(isolate, colour_.c_str()).ToLocalChecked())
        .Check();
    return object;
  }

 private:
  const std::string colour_;
};

absl::StatusOr<std::unique_ptr<DataHolder>> ReadColour(
    uint32_t version, absl::Span<const uint8_t> bytes) {
  std::string text(bytes.begin(), bytes.end());
  if (version == 1) text = "#" + text;
  if (text.size() != 7) return absl::DataLossError("it is no colour.");
  return std::make_unique<ColourHolder>(text);
}

class Colour final : public PlatformObject {
 public:
  TransferMode GetTransferMode() const override {
    return TransferMode::kCloneable;
  }
  HostObjectData Serialize(Agent&, v8::Local<v8::Context>,
                           v8::Local<v8::Object>) override {
    return {.holder = std::make_unique<ColourHolder>("#00ff00")};
  }
};

std::shared_ptr<const AgentCluster> ColourCluster(
    std::vector<uint32_t> versions) {
  return *AgentCluster::Create(
      {.host_object_types = {
           {kColourTag, "Colour", std::move(versions), ReadColour}}});
}

class StoredHostObjectsTest : public V8Test {
 protected:
  v8::Local<v8::Object> NewColour() {
    v8::Local<v8::Object> object = WrapperRegistry::Of(agent())
                                       .NewTemplate("Colour")
                                       ->InstanceTemplate()
                                       ->NewInstance(source())
                                       .ToLocalChecked();
    WrapperRegistry::Of(agent()).Wrap(object, std::make_unique<Colour>());
    return object;
  }

  // The bytes of a colour as a program with these versions writes them.
  std::vector<uint8_t> ColourBytes(std::vector<uint32_t> versions) {
    return *ValueOf(ColourCluster(std::move(versions)),
                    std::make_unique<ColourHolder>("#00ff00"))
                .ToBytes();
  }

  // A value that is one host object.
  static SerializedValue ValueOf(std::shared_ptr<const AgentCluster> cluster,
                                 std::unique_ptr<DataHolder> holder) {
    MessageParts parts;
    parts.host_objects.push_back({.holder = std::move(holder)});
    wire::Writer writer;
    writer.HostObject(0);
    absl::StatusOr<SerializedValue> value = SerializedValue::FromWriter(
        std::move(cluster), std::move(writer), std::move(parts));
    EXPECT_TRUE(value.ok()) << value.status();
    return *std::move(value);
  }

  // What a realm without the embedder's types makes of `bytes`.
  Outcome<v8::Local<v8::Value>> Read(const std::vector<uint8_t>& bytes) {
    absl::StatusOr<SerializedValue> value =
        SerializedValue::FromBytes(cluster(), bytes);
    EXPECT_TRUE(value.ok()) << value.status();
    return Deserialize(*value);
  }
};

TEST_F(StoredHostObjectsTest, KeepsAMarkedObjectAndItsClass) {
  v8::Local<v8::Value> symbols[] = {
      ProtocolSymbols::Of(agent()).Get(ProtocolSymbol::kClone),
      ProtocolSymbols::Of(agent()).Get(ProtocolSymbol::kDeserialize)};
  auto define = [&](v8::Local<v8::Context> realm) {
    local().Set(realm, "kClone", symbols[0]);
    local().Set(realm, "kDeserialize", symbols[1]);
    v8::Local<v8::Function> point = local()
                                        .RunIn(realm, R"js(
              globalThis.Point = class Point {
                #x = 0;
                static of(x) { const p = new Point(); p.#x = x; return p; }
                get x() { return this.#x; }
                [kClone]() {
                  return {data: {x: this.#x}, deserializeInfo: 'test:Point'};
                }
                [kDeserialize](data) { this.#x = data.x; }
              })js")
                                        .As<v8::Function>();
    EXPECT_TRUE(ClassRegistry::Of(agent())
                    .RegisterClass(
                        realm,
                        v8::String::NewFromUtf8Literal(isolate(), "test:Point"),
                        point)
                    .IsJust());
    return point;
  };
  EXPECT_TRUE(
      TransferModeRegistry::Of(agent())
          .MarkClass(source(), define(source()), TransferMode::kCloneable)
          .IsJust());
  define(target());
  Outcome<SerializedValue> stored = SerializeForStorage(
      Run("(() => { const p = Point.of(4); return {p, again: p}; })()"));
  std::vector<uint8_t> bytes = *stored.value->ToBytes();
  EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + 5), "FERRY");
  Outcome<v8::Local<v8::Value>> read = Read(bytes);
  ASSERT_THAT(read, Succeeds());
  SetInTarget("read", *read.value);
  EXPECT_TRUE(RunInTarget("read.p instanceof Point && read.p.x === 4 && "
                          "read.p === read.again")
                  ->IsTrue());
}

TEST_F(StoredHostObjectsTest, KeepsADOMException) {
  v8::Local<v8::Object> exception = DOMExceptionClass::Of(agent())
                                        .New(source(), "AbortError", "stopped")
                                        .ToLocalChecked();
  Outcome<SerializedValue> stored = SerializeForStorage(exception);
  Outcome<v8::Local<v8::Value>> read = Read(*stored.value->ToBytes());
  ASSERT_THAT(read, Succeeds());
  SetInTarget("read", *read.value);
  EXPECT_TRUE(RunInTarget("read.name === 'AbortError' && read.code === 20 && "
                          "read.message === 'stopped'")
                  ->IsTrue());
}

TEST_F(StoredHostObjectsTest, NamesATypeThatCannotBeWritten) {
  EXPECT_THAT(
      SerializeForStorage(NewColour()),
      ThrowsDataCloneError(HasSubstr("Colour object could not be cloned. "
                                     "It cannot be stored")));
  // The same for a message that was not made for storage.
  absl::StatusOr<std::vector<uint8_t>> bytes =
      Serialize(NewColour()).value->ToBytes();
  EXPECT_EQ(bytes.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(bytes.status().message(),
              HasSubstr("\"Colour\" with tag 77 is not registered"));
}

TEST_F(StoredHostObjectsTest, ReadsTheVersionsThatATypeLists) {
  std::vector<uint8_t> bytes = ColourBytes({2, 1});
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(ColourCluster({3, 2}), bytes);
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_THAT(Deserialize(*value),
              Returns(EvaluatesTo("({colour: '#00ff00'})")));
}

TEST_F(StoredHostObjectsTest, NamesAVersionThatATypeDoesNotRead) {
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(ColourCluster({1}), ColourBytes({2}));
  EXPECT_EQ(value.status().code(), absl::StatusCode::kUnimplemented);
  EXPECT_THAT(value.status().message(),
              HasSubstr("version 2 of host object type \"Colour\""));
}

TEST_F(StoredHostObjectsTest, NamesAnUnknownType) {
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(cluster(), ColourBytes({2}));
  EXPECT_EQ(value.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(value.status().message(), HasSubstr("of type 77"));
}

TEST_F(StoredHostObjectsTest, PassesOnWhatTheReaderFinds) {
  // Version 1 has no "#", so the eight characters are no colour.
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(ColourCluster({1}), ColourBytes({1}));
  EXPECT_EQ(value.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(value.status().message(), HasSubstr("Colour: it is no colour."));
}

TEST_F(StoredHostObjectsTest, NamesAReaderThatBreaksItsContract) {
  using HolderOr = absl::StatusOr<std::unique_ptr<DataHolder>>;
  auto read = [&](HolderOr (*reader)(uint32_t, absl::Span<const uint8_t>)) {
    return SerializedValue::FromBytes(
               *AgentCluster::Create(
                   {.host_object_types =
                        {{kColourTag, "Colour", {2}, reader}}}),
               ColourBytes({2}))
        .status();
  };
  absl::Status none = read(
      [](uint32_t, absl::Span<const uint8_t>) -> HolderOr { return nullptr; });
  EXPECT_EQ(none.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(none.message(),
            "The reader of host object type \"Colour\" gave no holder.");
  absl::Status other =
      read([](uint32_t, absl::Span<const uint8_t>) -> HolderOr {
        return (*AgentCluster::Create({}))
            ->FindHostObjectType(kDOMExceptionTag)
            ->read(1, {});
      });
  EXPECT_EQ(other.code(), absl::StatusCode::kInternal);
  EXPECT_EQ(
      other.message(),
      "The reader of host object type \"Colour\" with tag 77 gave a holder "
      "of type \"DOMException\" with tag 2.");
}

// It has a tag, and no byte form.
TEST_F(StoredHostObjectsTest, NamesATypeWhoseToBytesFails) {
  class FormlessHolder final : public DataHolder {
   public:
    absl::string_view type_name() const override { return "Formless"; }
    uint32_t tag() const override { return kColourTag; }
    v8::MaybeLocal<v8::Object> Deserialize(Agent& agent,
                                           v8::Local<v8::Context>) override {
      return v8::Object::New(agent.isolate());
    }
  };
  absl::Status status =
      ValueOf(ColourCluster({2}), std::make_unique<FormlessHolder>())
          .ToBytes()
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnimplemented);
  EXPECT_EQ(status.message(),
            "Host object type \"Formless\": it has no byte form");
}

// What no build has written, with a right checksum.
TEST_F(StoredHostObjectsTest, RefusesErrorsThatAreDamaged) {
  const HostObjectType* type = cluster()->FindHostObjectType(kErrorTag);
  auto read = [&](absl::string_view name) {
    return type->read(
        1, {reinterpret_cast<const uint8_t*>(name.data()), name.size()});
  };
  absl::Status unknown = read("NoSuchError").status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(unknown.message(), "it is of no class of errors.");
  using Write = void (*)(wire::Writer&);
  for (Write write :
       {Write([](wire::Writer& w) { w.Number(1); }), Write([](wire::Writer& w) {
          w.BeginArray(1);
          w.BeginObject();
          w.EndObject();
          w.EndArray();
        }),
        Write([](wire::Writer& w) {
          w.BeginArray(2);
          w.BeginObject();
          w.EndObject();
          w.Number(1);
          w.EndArray();
        })}) {
    MessageParts parts;
    parts.host_objects.push_back(
        {.holder = *read("TypeError"), .has_data = true});
    wire::Writer writer;
    writer.HostObject(0);
    write(writer);
    absl::StatusOr<SerializedValue> value = SerializedValue::FromWriter(
        cluster(), std::move(writer), std::move(parts));
    ASSERT_TRUE(value.ok()) << value.status();
    EXPECT_THAT(Deserialize(*value),
                ThrowsDataCloneError("The message's error is damaged."));
  }
}

TEST_F(StoredHostObjectsTest, NoticesEveryFlippedAndMissingByte) {
  std::vector<uint8_t> bytes = ColourBytes({2});
  std::shared_ptr<const AgentCluster> cluster = ColourCluster({2});
  ASSERT_TRUE(SerializedValue::FromBytes(cluster, bytes).ok());
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::vector<uint8_t> flipped = bytes;
    flipped[i] ^= 0x55;
    EXPECT_FALSE(SerializedValue::FromBytes(cluster, flipped).ok()) << i;
    std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + i);
    EXPECT_EQ(SerializedValue::FromBytes(cluster, cut).status().code(),
              absl::StatusCode::kDataLoss)
        << i;
  }
}

TEST_F(StoredHostObjectsTest, KeepsPlainValuesInV8sOwnFormat) {
  Outcome<SerializedValue> stored = SerializeForStorage(Run("[1]"));
  std::vector<uint8_t> bytes = *stored.value->ToBytes();
  EXPECT_EQ(bytes[0], 0xff);
}

}  // namespace
}  // namespace ferry::testing_support
