#include <string>

#include "ferry/tests/bindings/support/bindings_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;

class BroadcastChannelClassTest : public BindingsTest {
 protected:
  BroadcastChannelClassTest() {
    Run(R"js(
      var log = [];
      var [a, b, c] = [1, 2, 3].map(() => new BroadcastChannel('name'));
    )js");
  }
  std::string Log() {
    RunTasks();
    return Text("log.join()");
  }
};

TEST_F(BroadcastChannelClassTest, SpeaksToAllOthers) {
  Run(R"js(
    a.onmessage = () => { log.push('itself'); };
    b.onmessage = (event) => {
      log.push(`b ${event.data}`, event.target === b, event.isTrusted);
    };
    c.addEventListener('message', ({data}) => { log.push(`c ${data}`); });
    a.postMessage(1);
  )js");
  EXPECT_EQ(Log(), "b 1,true,true,c 1");
}

TEST_F(BroadcastChannelClassTest, NeedsNoPrototypeOfItsNewTarget) {
  EXPECT_EQ(
      Text("Reflect.construct(BroadcastChannel, ['n'], Array.bind()).name"),
      "n");
}

// HTML: only a channel that is closed before is an error.
TEST_F(BroadcastChannelClassTest, SendsWhatAGetterClosesTheChannelOf) {
  Run(R"js(
    var heard = [];
    var c = new BroadcastChannel('c');
    new BroadcastChannel('c').onmessage = ({data}) => { heard.push(data.a); };
    c.postMessage({get a() { c.close(); return 1; }});
  )js");
  RunTasks();
  EXPECT_EQ(Text("heard.join()"), "1");
}

TEST_F(BroadcastChannelClassTest, KeepsTheLoopAliveWhileItListens) {
  EXPECT_FALSE(loop().is_alive());
  Run("b.onmessage = () => {};");
  EXPECT_TRUE(loop().is_alive());
  Run("b.onmessage = null;");
  EXPECT_FALSE(loop().is_alive());
  Run("b.onmessage = () => {}; b.close();");
  EXPECT_FALSE(loop().is_alive());
}

TEST_F(BroadcastChannelClassTest, ConvertsTheArguments) {
  const struct {
    const char* script;
    const char* error;
  } kCases[] = {
      {"new BroadcastChannel()",
       "TypeError: Failed to construct 'BroadcastChannel': 1 argument "
       "required, but only 0 present."},
      {"BroadcastChannel('a')",
       "TypeError: Class constructor BroadcastChannel cannot be invoked "
       "without 'new'"},
      {"a.postMessage()",
       "TypeError: Failed to execute 'postMessage' on 'BroadcastChannel': 1 "
       "argument required, but only 0 present."},
      {"a.postMessage.call(new EventTarget(), 1)",
       "TypeError: Illegal invocation"},
      {"Object.create(BroadcastChannel.prototype).name",
       "TypeError: Illegal invocation"},
      {"Reflect.get(MessagePort.prototype, 'onmessage', a)",
       "TypeError: Illegal invocation"},
      {"a.close(); a.postMessage(1)",
       "InvalidStateError: The BroadcastChannel is closed."},
  };
  for (const auto& [script, error] : kCases) {
    EXPECT_EQ(Thrown(script), error) << script;
  }
  EXPECT_EQ(Text("new BroadcastChannel(null).name"), "null");
}

}  // namespace
}  // namespace ferry
