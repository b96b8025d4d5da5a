// On which thread, and in which phase, a DataHolder and the memory of a message
// end: what transfer/data_holder.h promises of it.

#include <v8-array-buffer.h>
#include <v8-callbacks.h>

#include <cstdint>
#include <memory>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/messaging/native_message_port.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

// Where the parts of a message ended.
struct Ends {
  std::vector<std::thread::id> threads;
  // Whether V8 was collecting garbage then.
  std::vector<bool> in_collection;
  bool is_collecting = false;

  void Add() {
    threads.push_back(std::this_thread::get_id());
    in_collection.push_back(is_collecting);
  }
};

class EndsHolder final : public DataHolder {
 public:
  explicit EndsHolder(Ends& ends) : ends_(ends) {}
  ~EndsHolder() override { ends_.Add(); }

  absl::string_view type_name() const override { return "Ends"; }
  v8::MaybeLocal<v8::Object> Deserialize(Agent& agent,
                                         v8::Local<v8::Context>) override {
    return v8::Object::New(agent.isolate());
  }

 private:
  Ends& ends_;
};

class HolderLifetimeTest : public PortTest {
 protected:
  // A message with a holder and memory.
  SerializedValue Message(bool with_memory = true) {
    MessageParts parts;
    parts.host_objects.push_back(
        {.holder = std::make_unique<EndsHolder>(ends_)});
    if (with_memory) {
      parts.array_buffers.push_back(v8::ArrayBuffer::NewBackingStore(
          memory_, sizeof(memory_),
          [](void*, size_t, void* ends) { static_cast<Ends*>(ends)->Add(); },
          &ends_));
    }
    wire::Writer writer;
    writer.Null();
    return *SerializedValue::FromWriter(cluster(), std::move(writer),
                                        std::move(parts));
  }
  void CollectGarbage() {
    auto begins = [](v8::Isolate*, v8::GCType, v8::GCCallbackFlags,
                     void* ends) {
      static_cast<Ends*>(ends)->is_collecting = true;
    };
    auto is_over = [](v8::Isolate*, v8::GCType, v8::GCCallbackFlags,
                      void* ends) {
      static_cast<Ends*>(ends)->is_collecting = false;
    };
    isolate()->AddGCPrologueCallback(begins, &ends_);
    isolate()->AddGCEpilogueCallback(is_over, &ends_);
    local().CollectGarbage();
    isolate()->RemoveGCPrologueCallback(begins, &ends_);
    isolate()->RemoveGCEpilogueCallback(is_over, &ends_);
  }

  uint8_t memory_[16] = {};
  Ends ends_;
  const std::thread::id here_ = std::this_thread::get_id();
};

TEST_F(HolderLifetimeTest, EndsWhereItsMessageIsDropped) {
  std::thread::id there;
  std::thread drops([&, message = Message()]() mutable {
    there = std::this_thread::get_id();
    message = SerializedValue();
  });
  drops.join();
  EXPECT_THAT(ends_.threads, testing::ElementsAre(there, there));
}

TEST_F(HolderLifetimeTest, EndsOnTheThreadThatReads) {
  Listen(port2(), recorder2_);
  std::thread sends([&, port = Port(port1()).Detach(),
                     message = Message(/*with_memory=*/false)]() mutable {
    NativeMessagePort native(std::move(port));
    EXPECT_TRUE(native.Post(std::move(message)).ok());
  });
  sends.join();
  EXPECT_TRUE(ends_.threads.empty());
  RunTasks();
  EXPECT_THAT(ends_.threads, testing::ElementsAre(here_));
  EXPECT_THAT(recorder2_.log, testing::ElementsAre("message null", "close"));
}

TEST_F(HolderLifetimeTest, EndsOnTheSendersThreadWhereNobodyCanReceive) {
  Port(port2()).Close();
  std::thread::id there;
  std::thread sends(
      [&, port = Port(port1()).Detach(), message = Message()]() mutable {
        there = std::this_thread::get_id();
        NativeMessagePort native(std::move(port));
        EXPECT_TRUE(native.Post(std::move(message)).ok());
      });
  sends.join();
  EXPECT_THAT(ends_.threads, testing::ElementsAre(there, there));
}

TEST_F(HolderLifetimeTest, EndsInTheCollectionThatTakesThePortItWaitsIn) {
  {
    v8::HandleScope handles(isolate());
    MessageChannel channel = NewChannel();
    NativeMessagePort native(Port(channel.port1).Detach());
    EXPECT_TRUE(native.Post(Message()).ok());
  }
  EXPECT_TRUE(ends_.threads.empty());
  CollectGarbage();
  EXPECT_THAT(ends_.threads, testing::ElementsAre(here_, here_));
  EXPECT_THAT(ends_.in_collection, testing::ElementsAre(true, true));
}

TEST_F(HolderLifetimeTest, EndsWithTheAgentOfThePortItWaitsIn) {
  NativeMessagePort native(Port(port1()).Detach());
  EXPECT_TRUE(native.Post(Message()).ok());
  local().DestroyAgent();
  EXPECT_THAT(ends_.threads, testing::ElementsAre(here_, here_));
}

}  // namespace
}  // namespace ferry::testing_support
