// A message that fails to be read: what user code has got of it goes on
// working, and what it cannot have is released at once.

#include "ferry/tests/messaging/port_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A class whose [kDeserialize]() keeps what it gets, one whose throws, and one
// that no realm knows. Host objects are completed in the opposite order of the
// table.
constexpr char kClasses[] = R"js(
  globalThis.kept = [];
  class Keeper {
    constructor(data) { this.data = data; }
    [kClone]() { return {data: this.data, deserializeInfo: 'Keeper'}; }
    [kDeserialize](data) { kept.push(data); }
  }
  class Thrower {
    [kClone]() { return {data: 0, deserializeInfo: 'Thrower'}; }
    [kDeserialize]() { throw new RangeError('mine'); }
  }
  class Nobody {
    [kClone]() { return {data: 0, deserializeInfo: 'Nobody'}; }
  }
  for (const c of [Keeper, Thrower, Nobody]) {
    markClass(c, CLONEABLE);
    globalThis[c.name] = c;
  }
  registerClass('Keeper', Keeper);
  registerClass('Thrower', Thrower);
)js";

class FailedReadTest : public PortTest {
 protected:
  FailedReadTest() {
    Run(kClasses);
    Set("port", other_.port2);
    Listen(other_.port1, recorder1_);
    Listen(port2(), recorder2_);
  }

  // Sends `script`'s value, and the port with it.
  void Send(absl::string_view script) {
    v8::Local<v8::Object> list[] = {other_.port2};
    ASSERT_THAT(Post(port1(), script, list), Succeeds());
    RunTasks();
  }

  const MessageChannel other_ = NewChannel();
};

TEST_F(FailedReadTest, WhatUserCodeHasGotGoesOnWorking) {
  Send("[new Thrower(), new Keeper({port})]");
  EXPECT_THAT(recorder2_.log, ElementsAre("error RangeError: mine"));
  EXPECT_THAT(recorder1_.log, IsEmpty());
  v8::Local<v8::Object> kept = RunObject("kept[0].port");
  ASSERT_NE(MessagePort::From(agent(), kept), nullptr);
  EXPECT_THAT(Post(kept, "'it works'"), Succeeds());
  Recorder recorder;
  Listen(kept, recorder);
  EXPECT_THAT(Post(other_.port1, "1"), Succeeds());
  RunTasks();
  EXPECT_THAT(recorder.log, ElementsAre("message 1"));
  EXPECT_THAT(recorder1_.log, ElementsAre("message \"it works\""));
}

// The data of a Keeper leads to the whole message.
TEST_F(FailedReadTest, AlsoWhereTheValueLeadsToIt) {
  Send(
      "(() => { const all = {}; all.port = port; all.a = new Thrower();"
      "all.b = new Keeper({all}); return all; })()");
  EXPECT_THAT(recorder2_.log, ElementsAre("error RangeError: mine"));
  ASSERT_NE(MessagePort::From(agent(), Run("kept[0].all.port")), nullptr);
  EXPECT_THAT(recorder1_.log, IsEmpty());
}

// As HTML has it: a port holds the other end.
TEST_F(FailedReadTest, LivesWithItsOtherEndWhereUserCodeKeepsNothing) {
  {
    v8::HandleScope handles(isolate());
    Send("[new Thrower(), new Keeper({port})]");
    Run("kept.length = 0");
  }
  EXPECT_THAT(recorder1_.log, IsEmpty());
  local().CollectGarbage();
  RunTasks();
  EXPECT_THAT(recorder1_.log, IsEmpty());
}

TEST_F(FailedReadTest, WhatNobodyCanHaveIsClosedAtOnce) {
  Send("[port, new Nobody()]");
  EXPECT_THAT(recorder2_.log,
              ElementsAre(testing::HasSubstr("Class \"Nobody\"")));
  EXPECT_THAT(recorder1_.log, ElementsAre("close"));
}

}  // namespace
}  // namespace ferry::testing_support
