// Scripts change what they can change of their realm; nothing here notices.

#include <string>

#include "ferry/tests/bindings/support/bindings_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;

constexpr char kPollute[] = R"js(
  var {port1, port2} = new MessageChannel();
  var log = '';
  var touched = '';
  (() => {
    const touch = (what) => function() { touched += `${what};`; };
    const {defineProperty} = Object;
    // Setters and getters on the prototypes of everything.
    const names = ['type', 'callback', 'capture', 'once', 'passive', 'isHandler',
                   'removed', 'number', 'next', 'message', 'filename', 'lineno',
                   'colno', 'error', 'value', 'enumerable', 'handleEvent',
                   'data', 'ports', 'details', 'origin', 'source', 'lastEventId'];
    for (let i = 0; i < names.length; ++i) {
      defineProperty(Object.prototype, names[i], {
        __proto__: null, get: touch(`get ${names[i]}`),
        set: touch(`set ${names[i]}`), configurable: true,
      });
    }
    for (let i = 0; i < 3; ++i) {
      defineProperty(Array.prototype, i, {
        __proto__: null, get: touch(`get [${i}]`), set: touch(`set [${i}]`),
        configurable: true,
      });
    }
    const methods = (object, list) => {
      for (let i = 0; i < list.length; ++i) {
        defineProperty(object, list[i], {
          __proto__: null, value: touch(list[i]), configurable: true,
          writable: true,
        });
      }
    };
    methods(Array.prototype, ['push', 'slice', 'forEach', 'map', 'concat']);
    methods(Function.prototype, ['call', 'apply', 'bind']);
    methods(Object, ['freeze', 'create', 'getOwnPropertyDescriptor']);
    methods(Reflect, ['apply', 'defineProperty', 'ownKeys', 'setPrototypeOf']);
    methods(Object, ['defineProperty']);
    // The interfaces themselves.
    methods(EventTarget.prototype, ['addEventListener', 'dispatchEvent']);
    methods(MessagePort.prototype, ['start']);
    for (const name of ['Event', 'EventTarget', 'MessagePort', 'Array', 'Map',
                        'TypeError', 'Symbol', 'Reflect']) {
      globalThis[name] = touch(name);
    }
    Object = touch('Object');
  })();
)js";

class PollutionTest : public BindingsTest {
 protected:
  PollutionTest() {
    // The tests' own helpers.
    Run("var Symbol_iterator = Symbol.iterator; "
        "var MessageEvent_ = MessageEvent; var add = "
        "EventTarget.prototype.addEventListener; var apply = Reflect.apply;");
    Run(kPollute);
  }
  std::string Touched() { return Text("touched"); }
};

TEST_F(PollutionTest, DoesNotReachMessages) {
  Run(R"js(
    port2.onmessage = (event) => {
      log += `${event.data} ${event.ports.length} ${event.type};`;
    };
    port1.postMessage('one');
    port1.postMessage('two');
  )js");
  RunTasks();
  EXPECT_EQ(Text("log"), "one 0 message;two 0 message;");
  EXPECT_EQ(Touched(), "");
}

TEST_F(PollutionTest, DoesNotReachSeveralListeners) {
  Run(R"js(
    port2.onmessage = () => { log += 'handler;'; };
    apply(add, port2, ['message', () => { log += 'listener;'; }]);
    port1.postMessage(0);
  )js");
  RunTasks();
  EXPECT_EQ(Text("log"), "handler;listener;");
  EXPECT_EQ(Touched(), "");
}

TEST_F(PollutionTest, DoesNotReachNewChannelsAndClose) {
  Run(R"js(
    const channel = new MessageChannel();
    channel.port2.onclose = () => { log += 'closed;'; };
    channel.port2.onmessage = () => {};
    channel.port1.close();
    const broadcast = new BroadcastChannel('a');
    const other = new BroadcastChannel('a');
    other.onmessage = (event) => { log += event.data; };
    broadcast.postMessage('heard');
  )js");
  RunTasks();
  EXPECT_THAT(Text("log"), testing::AnyOf("closed;heard", "heardclosed;"));
  EXPECT_EQ(Touched(), "");
}

TEST_F(PollutionTest, DoesNotReachBrandChecks) {
  EXPECT_EQ(Thrown("MessageEvent_.prototype.data"),
            "TypeError: Illegal invocation");
  EXPECT_EQ(Touched(), "");
}

// WebIDL's sequences are taken by the iterator that scripts see.
TEST_F(PollutionTest, ReachesTheIteratorOfTransferLists) {
  Run(R"js(
    Array = [].constructor;
    Array.prototype[Symbol_iterator] = function*() {};
    var kept = new ArrayBuffer(8);
    port1.postMessage(0, [kept]);
  )js");
  EXPECT_EQ(Text("kept.byteLength"), "8");
}

}  // namespace
}  // namespace ferry
