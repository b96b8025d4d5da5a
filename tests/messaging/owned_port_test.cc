// Ports that belong to an owner: set_keeps_itself_alive(false).

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>

#include <chrono>  // NOLINT(build/c++11)
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/native_message_port.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OwnedPortTest : public PortTest {
 protected:
  // A started port of this agent that nothing refers to, and belongs to an
  // owner; the other end.
  DetachedMessagePort NewOwned(v8::Global<v8::Object>* handle = nullptr) {
    v8::HandleScope handles(isolate());
    auto [ours, theirs] = DetachedMessagePort::NewChannel();
    v8::Local<v8::Object> object =
        MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked();
    Listen(object, recorder1_);
    Port(object).set_keeps_itself_alive(false);
    if (handle != nullptr) handle->Reset(isolate(), object);
    return std::move(theirs);
  }
  void SetKeepsItselfAlive(const v8::Global<v8::Object>& port, bool keeps) {
    v8::HandleScope handles(isolate());
    Port(port.Get(isolate())).set_keeps_itself_alive(keeps);
  }
  void RunAll() {
    v8::HandleScope handles(isolate());
    RunTasks();
  }
  bool is_loop_alive() { return local().event_loop().is_alive(); }
};

TEST_F(OwnedPortTest, IsCollectedAndTellsTheOtherEnd) {
  NativeMessagePort other(NewOwned());
  EXPECT_FALSE(is_loop_alive());
  local().CollectGarbage();
  EXPECT_EQ(other.Receive(std::chrono::milliseconds(0)).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(OwnedPortTest, LivesWhileSomebodyWaits) {
  v8::Global<v8::Object> handle;
  NativeMessagePort other(NewOwned(&handle));
  SetKeepsItselfAlive(handle, true);
  EXPECT_TRUE(is_loop_alive());
  handle.SetWeak();
  local().CollectGarbage();
  ASSERT_FALSE(handle.IsEmpty());
  SetKeepsItselfAlive(handle, false);
  EXPECT_FALSE(is_loop_alive());
  local().CollectGarbage();
  EXPECT_TRUE(handle.IsEmpty());
}

TEST_F(OwnedPortTest, IsNotHeldByItsOtherEndInTheAgent) {
  v8::Global<v8::Object> handle;
  DetachedMessagePort detached = NewOwned(&handle);
  {
    v8::HandleScope handles(isolate());
    Listen(MessagePort::New(agent(), source(), std::move(detached))
               .ToLocalChecked(),
           recorder2_);
  }
  handle.SetWeak();
  local().CollectGarbage();
  EXPECT_TRUE(handle.IsEmpty());
  RunAll();
  EXPECT_THAT(recorder2_.log, ElementsAre("close"));
  EXPECT_FALSE(is_loop_alive());
}

TEST_F(OwnedPortTest, LetsGoOfAPeerThatItHadBefore) {
  v8::Global<v8::Object> handle;
  {
    v8::HandleScope handles(isolate());
    MessageChannel channel = NewChannel();
    Listen(channel.port1, recorder1_);
    Listen(channel.port2, recorder2_);
    Port(channel.port1).set_keeps_itself_alive(false);
    handle.Reset(isolate(), channel.port1);
  }
  handle.SetWeak();
  local().CollectGarbage();
  EXPECT_TRUE(handle.IsEmpty());
  RunAll();
  EXPECT_THAT(recorder2_.log, ElementsAre("close"));
}

TEST_F(OwnedPortTest, DoesNotHoldTheLoopForAnEndInTheAgent) {
  v8::Global<v8::Object> handle;
  DetachedMessagePort detached = NewOwned(&handle);
  SetKeepsItselfAlive(handle, true);
  EXPECT_TRUE(is_loop_alive());
  v8::HandleScope handles(isolate());
  v8::Local<v8::Object> other =
      MessagePort::New(agent(), source(), std::move(detached)).ToLocalChecked();
  Listen(other, recorder2_);
  EXPECT_FALSE(is_loop_alive());
  NativeMessagePort elsewhere(Port(other).Detach());
  EXPECT_TRUE(is_loop_alive());
  SetKeepsItselfAlive(handle, false);
  EXPECT_FALSE(is_loop_alive());
}

// As for any two ends in the agent: while a message is on its way.
TEST_F(OwnedPortTest, HoldsTheLoopForAMessageOfTheAgent) {
  v8::Global<v8::Object> handle;
  DetachedMessagePort detached = NewOwned(&handle);
  SetKeepsItselfAlive(handle, true);
  v8::HandleScope handles(isolate());
  v8::Local<v8::Object> owned = handle.Get(isolate());
  v8::Local<v8::Object> other =
      MessagePort::New(agent(), source(), std::move(detached)).ToLocalChecked();
  Listen(other, recorder2_);
  for (v8::Local<v8::Object> sender : {owned, other, owned}) {
    EXPECT_THAT(Post(sender, "1"), Succeeds());
    EXPECT_TRUE(is_loop_alive());
    RunAll();
    EXPECT_FALSE(is_loop_alive());
  }
  EXPECT_THAT(recorder1_.log, ElementsAre("message 1"));
  EXPECT_THAT(recorder2_.log, ElementsAre("message 1", "message 1"));
  Port(other).set_keeps_loop_alive(false);
  EXPECT_THAT(Post(owned, "2"), Succeeds());
  EXPECT_FALSE(is_loop_alive()) << "the receiver was unrefed";
  SetKeepsItselfAlive(handle, false);
  EXPECT_THAT(Post(other, "2"), Succeeds());
  EXPECT_FALSE(is_loop_alive()) << "nobody waits";
}

// It waits for that thread, not for what that thread has sent.
TEST_F(OwnedPortTest, HoldsTheLoopForAnotherThreadWhileSomebodyWaits) {
  v8::Global<v8::Object> handle;
  NativeMessagePort other(NewOwned(&handle));
  auto post = [&] {
    std::thread([&] {
      wire::Writer writer;
      writer.Number(1);
      EXPECT_TRUE(
          other
              .Post(SerializedValue::FromWriter(cluster(), std::move(writer))
                        .value())
              .ok());
    }).join();
  };
  post();
  EXPECT_FALSE(is_loop_alive()) << "nobody waits";
  RunAll();
  SetKeepsItselfAlive(handle, true);
  post();
  EXPECT_TRUE(is_loop_alive());
  RunAll();
  EXPECT_TRUE(is_loop_alive()) << "more may come";
  v8::HandleScope handles(isolate());
  Port(handle.Get(isolate())).set_keeps_loop_alive(false);
  post();
  EXPECT_FALSE(is_loop_alive()) << "it was unrefed";
  RunAll();
  EXPECT_THAT(recorder1_.log,
              ElementsAre("message 1", "message 1", "message 1"));
  Port(handle.Get(isolate())).set_keeps_loop_alive(true);
  other.Close();
  EXPECT_TRUE(is_loop_alive()) << "it is to be told";
  RunAll();
  EXPECT_FALSE(is_loop_alive());
}

TEST_F(OwnedPortTest, HoldsTheLoopForTheCloseOfAnEndInTheAgent) {
  v8::Global<v8::Object> handle;
  DetachedMessagePort detached = NewOwned(&handle);
  SetKeepsItselfAlive(handle, true);
  v8::HandleScope handles(isolate());
  v8::Local<v8::Object> other =
      MessagePort::New(agent(), source(), std::move(detached)).ToLocalChecked();
  EXPECT_FALSE(is_loop_alive());
  Port(other).Close();
  EXPECT_TRUE(is_loop_alive());
  RunAll();
  EXPECT_FALSE(is_loop_alive());
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
}

TEST_F(OwnedPortTest, HearsMessagesAsAnyPort) {
  v8::Global<v8::Object> handle;
  DetachedMessagePort detached = NewOwned(&handle);
  v8::Local<v8::Object> other =
      MessagePort::New(agent(), source(), std::move(detached)).ToLocalChecked();
  EXPECT_THAT(Post(other, "1"), Succeeds());
  RunAll();
  EXPECT_THAT(recorder1_.log, ElementsAre("message 1"));
  Port(other).Close();
  RunAll();
  EXPECT_THAT(recorder1_.log, ElementsAre("message 1", "close"));
}

TEST_F(OwnedPortTest, FourThousandAreCollectedTogether) {
  std::vector<v8::Global<v8::Object>> others;
  for (int i = 0; i < 4000; ++i) {
    v8::HandleScope handles(isolate());
    others.emplace_back(
        isolate(),
        MessagePort::New(agent(), source(), NewOwned()).ToLocalChecked());
    Listen(others.back().Get(isolate()), recorder2_);
  }
  local().CollectGarbage();
  RunAll();
  EXPECT_EQ(recorder2_.log.size(), 4000u);
  EXPECT_THAT(recorder1_.log, IsEmpty());
}

}  // namespace
}  // namespace ferry::testing_support
