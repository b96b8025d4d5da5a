// What `ferry` has for ports: receiveMessageOnPort, queueOf, setQueueLimits,
// ref and unref.

#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

class PortFunctionsTest : public testing_support::BindingsTest {
 protected:
  PortFunctionsTest() { Run("var {port1, port2} = new MessageChannel()"); }
};

TEST_F(PortFunctionsTest, ReceivesWithoutWaiting) {
  EXPECT_EQ(Text("String(ferry.receiveMessageOnPort(port2))"), "undefined");
  Run("var other = new MessageChannel();"
      "port1.postMessage({a: 1});"
      "port1.postMessage('b', [other.port1]);");
  EXPECT_EQ(Text("JSON.stringify(ferry.queueOf(port2).messages)"), "2");
  EXPECT_EQ(Text("JSON.stringify(ferry.receiveMessageOnPort(port2))"),
            "{\"message\":{\"a\":1},\"ports\":[]}");
  EXPECT_EQ(Text("var {message, ports} = ferry.receiveMessageOnPort(port2);"
                 "message + ports.length + (ports[0] instanceof MessagePort)"),
            "b1true");
  EXPECT_EQ(Text("JSON.stringify(ferry.queueOf(port2))"),
            "{\"messages\":0,\"bytes\":0}");
  Run("port2.close()");
  EXPECT_EQ(Text("String(ferry.receiveMessageOnPort(port2))"), "undefined");
}

TEST_F(PortFunctionsTest, BoundsAQueue) {
  Run("ferry.setQueueLimits(port2, {messages: 2}); port1.postMessage(1);"
      "port1.postMessage(2);");
  EXPECT_EQ(Thrown("port1.postMessage(3)"),
            "QuotaExceededError: The queue of the receiving MessagePort is "
            "full.");
  Run("ferry.receiveMessageOnPort(port2); port1.postMessage(3);"
      "ferry.setQueueLimits(port2, {bytes: 100})");
  Run("var buffer = new ArrayBuffer(1000)");
  EXPECT_EQ(Thrown("port1.postMessage(buffer, [buffer])"),
            "QuotaExceededError: The queue of the receiving MessagePort is "
            "full.");
  EXPECT_EQ(Text("String(buffer.byteLength)"), "1000");
  Run("ferry.setQueueLimits(port2, {}); port1.postMessage(buffer, [buffer])");
}

TEST_F(PortFunctionsTest, LetsTheLoopGo) {
  auto [ours, theirs] = DetachedMessagePort::NewChannel();
  Set("port",
      MessagePort::New(agent(), source(), std::move(ours)).ToLocalChecked());
  Run("port.onmessage = () => {}");
  EXPECT_TRUE(loop().is_alive());
  EXPECT_EQ(Text("String(ferry.hasRef(port))"), "true");
  Run("ferry.unref(port)");
  EXPECT_FALSE(loop().is_alive());
  EXPECT_EQ(Text("String(ferry.hasRef(port))"), "false");
  Run("ferry.ref(port)");
  EXPECT_TRUE(loop().is_alive());
  Run("port.close()");
}

TEST_F(PortFunctionsTest, LetsTheLoopGoFromABroadcastChannel) {
  Run("var channel = new BroadcastChannel('news');"
      "channel.onmessage = () => {}");
  EXPECT_TRUE(loop().is_alive());
  Run("ferry.unref(channel)");
  EXPECT_FALSE(loop().is_alive());
  EXPECT_EQ(Text("String(ferry.hasRef(channel))"), "false");
  Run("ferry.ref(channel)");
  EXPECT_TRUE(loop().is_alive());
  Run("channel.close()");
}

TEST_F(PortFunctionsTest, APortThatNobodyListensToLetsTheLoopGo) {
  EXPECT_EQ(Text("String(ferry.hasRef(new MessageChannel().port1))"), "false");
  EXPECT_EQ(Text("var {port1} = new MessageChannel(); ferry.ref(port1);"
                 "port1.close(); String(ferry.hasRef(port1))"),
            "false");
}

TEST_F(PortFunctionsTest, WantsAPort) {
  for (const char* name :
       {"receiveMessageOnPort", "queueOf", "setQueueLimits"}) {
    EXPECT_EQ(Thrown(absl::StrCat("ferry.", name, "({})")),
              absl::StrCat("TypeError: Failed to execute 'ferry.", name,
                           "': parameter 1 is not of type 'MessagePort'."));
  }
  for (const char* name : {"ref", "unref", "hasRef"}) {
    EXPECT_EQ(Thrown(absl::StrCat("ferry.", name, "({})")),
              absl::StrCat("TypeError: Failed to execute 'ferry.", name,
                           "': parameter 1 is not of type 'MessagePort' or "
                           "'BroadcastChannel'."));
  }
  EXPECT_EQ(Thrown("ferry.setQueueLimits(port1)"),
            "TypeError: Failed to execute 'ferry.setQueueLimits': parameter 2 "
            "is no object such as {messages: 100}.");
  for (const char* limit : {"-1", "0.5", "NaN", "1e308", "'1'"}) {
    EXPECT_EQ(
        Thrown(
            absl::StrCat("ferry.setQueueLimits(port1, {bytes: ", limit, "})")),
        "RangeError: Failed to execute 'ferry.setQueueLimits': member bytes is "
        "no whole number from 0 on.");
  }
}

}  // namespace
}  // namespace ferry
