// Ten million messages through one channel: each arrives once, in order, and
// the process does not grow. Takes a minute in an optimized build:
//
//   tools/bazel test --config=opt //tests/messaging:soak_test

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <cstddef>
#include <cstdint>

#include "ferry/messaging/messaging.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/process_memory.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr uint32_t kMessages = 10'000'000;
constexpr uint32_t kBatch = 1000;
constexpr size_t kMaxGrowth = size_t{32} << 20;

// Expects {i: 0}, {i: 1} and so on.
class Counter final : public MessageObserver {
 public:
  uint32_t received = 0;
  uint32_t out_of_order = 0;

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> target,
                 const ReceivedMessage& message) override {
    v8::Local<v8::Value> i =
        message.value.As<v8::Object>()
            ->Get(context, v8::String::NewFromUtf8Literal(
                               v8::Isolate::GetCurrent(), "i"))
            .ToLocalChecked();
    if (i.As<v8::Uint32>()->Value() != received) ++out_of_order;
    ++received;
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {
    ADD_FAILURE() << "message " << received << " cannot be read";
  }
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}
};

class SoakTest : public PortTest {
 protected:
  // Sends `kBatch` messages and receives them.
  void SendBatch(uint32_t first) {
    v8::HandleScope handles(isolate());
    v8::Local<v8::String> key = v8::String::NewFromUtf8Literal(isolate(), "i");
    for (uint32_t i = first; i < first + kBatch; ++i) {
      v8::HandleScope message_handles(isolate());
      v8::Local<v8::Object> message = v8::Object::New(isolate());
      message->Set(source(), key, v8::Integer::NewFromUnsigned(isolate(), i))
          .Check();
      ASSERT_TRUE(Port(port1()).PostMessage(source(), message, {}).IsJust());
    }
    RunTasks();
  }
};

TEST_F(SoakTest, DeliversEachMessageInFlatMemory) {
  v8::Context::Scope scope(source());
  Counter counter;
  Port(port2()).set_observer(&counter);
  Port(port2()).Start();
  size_t before = 0;
  for (uint32_t i = 0; i < kMessages; i += kBatch) {
    // The first tenth fills caches and sizes V8's heap.
    if (i == kMessages / 10) before = ResidentMemory();
    ASSERT_NO_FATAL_FAILURE(SendBatch(i));
    ASSERT_EQ(counter.received, i + kBatch);
  }
  EXPECT_EQ(counter.out_of_order, 0u);
  EXPECT_LT(ResidentMemory(), before + kMaxGrowth);
  Port(port2()).Close();
}

}  // namespace
}  // namespace ferry::testing_support
