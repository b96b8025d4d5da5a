// How the globals look to reflection, as WebIDL wants.

#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;

class InterfacesTest : public BindingsTest {
 protected:
  InterfacesTest() {
    Run(R"js(
      var flags = (object, key) => {
        const d = Object.getOwnPropertyDescriptor(object, key);
        if (d === undefined) return 'none';
        return [('value' in d) ? (d.writable ? 'w' : 'r') :
                    `${d.get ? 'g' : ''}${d.set ? 's' : ''}`,
                d.enumerable ? 'e' : '', d.configurable ? 'c' : ''].join('');
      };
    )js");
  }
};

TEST_F(InterfacesTest, AreGlobals) {
  const struct {
    const char* name;
    const char* flags;
    int length;
    const char* parent;  // "" for Function.prototype
  } kInterfaces[] = {
      {"AbortController", "wc", 0, ""},
      {"AbortSignal", "wc", 0, "EventTarget"},
      {"BroadcastChannel", "wc", 1, "EventTarget"},
      {"CustomEvent", "wc", 1, "Event"},
      {"DOMException", "wc", 0, ""},
      {"ErrorEvent", "wc", 1, "Event"},
      {"Event", "wc", 1, ""},
      {"EventTarget", "wc", 0, ""},
      {"MessageChannel", "wc", 0, ""},
      {"MessageEvent", "wc", 1, "Event"},
      {"MessagePort", "wc", 0, "EventTarget"},
      {"QuotaExceededError", "wc", 0, "DOMException"},
  };
  for (const auto& [name, flags, length, parent] : kInterfaces) {
    Run(absl::StrCat("var I = ", name, "; var P = I.prototype;"));
    EXPECT_EQ(Text(absl::StrCat("flags(globalThis, '", name, "')")), flags)
        << name;
    EXPECT_EQ(Text("I.name"), name);
    EXPECT_EQ(Text("I.length"), std::to_string(length)) << name;
    EXPECT_EQ(Text("flags(I, 'prototype')"), "r") << name;
    EXPECT_EQ(Text("flags(P, 'constructor') + (P.constructor === I)"), "wctrue")
        << name;
    EXPECT_EQ(Text("P[Symbol.toStringTag]"), name);
    EXPECT_EQ(Text("flags(P, Symbol.toStringTag)"), "rc") << name;
    EXPECT_EQ(Text("Object.getPrototypeOf(I).name"), parent) << name;
    EXPECT_EQ(
        Text(absl::StrCat("Object.getPrototypeOf(P) === ",
                          parent[0] != 0   ? absl::StrCat(parent, ".prototype")
                          : name[0] == 'D' ? "Error.prototype"
                                           : "Object.prototype")),
        "true")
        << name;
  }
}

TEST_F(InterfacesTest, HaveTheMembersOfTheStandards) {
  const struct {
    const char* interface;
    const char* attributes;  // "name:flags name:flags"
    const char* operations;  // "name:length name:length"
  } kInterfaces[] = {
      {"Event",
       "type:gec target:gec srcElement:gec currentTarget:gec eventPhase:gec "
       "bubbles:gec cancelable:gec composed:gec isTrusted:gec "
       "defaultPrevented:gec timeStamp:gec cancelBubble:gsec returnValue:gsec",
       "composedPath:0 stopPropagation:0 stopImmediatePropagation:0 "
       "preventDefault:0 initEvent:1"},
      {"EventTarget", "",
       "addEventListener:2 removeEventListener:2 dispatchEvent:1"},
      {"MessageEvent",
       "data:gec origin:gec lastEventId:gec source:gec ports:gec",
       "initMessageEvent:1"},
      {"CustomEvent", "detail:gec", "initCustomEvent:1"},
      {"ErrorEvent", "message:gec filename:gec lineno:gec colno:gec error:gec",
       ""},
      {"AbortController", "signal:gec", "abort:0"},
      {"AbortSignal", "aborted:gec reason:gec onabort:gsec",
       "throwIfAborted:0"},
      {"MessageChannel", "port1:gec port2:gec", ""},
      {"MessagePort", "onmessage:gsec onmessageerror:gsec onclose:gsec",
       "postMessage:1 start:0 close:0"},
      {"BroadcastChannel", "name:gec onmessage:gsec onmessageerror:gsec",
       "postMessage:1 close:0"},
  };
  for (const auto& [name, attributes, operations] : kInterfaces) {
    EXPECT_EQ(Text(absl::StrCat(R"js((() => {
          const P = )js",
                                name, R"js(.prototype;
          const wrong = [];
          const expected = new Set(['constructor']);
          const words = (text) => text === '' ? [] : text.split(' ');
          for (const word of words(')js",
                                attributes, R"js(')) {
            const [name, want] = word.split(':');
            expected.add(name);
            const {get} = Object.getOwnPropertyDescriptor(P, name) ?? {};
            if (flags(P, name) !== want || get.name !== `get ${name}` ||
                get.length !== 0) {
              wrong.push(name);
            }
          }
          for (const word of words(')js",
                                operations, R"js(')) {
            const [name, length] = word.split(':');
            expected.add(name);
            if (flags(P, name) !== 'wec' || P[name].name !== name ||
                P[name].length !== Number(length)) {
              wrong.push(name);
            }
            let isConstructor = true;
            try { new P[name](); } catch (e) {
              isConstructor = !e.message.includes('is not a constructor');
            }
            if (isConstructor) wrong.push(`new ${name}`);
          }
          for (const name of Object.getOwnPropertyNames(P)) {
            if (!expected.has(name) && !/^[A-Z_]+$/.test(name)) wrong.push(name);
          }
          return wrong.join();
        })())js")),
              "")
        << name;
  }
}

TEST_F(InterfacesTest, HaveTheConstantsOfEvents) {
  EXPECT_EQ(
      Text("[Event.NONE, Event.CAPTURING_PHASE, Event.AT_TARGET, "
           "Event.BUBBLING_PHASE, Event.prototype.AT_TARGET, "
           "flags(Event, 'NONE'), flags(Event.prototype, 'NONE')].join()"),
      "0,1,2,3,2,re,re");
}

TEST_F(InterfacesTest, AreFunctionsOfTheGlobalObject) {
  for (const char* name : {"structuredClone", "reportError"}) {
    EXPECT_EQ(
        Text(absl::StrCat("[flags(globalThis, '", name, "'), ", name, ".name, ",
                          name, ".length, 'prototype' in ", name, "].join()")),
        absl::StrCat("wec,", name, ",1,false"));
  }
}

TEST_F(InterfacesTest, ShowNoStateToReflection) {
  EXPECT_EQ(Text(R"js(
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {};
    [channel, channel.port1, new EventTarget(), new Event('x'),
     new MessageEvent('x'), new BroadcastChannel('x')]
        .map((object) => Reflect.ownKeys(object).length).join()
  )js"),
            "0,0,0,0,0,0");
}

TEST_F(InterfacesTest, CanBeSubclassed) {
  EXPECT_EQ(Text(R"js(
    class A extends EventTarget {}
    class B extends MessageEvent {}
    class C extends BroadcastChannel {}
    class D extends MessageChannel {}
    const b = new B('x', {data: 1, bubbles: true});
    const c = new C('name');
    [new A() instanceof A, b instanceof B, b.data, b.bubbles, c instanceof C,
     c.name, new D().port1 instanceof MessagePort].join()
  )js"),
            "true,true,1,true,true,name,true");
}

TEST_F(InterfacesTest, InitializeNothingWhereAnArgumentIsWrong) {
  EXPECT_EQ(Text(R"js((() => {
    const event = new MessageEvent('old', {data: 1});
    const bad = {toString() { throw new RangeError(); }};
    try {
      event.initMessageEvent('new', true, true, 2, bad);
    } catch (error) {
      return [error.name, event.type, event.bubbles, event.data].join();
    }
  })())js"),
            "RangeError,old,false,1");
}

TEST_F(InterfacesTest, CustomEventsHaveADetail) {
  EXPECT_EQ(Text(R"js(
    const detail = {};
    const event = new CustomEvent('x', {detail, cancelable: true});
    [event.detail === detail, event.cancelable, event.type,
     new CustomEvent('x').detail, new CustomEvent('x', {}).detail,
     new CustomEvent('x', {detail: undefined}).detail].join()
  )js"),
            "true,true,x,,,");
  EXPECT_EQ(Text("[new CustomEvent('x').detail === null, "
                 "new CustomEvent('x', {detail: undefined}).detail === null]"
                 ".join()"),
            "true,true");
  EXPECT_EQ(Thrown("CustomEvent.prototype.detail"),
            "TypeError: Illegal invocation");
  EXPECT_EQ(Thrown("Reflect.get(CustomEvent.prototype, 'detail', "
                   "new Event('x'))"),
            "TypeError: Illegal invocation");
  EXPECT_EQ(Thrown("new CustomEvent()"),
            "TypeError: Failed to construct 'CustomEvent': 1 argument "
            "required, but only 0 present.");
}

TEST_F(InterfacesTest, CustomEventsAreInitializedAgain) {
  EXPECT_EQ(Text(R"js(
    const event = new CustomEvent('old', {detail: 1, composed: true});
    event.initCustomEvent('new', true, true, 2);
    const first = [event.type, event.bubbles, event.cancelable, event.detail];
    event.initCustomEvent('newer');
    const second = [event.type, event.bubbles, event.detail === null];
    const target = new EventTarget();
    target.addEventListener('newer', () => event.initCustomEvent('no', 0, 0, 3));
    target.dispatchEvent(event);
    [...first, ...second, event.type, event.detail === null].join()
  )js"),
            "new,true,true,2,newer,false,true,newer,true");
  EXPECT_EQ(Thrown("new CustomEvent('x').initCustomEvent()"),
            "TypeError: Failed to execute 'initCustomEvent' on 'CustomEvent': "
            "1 argument required, but only 0 present.");
}

TEST_F(InterfacesTest, ConvertTheMessageEventDictionary) {
  EXPECT_EQ(Text(R"js(
    const {port1} = new MessageChannel();
    const event = new MessageEvent('x', {
      data: [1], origin: 5, lastEventId: null, source: port1,
      ports: new Set([port1]), cancelable: 1,
    });
    [event.data[0], event.origin, event.lastEventId, event.source === port1,
     event.ports[0] === port1, Object.isFrozen(event.ports), event.cancelable,
     event.isTrusted].join()
  )js"),
            "1,5,null,true,true,true,true,false");
  EXPECT_EQ(Thrown("new MessageEvent('x', {ports: [1]})"),
            "TypeError: member ports has an entry that is not of type "
            "'MessagePort'.");
  EXPECT_EQ(Thrown("new MessageEvent('x', {ports: 1})"),
            "TypeError: member ports is not iterable.");
  EXPECT_EQ(Thrown("new MessageEvent('x', {source: {}})"),
            "TypeError: Failed to construct 'MessageEvent': member source is "
            "not of type 'MessageEventSource'.");
}

}  // namespace
}  // namespace ferry
