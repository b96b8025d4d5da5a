#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::BindingsTest;

class MessagePortClassTest : public BindingsTest {
 protected:
  MessagePortClassTest() {
    Run(R"js(
      var log = [];
      var {port1, port2} = new MessageChannel();
      var note = (event) => { log.push(event.data); };
    )js");
  }
  std::string Log() {
    RunTasks();
    return Text("log.join()");
  }
};

TEST_F(MessagePortClassTest, DeliversInOrder) {
  Run("port2.onmessage = note; port1.postMessage(1); port1.postMessage(2);");
  EXPECT_EQ(Text("log.length"), "0");
  EXPECT_EQ(Log(), "1,2");
}

TEST_F(MessagePortClassTest, WaitsForStartWithAListener) {
  Run("port2.addEventListener('message', note); port1.postMessage(1);");
  EXPECT_EQ(Log(), "");
  Run("port2.start();");
  EXPECT_EQ(Log(), "1");
}

TEST_F(MessagePortClassTest, GivesAMessageEvent) {
  Run(R"js(
    var got;
    port2.onmessage = function(event) { got = [event, this]; };
    port1.postMessage({a: 1});
  )js");
  RunTasks();
  EXPECT_EQ(Text(R"js(
    [got[0] instanceof MessageEvent, got[1] === port2, got[0].type,
     got[0].target === port2, got[0].currentTarget, got[0].data.a,
     got[0].origin, got[0].lastEventId, got[0].source, got[0].isTrusted,
     got[0].bubbles, got[0].cancelable, got[0].eventPhase,
     got[0].timeStamp > 0, Object.isFrozen(got[0].ports),
     got[0].ports === got[0].ports, got[0].ports.length].join()
  )js"),
            "true,true,message,true,,1,,,,true,false,false,0,true,true,true,0");
}

TEST_F(MessagePortClassTest, TransfersByListAndByOption) {
  Run(R"js(
    var events = [];
    port2.onmessage = (event) => { events.push(event); };
    const a = new MessageChannel();
    const b = new MessageChannel();
    const buffer = new ArrayBuffer(8);
    port1.postMessage({buffer}, [buffer, a.port1]);
    port1.postMessage(b.port1, {transfer: [b.port1]});
  )js");
  RunTasks();
  EXPECT_EQ(Text(R"js(
    [events[0].data.buffer.byteLength, events[0].ports.length,
     events[0].ports[0] instanceof MessagePort, Object.isFrozen(events[0].ports),
     events[1].ports[0] === events[1].data].join()
  )js"),
            "8,1,true,true,true");
}

TEST_F(MessagePortClassTest, ConvertsTheArguments) {
  const struct {
    const char* script;
    const char* error;
  } kCases[] = {
      {"port1.postMessage()",
       "TypeError: Failed to execute 'postMessage' on 'MessagePort': 1 "
       "argument required, but only 0 present."},
      {"port1.postMessage(1, 2)",
       "TypeError: Failed to execute 'postMessage' on 'MessagePort': the "
       "options are no object such as {transfer: []}."},
      {"port1.postMessage(1, [1])",
       "TypeError: Failed to execute 'postMessage' on 'MessagePort': entry 0 "
       "of the transfer list is no object."},
      {"port1.postMessage(1, {transfer: 1})",
       "TypeError: Failed to execute 'postMessage' on 'MessagePort': the "
       "transfer list is not iterable."},
      {"port1.postMessage(1, {transfer: null})",
       "TypeError: Failed to execute 'postMessage' on 'MessagePort': the "
       "transfer list is not iterable."},
      {"port1.postMessage(1, {get transfer() { throw new RangeError('x') }})",
       "RangeError: x"},
      {"port1.postMessage(() => {})",
       "DataCloneError: () => {} could not be cloned."},
      {"ferry.serialize({a: port1})",
       "DataCloneError: $.a: MessagePort object could not be cloned. It can "
       "only be transferred to another realm or isolate, never be stored."},
      {"const {port1: closed} = new MessageChannel(); closed.close();"
       "structuredClone([closed])",
       "DataCloneError: $[0]: MessagePort object could not be cloned. It is "
       "closed, or was transferred."},
      {"const {port1: sent} = new MessageChannel();"
       "structuredClone({get a() { sent.close(); }}, {transfer: [sent]})",
       "DataCloneError: MessagePort object could not be cloned. It was closed "
       "or transferred while the value was serialized."},
      {"new MessagePort()", "TypeError: Illegal constructor"},
      {"MessageChannel()",
       "TypeError: Class constructor MessageChannel cannot be invoked without "
       "'new'"},
      {"port1.postMessage.call({}, 1)", "TypeError: Illegal invocation"},
      {"port1.start.call(new EventTarget())", "TypeError: Illegal invocation"},
      {"port1.close.call(null)", "TypeError: Illegal invocation"},
      {"MessagePort.prototype.onmessage", "TypeError: Illegal invocation"},
      {"MessagePort.prototype.onclose = 1", "TypeError: Illegal invocation"},
      {"MessageChannel.prototype.port1", "TypeError: Illegal invocation"},
  };
  for (const auto& [script, error] : kCases) {
    EXPECT_EQ(Thrown(script), error) << script;
  }
  for (const char* script :
       {"port1.postMessage(1, undefined)", "port1.postMessage(1, null)",
        "port1.postMessage(1, {})", "port1.postMessage(1, [])",
        "port1.postMessage(1, () => {})", "port1.postMessage(undefined)",
        "port1.postMessage(1, {transfer: new Set()})",
        "port1.postMessage(1, {transfer: undefined})"}) {
    EXPECT_EQ(Thrown(script), "") << script;
  }
}

TEST_F(MessagePortClassTest, ReplacesAHandlerInItsPlace) {
  Run(R"js(
    const says = (text) => () => { log.push(text); };
    port2.onmessage = says('a');
    port2.addEventListener('message', says('b'));
    port2.onmessage = says('c');
    port1.postMessage(0);
  )js");
  EXPECT_EQ(Log(), "c,b");
  Run("log = []; const h = port2.onmessage; port2.onmessage = null;"
      "port2.onmessage = h; port1.postMessage(0);");
  EXPECT_EQ(Log(), "b,c");
}

TEST_F(MessagePortClassTest, KeepsHandlersThatAreObjectsAndDropsOthers) {
  Run("var object = {handleEvent() { log.push('called'); }};"
      "port2.onmessage = object; port1.postMessage(0);");
  EXPECT_EQ(Log(), "");
  EXPECT_EQ(Text("port2.onmessage === object"), "true");
  EXPECT_EQ(Text("port2.onmessage = 5; port2.onmessage"), "null");
  EXPECT_EQ(Text("port2.onmessageerror"), "null");
  EXPECT_EQ(Text("port2.onclose"), "null");
}

// HTML: the ports of an event are those that were listed.
TEST_F(MessagePortClassTest, KeepsNestedPortsOutOfTheEvent) {
  Run(R"js(
    class Box {
      constructor(port) { this.port = port; }
      [ferry.kTransferList]() { return [this.port]; }
      [ferry.kTransfer]() { return {data: this.port, deserializeInfo: 'Box'}; }
      [ferry.kDeserialize](port) { this.port = port; }
    }
    ferry.markClass(Box, false, true);
    ferry.registerClass('Box', Box);
    var {port1, port2} = new MessageChannel();
    var events = [];
    port2.onmessage = (event) => events.push(event);
    var box = () => new Box(new MessageChannel().port1);
    var send = (listed, ...boxes) =>
        port1.postMessage(boxes, [...boxes, ...listed]);
    send([], box());
    send([new MessageChannel().port1], box(), box());
  )js");
  RunTasks();
  EXPECT_EQ(Text(R"js(events.map(({data, ports}) => [
    data.every((box) => box.port instanceof MessagePort),
    ports.length, ports.some((port) => data.some((box) => box.port === port)),
  ].join()).join(' '))js"),
            "true,0,false true,1,false");
}

TEST_F(MessagePortClassTest, ReportsWhatTheOnlyHandlerThrows) {
  Run("port2.onmessage = (e) => {\n  throw new Error(e.data);\n};"
      "port1.postMessage('a'); port1.postMessage('b');");
  RunTasks();
  EXPECT_THAT(loop().reports(), ElementsAre("2: Error: a", "2: Error: b"));
}

TEST_F(MessagePortClassTest, RunsMicrotasksBetweenMessages) {
  Run("port2.onmessage = (e) => {"
      "  log.push(e.data);"
      "  Promise.resolve().then(() => log.push(`micro ${e.data}`));"
      "};"
      "port1.postMessage(1); port1.postMessage(2);");
  EXPECT_EQ(Log(), "1,micro 1,2,micro 2");
}

// HTML: the other end is known before getters run.
TEST_F(MessagePortClassTest, SendsWhatAGetterClosesThePortOf) {
  Run(R"js(
    port2.onmessage = ({data}) => { log.push(data.a); };
    port2.onclose = () => { log.push('close'); };
    port1.postMessage({
      get a() { port1.postMessage({a: 1}); port1.close(); return 2; }
    });
    port1.postMessage({a: 'lost'});
  )js");
  EXPECT_EQ(Log(), "1,2,close");
}

TEST_F(MessagePortClassTest, SendsWhatAGetterTransfersThePortOf) {
  Run(R"js(
    const carrier = new MessageChannel();
    port2.onmessage = ({data}) => { log.push(data.a); };
    carrier.port2.onmessage = ({ports}) => { ports[0].postMessage({a: 2}); };
    port1.postMessage({
      get a() { carrier.port1.postMessage(0, [port1]); return 1; }
    });
  )js");
  EXPECT_EQ(Log(), "1,2");
}

TEST_F(MessagePortClassTest, ClosesAfterAMessageThatAGetterBreaks) {
  Run("port2.onclose = () => { log.push('close'); };");
  EXPECT_EQ(Thrown("port1.postMessage({"
                   "  get a() { port1.close(); throw new RangeError('a'); }"
                   "});"),
            "RangeError: a");
  EXPECT_EQ(Log(), "close");
}

TEST_F(MessagePortClassTest, TellsTheOtherEndOfClose) {
  Run(R"js(
    port1.onclose = () => { log.push('closed 1'); };
    port2.onclose = (event) => {
      log.push('closed 2', event.constructor.name, event.isTrusted);
    };
    port2.onmessage = note;
    port1.postMessage('before');
    port1.close();
    port1.postMessage('after');
  )js");
  EXPECT_EQ(Log(), "before,closed 2,Event,true");
}

TEST_F(MessagePortClassTest, FiresMessageErrorAndGoesOn) {
  Run(R"js(
    class Unknown {
      [ferry.kClone]() { return {data: 0, deserializeInfo: 'nobody'}; }
    }
    ferry.markClass(Unknown, true, false);
    port2.onmessage = note;
    port2.onmessageerror = (event) => {
      log.push(event.type, event.data, event instanceof MessageEvent,
               event.error.name, event.error.message, Object.keys(event));
    };
    port1.postMessage(new Unknown());
    port1.postMessage('next');
  )js");
  EXPECT_EQ(Log(),
            "messageerror,,true,DataCloneError,Class \"nobody\" is not "
            "registered in this realm. Register it before the message is "
            "read.,,next");
}

TEST_F(MessagePortClassTest, KeepsTheLoopAliveForMessagesOnly) {
  Run("port1.onmessage = note; port2.onmessage = note;");
  EXPECT_FALSE(loop().is_alive());
  Run("port1.postMessage(1);");
  EXPECT_TRUE(loop().is_alive());
  EXPECT_EQ(Log(), "1");
  EXPECT_FALSE(loop().is_alive());
  // Nobody listens.
  Run("port2.onmessage = null; port1.postMessage(2);");
  EXPECT_FALSE(loop().is_alive());
}

TEST_F(MessagePortClassTest, KeepsTheLoopAliveWhileItIsStartedAndListens) {
  // The other end is on its way.
  Run("var way = new MessageChannel(); way.port1.postMessage(port1, [port1]);");
  EXPECT_FALSE(loop().is_alive());
  Run("port2.start();");
  EXPECT_FALSE(loop().is_alive());
  Run("port2.addEventListener('message', note);");
  EXPECT_TRUE(loop().is_alive());
  Run("port2.removeEventListener('message', note);");
  EXPECT_FALSE(loop().is_alive());
  Run("port2.onmessage = note;");
  EXPECT_TRUE(loop().is_alive());
  Run("port2.onmessage = null;");
  EXPECT_FALSE(loop().is_alive());
  Run("port2.onmessage = note; way.port2.close();");
  RunTasks();
  EXPECT_FALSE(loop().is_alive());
}

// What a script can tell of the collector: both ends are there, or none.
TEST_F(MessagePortClassTest, ForgetsAPairThatOnlyHoldsEachOther) {
  {
    v8::HandleScope handles(isolate());
    Run(R"js(
      var watched = [];
      var registry = new FinalizationRegistry((name) => {
        log.push(name, ...watched.map((ref) => typeof ref.deref()));
      });
      (() => {
        for (const [name, start] of [
               ['none', () => {}],
               ['one', (port1, port2) => { port2.onmessage = () => port1; }],
               ['both', (port1, port2) => {
                 port1.onmessage = () => port2;
                 port2.onmessage = () => port1;
                 port2.onclose = () => { log.push('close'); };
               }]]) {
          const {port1, port2} = new MessageChannel();
          start(port1, port2);
          watched.push(new WeakRef(port1), new WeakRef(port2));
          registry.register(port1, name);
          registry.register(port2, name);
        }
      })();
    )js");
  }
  // A WeakRef keeps what it was made for until its job ends.
  isolate()->ClearKeptObjects();
  local().CollectGarbage();
  EXPECT_EQ(Text("watched.filter((ref) => ref.deref()).length"), "0");
  RunTasks();
  local().RunTasks();
  EXPECT_EQ(Text("log.includes('close') || log.includes('object')"), "false");
  EXPECT_EQ(Text("log.filter((name) => name === 'both').length"), "2");
}

TEST_F(MessagePortClassTest, KeepsAPairThatAHandlerIsStillToHear) {
  {
    v8::HandleScope handles(isolate());
    Run(R"js(
      (() => {
        const {port1, port2} = new MessageChannel();
        port2.onmessage = ({data}) => {
          log.push(data);
          if (data > 0) port1.postMessage(data - 1);
        };
        port1.postMessage(2);
        globalThis.watched = new WeakRef(port2);
      })();
    )js");
  }
  isolate()->ClearKeptObjects();
  for (int i = 0; i < 3; ++i) {
    local().CollectGarbage();
    EXPECT_EQ(Log(), "2,1,0");
  }
  isolate()->ClearKeptObjects();
  local().CollectGarbage();
  EXPECT_EQ(Text("typeof watched.deref()"), "undefined");
}

TEST_F(MessagePortClassTest, HasTheLimitsOfItsChannel) {
  Run("var {port1: limited, port2: far} = new MessageChannel("
      "    {limits: {bytes: 20, hostObjects: 1}});");
  EXPECT_EQ(Thrown("limited.postMessage('short')"), "");
  for (const char* port : {"limited", "far"}) {
    EXPECT_THAT(Thrown(absl::StrCat(port, ".postMessage('x'.repeat(20))")),
                AllOf(HasSubstr("DataCloneError"), HasSubstr("Limits::bytes")))
        << port;
  }
  // They stay with a port that is transferred.
  Run("port2.onmessage = ({ports}) => { globalThis.arrived = ports[0]; };"
      "port1.postMessage(null, [limited]);");
  RunTasks();
  EXPECT_THAT(Thrown("arrived.postMessage('x'.repeat(20))"),
              HasSubstr("Limits::bytes"));
  EXPECT_EQ(Thrown("port1.postMessage('x'.repeat(20))"), "");
}

TEST_F(MessagePortClassTest, KeepsErrorsWholeWhereItsChannelSaysSo) {
  Run("var {port1: whole, port2: far} = new MessageChannel("
      "    {fullErrors: true});"
      "far.onmessage = ({data}) => note({data: `${data.own} ${data.errors}`});"
      "whole.postMessage("
      "    Object.assign(new AggregateError([1, 2]), {own: 3}));");
  RunTasks();
  EXPECT_EQ(Log(), "3 1,2");
}

TEST_F(MessagePortClassTest, RefusesOptionsOfAChannelInWords) {
  EXPECT_EQ(Thrown("new MessageChannel(1)"),
            "TypeError: Failed to construct 'MessageChannel': the options are "
            "no object such as {limits: {}}.");
  EXPECT_EQ(Thrown("new MessageChannel({limits: {depth: -1}})"),
            "RangeError: Failed to construct 'MessageChannel': member "
            "limits.depth is no whole number from 0 to 4294967295.");
  EXPECT_EQ(Text("MessageChannel.length"), "0");
}

TEST_F(MessagePortClassTest, WorksInAnotherRealm) {
  SetInTarget("port", Run("port2"));
  EXPECT_EQ(testing_support::ToText(RunInTarget(R"js(
    var heard = [];
    MessagePort.prototype.addEventListener.call(
        port, 'message', (event) => heard.push(event.data));
    MessagePort.prototype.start.call(port);
    Reflect.get(MessagePort.prototype, 'onmessage', port) === null
  )js")),
            "true");
  Run("port1.postMessage('across');");
  RunTasks();
  EXPECT_EQ(testing_support::ToText(RunInTarget("heard.join()")), "across");
}

TEST_F(MessagePortClassTest, OutlivesItsAgent) {
  Run("port2.onmessage = note; port1.postMessage(1);");
  local().DestroyAgent();
  for (const char* script :
       {"port1.postMessage(1)", "port2.start()", "port2.close()",
        "new MessageChannel()", "new BroadcastChannel('a')",
        "structuredClone({})", "port2.onmessage", "ferry.serialize(1)"}) {
    EXPECT_THAT(Thrown(script),
                HasSubstr("This realm's ferry::Agent was destroyed."))
        << script;
  }
}

}  // namespace
}  // namespace ferry
