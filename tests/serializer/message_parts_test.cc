// MessageParts that do not fit together: FromWriter says which entry is wrong,
// and gives them back.

#include <v8-array-buffer.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/serializer/backing_store.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using absl::StatusCode;
using testing::StartsWith;
using Store = std::shared_ptr<v8::BackingStore>;

class NamedHolder final : public DataHolder {
 public:
  explicit NamedHolder(uint32_t tag) : tag_(tag) {}
  absl::string_view type_name() const override { return "Named"; }
  uint32_t tag() const override { return tag_; }
  v8::MaybeLocal<v8::Object> Deserialize(Agent& agent,
                                         v8::Local<v8::Context>) override {
    return v8::Object::New(agent.isolate());
  }

 private:
  const uint32_t tag_;
};

class MessagePartsTest : public V8Test {
 protected:
  static Store Owned(size_t size) {
    return ToBackingStore(std::vector<uint8_t>(size));
  }
  Store Shared(size_t size) {
    return v8::SharedArrayBuffer::NewBackingStore(isolate(), size);
  }
  // Over the memory of `other`, which outlives it.
  static Store Over(const Store& other, size_t offset, size_t size) {
    return v8::ArrayBuffer::NewBackingStore(
        static_cast<uint8_t*>(other->Data()) + offset, size,
        v8::BackingStore::EmptyDeleter, nullptr);
  }
  static MessageParts::HostTableEntry Named(uint32_t tag) {
    return {.holder = std::make_unique<NamedHolder>(tag)};
  }
  absl::Status Make(MessageParts& parts) {
    wire::Writer writer;
    writer.Null();
    return SerializedValue::FromWriter(cluster(), std::move(writer),
                                       std::move(parts))
        .status();
  }
};

TEST_F(MessagePartsTest, WhatDoesNotFitTogetherIsRefusedAndKept) {
  const Store memory = Owned(64);
  const Store shared = Shared(64);
  struct Case {
    std::function<void(MessageParts&)> make;
    std::string message;
  };
  const Case cases[] = {
      {[](MessageParts& p) { p.transferred_array_buffers = 1; },
       "transferred_array_buffers is 1, but array_buffers has only 0 entries."},
      {[](MessageParts& p) { p.transferred_array_buffers = SIZE_MAX; },
       "transferred_array_buffers is 18446744073709551615, but array_buffers "
       "has "
       "only 0 entries."},
      {[](MessageParts& p) {
         p.host_objects.push_back(Named(0));
         p.transferred_host_objects = 2;
       },
       "transferred_host_objects is 2, but host_objects has only 1 entries."},
      {[](MessageParts& p) { p.nested_array_buffers = 1; },
       "nested_array_buffers is 1, but the transferred array_buffers has only "
       "0 entries."},
      {[](MessageParts& p) { p.nested_host_objects = SIZE_MAX; },
       "nested_host_objects is 18446744073709551615, but the transferred "
       "host_objects has only 0 entries."},
      {[](MessageParts& p) { p.array_buffers = {Owned(1), nullptr}; },
       "array_buffers[1] is null. Every entry needs its v8::BackingStore."},
      {[](MessageParts& p) { p.shared_array_buffers = {nullptr}; },
       "shared_array_buffers[0] is null."},
      {[&](MessageParts& p) { p.array_buffers = {Owned(1), shared}; },
       "array_buffers[1] is shared memory. Put it into shared_array_buffers, "
       "and "
       "write it with Writer::SharedArrayBuffer."},
      {[&](MessageParts& p) { p.shared_array_buffers = {shared, memory}; },
       "shared_array_buffers[1] is not shared memory. Put it into "
       "array_buffers, "
       "and write it with Writer::TransferredArrayBuffer."},
      {[&](MessageParts& p) { p.array_buffers = {memory, Owned(1), memory}; },
       "array_buffers[2] has memory of array_buffers[0] too, which would be in "
       "two live buffers. Give each its own memory."},
      {[&](MessageParts& p) {
         p.array_buffers = {Over(memory, 0, 8), Over(memory, 16, 8),
                            Over(memory, 23, 2)};
       },
       "array_buffers[2] has memory of array_buffers[1] too"},
      {[&](MessageParts& p) {
         p.array_buffers = {Over(memory, 60, 4), memory, Over(memory, 8, 4)};
       },
       "array_buffers[2] has memory of array_buffers[1] too"},
      {[&](MessageParts& p) {
         p.array_buffers = {Over(shared, 8, 8)};
         p.shared_array_buffers = {shared, shared};
       },
       "array_buffers[0] has memory of shared_array_buffers[0] too"},
      {[](MessageParts& p) {
         p.host_objects.push_back(Named(0));
         p.host_objects.emplace_back();
       },
       "host_objects[1] has no holder. Every entry needs its DataHolder."},
      {[](MessageParts& p) {
         p.host_objects.push_back(Named(kMessagePortTag));
       },
       "host_objects[0] cannot be sent. Host object type \"Named\" has the tag "
       "3, which is the library's own"},
      {[](MessageParts& p) {
         p.host_objects.push_back(Named(kFirstEmbedderTag - 1));
       },
       "host_objects[0] cannot be sent. Host object type \"Named\" has the tag "
       "15"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.message);
    MessageParts parts;
    test.make(parts);
    const size_t buffers = parts.array_buffers.size();
    const size_t host_objects = parts.host_objects.size();
    absl::Status status = Make(parts);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_THAT(status.message(),
                StartsWith(absl::StrCat("MessageParts::", test.message)));
    EXPECT_EQ(parts.array_buffers.size(), buffers);
    EXPECT_EQ(parts.host_objects.size(), host_objects);
  }
}

TEST_F(MessagePartsTest, WhatFitsTogetherIsTaken) {
  const Store memory = Owned(64);
  const Store shared = Shared(64);
  MessageParts parts;
  // Side by side, and without memory.
  parts.array_buffers = {Over(memory, 0, 8), Over(memory, 8, 8),
                         Over(memory, 16, 0), Owned(0), Owned(0)};
  parts.transferred_array_buffers = 5;
  parts.shared_array_buffers = {shared, shared};
  parts.host_objects.push_back(Named(0));
  parts.host_objects.push_back(Named(kFirstEmbedderTag));
  parts.transferred_host_objects = 2;
  EXPECT_TRUE(Make(parts).ok());
  EXPECT_TRUE(parts.array_buffers.empty());
}

// Also what the parts are not to blame for.
TEST_F(MessagePartsTest, AreKeptWhereTheBytesAreWrong) {
  MessageParts parts;
  parts.array_buffers.push_back(Owned(2));
  const void* memory = parts.array_buffers[0]->Data();
  wire::Writer beyond;
  beyond.TransferredArrayBuffer(0);
  beyond.View(wire::ViewType::kUint8, {.byte_length = 3});
  EXPECT_EQ(SerializedValue::FromWriter(cluster(), std::move(beyond),
                                        std::move(parts))
                .status()
                .code(),
            StatusCode::kDataLoss);
  ASSERT_EQ(parts.array_buffers.size(), 1u);
  EXPECT_EQ(parts.array_buffers[0]->Data(), memory);
  wire::Writer large;
  large.Null();
  EXPECT_EQ(SerializedValue::FromWriter(cluster(), std::move(large),
                                        std::move(parts), {.bytes = 1})
                .status()
                .code(),
            StatusCode::kResourceExhausted);
  EXPECT_EQ(parts.array_buffers.size(), 1u);
}

// V8 would make a second live buffer of it. (Of one that cannot grow V8 does
// not tell.)
TEST_F(MessagePartsTest, MemoryOfWebAssemblyIsRefused) {
  for (const char* limits : {"{initial: 1}", "{initial: 1, maximum: 4}"}) {
    v8::Local<v8::Value> buffer =
        Run(absl::StrCat("new WebAssembly.Memory(", limits, ").buffer"));
    MessageParts parts;
    parts.array_buffers = {Owned(1),
                           buffer.As<v8::ArrayBuffer>()->GetBackingStore()};
    EXPECT_EQ(Make(parts).message(),
              "MessageParts::array_buffers[1] is the memory of a "
              "WebAssembly.Memory, which stays where it is. Copy it.");
    EXPECT_EQ(parts.array_buffers.size(), 2u);
  }
}

}  // namespace
}  // namespace ferry::testing_support
