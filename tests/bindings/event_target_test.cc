#include <string>

#include "ferry/tests/bindings/support/bindings_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::ElementsAre;
using testing_support::BindingsTest;

class EventTargetTest : public BindingsTest {
 protected:
  EventTargetTest() {
    Run(R"js(
      var log = [];
      var target = new EventTarget();
      var note = (text) => () => { log.push(text); };
      var fire = (init) => target.dispatchEvent(new Event('x', init));
    )js");
  }
  std::string Log() { return Text("log.join()"); }
};

TEST_F(EventTargetTest, CallsListenersInOrderAndCaptureFirst) {
  Run(R"js(
    target.addEventListener('x', note('a'));
    target.addEventListener('x', note('b'), true);
    target.addEventListener('y', note('y'));
    target.addEventListener('x', note('c'), {capture: false});
    fire();
  )js");
  EXPECT_EQ(Log(), "b,a,c");
}

TEST_F(EventTargetTest, AddsAListenerOnce) {
  Run(R"js(
    const a = note('a');
    target.addEventListener('x', a);
    target.addEventListener('x', a, {passive: true});
    target.addEventListener('x', a, true);
    target.addEventListener('x', null);
    fire();
  )js");
  EXPECT_EQ(Log(), "a,a");
}

TEST_F(EventTargetTest, RemovesByTypeCallbackAndCapture) {
  Run(R"js(
    const a = note('a');
    target.addEventListener('x', a);
    target.removeEventListener('y', a);
    target.removeEventListener('x', a, true);
    target.removeEventListener('x', null);
    fire();
    target.removeEventListener('x', a);
    fire();
  )js");
  EXPECT_EQ(Log(), "a");
}

TEST_F(EventTargetTest, CallsAOnceListenerOnce) {
  Run(R"js(
    target.addEventListener('x', () => { log.push('a'); fire(); },
                            {once: true});
    fire();
    fire();
  )js");
  EXPECT_EQ(Log(), "a");
}

TEST_F(EventTargetTest, LeavesOutWhatIsAddedOrRemovedMeanwhile) {
  Run(R"js(
    const c = note('c');
    const last = note('last');
    target.addEventListener('x', () => {
      log.push('a');
      target.removeEventListener('x', c);
      target.removeEventListener('x', last);
      target.addEventListener('x', note('added'));
    }, {once: true});
    target.addEventListener('x', note('b'));
    target.addEventListener('x', c);
    target.addEventListener('x', last);
    fire();
  )js");
  EXPECT_EQ(Log(), "a,b");
  Run("log = []; fire();");
  EXPECT_EQ(Log(), "b,added");
}

TEST_F(EventTargetTest, StopsImmediately) {
  Run(R"js(
    target.addEventListener('x', (e) => {
      log.push('a');
      e.stopImmediatePropagation();
    });
    target.addEventListener('x', note('b'));
    fire();
  )js");
  EXPECT_EQ(Log(), "a");
}

TEST_F(EventTargetTest, StopsPropagationBetweenThePhasesOnly) {
  Run(R"js(
    target.addEventListener('x', (e) => e.stopPropagation(), true);
    target.addEventListener('x', note('capture'), true);
    target.addEventListener('x', note('bubble'));
    fire();
  )js");
  EXPECT_EQ(Log(), "capture");
}

TEST_F(EventTargetTest, CancelsCancelableEventsOutsidePassiveListeners) {
  Run("target.addEventListener('x', (e) => e.preventDefault());");
  EXPECT_EQ(Text("fire({cancelable: true})"), "false");
  EXPECT_EQ(Text("fire()"), "true");
  Run(R"js(
    target = new EventTarget();
    target.addEventListener('x', (e) => e.preventDefault(), {passive: true});
  )js");
  EXPECT_EQ(Text("fire({cancelable: true})"), "true");
}

TEST_F(EventTargetTest, ReportsWhatListenersThrowAndGoesOn) {
  Run(R"js(
    target.addEventListener('x', () => {
      throw new Error('first');
    });
    target.addEventListener('x', {handleEvent: 1});
    target.addEventListener('x', () => { throw 'a string'; });
    target.addEventListener('x', note('last'));
    fire();
  )js");
  EXPECT_EQ(Log(), "last");
  EXPECT_THAT(loop().reports(),
              ElementsAre("3: Error: first",
                          testing::HasSubstr("handleEvent is not a function"),
                          "6: a string"));
}

TEST_F(EventTargetTest, CallsHandleEventOfAnObject) {
  Run(R"js(
    const listener = {handleEvent(e) { log.push(this === listener, e.type); }};
    target.addEventListener('x', listener);
    fire();
    target.removeEventListener('x', listener);
    fire();
  )js");
  EXPECT_EQ(Log(), "true,x");
}

TEST_F(EventTargetTest, ShowsTheTargetWhileItDispatches) {
  Run(R"js(
    var event = new Event('x');
    target.addEventListener('x', function(e) {
      log.push(this === target, e.target === target,
               e.currentTarget === target, e.eventPhase,
               e.composedPath().length, e === event);
    });
    target.dispatchEvent(event);
    log.push(event.target === target, event.currentTarget, event.eventPhase,
             event.composedPath().length);
  )js");
  EXPECT_EQ(Log(), "true,true,true,2,1,true,true,,0,0");
}

TEST_F(EventTargetTest, RefusesAnEventThatIsBeingDispatched) {
  Run(R"js(
    target.addEventListener('x', (e) => {
      try {
        target.dispatchEvent(e);
      } catch (error) {
        log.push(error.name, error instanceof DOMException);
      }
    });
    fire();
  )js");
  EXPECT_EQ(Log(), "InvalidStateError,true");
}

TEST_F(EventTargetTest, ListensUntilItsSignalAborts) {
  Run(R"js(
    class Signal extends EventTarget { aborted = false; }
    const signal = new Signal();
    target.addEventListener('x', note('a'), {signal});
    fire();
    signal.aborted = true;
    signal.dispatchEvent(new Event('abort'));
    fire();
    target.addEventListener('x', note('b'), {signal});
    fire();
  )js");
  EXPECT_EQ(Log(), "a");
}

TEST_F(EventTargetTest, ConvertsItsArguments) {
  const struct {
    const char* script;
    const char* error;
  } kCases[] = {
      {"target.addEventListener('x')",
       "TypeError: Failed to execute 'addEventListener' on 'EventTarget': 2 "
       "arguments required, but only 1 present."},
      {"target.addEventListener('x', 1)",
       "TypeError: Failed to execute 'addEventListener' on 'EventTarget': "
       "parameter 2 is not of type 'Object'."},
      {"target.addEventListener('x', note(), {signal: 1})",
       "TypeError: Failed to execute 'addEventListener' on 'EventTarget': "
       "member signal is not of type 'AbortSignal'."},
      {"target.removeEventListener()",
       "TypeError: Failed to execute 'removeEventListener' on 'EventTarget': 2 "
       "arguments required, but only 0 present."},
      {"target.dispatchEvent({})",
       "TypeError: Failed to execute 'dispatchEvent' on 'EventTarget': "
       "parameter 1 is not of type 'Event'."},
      {"new Event()",
       "TypeError: Failed to construct 'Event': 1 argument required, but only "
       "0 present."},
      {"new Event('x', 1)",
       "TypeError: Failed to construct 'Event': The provided value is not of "
       "type 'Object'."},
      {"Event('x')",
       "TypeError: Class constructor Event cannot be invoked without 'new'"},
      {"EventTarget()",
       "TypeError: Class constructor EventTarget cannot be invoked without "
       "'new'"},
  };
  for (const auto& [script, error] : kCases) {
    EXPECT_EQ(Thrown(script), error) << script;
  }
}

TEST_F(EventTargetTest, ChecksBrands) {
  for (const char* script : {
           "Event.prototype.type",
           "Event.prototype.preventDefault.call({})",
           "Event.prototype.stopPropagation.call(undefined)",
           "Object.create(Event.prototype).target",
           "new Proxy(new Event('x'), {}).type",
           "MessageEvent.prototype.data",
           "Reflect.get(MessageEvent.prototype, 'data', new Event('x'))",
           "Reflect.get(ErrorEvent.prototype, 'error', new Event('x'))",
           "EventTarget.prototype.addEventListener.call({}, 'x', note())",
           "EventTarget.prototype.dispatchEvent.call(1, new Event('x'))",
       }) {
    EXPECT_EQ(Thrown(script), "TypeError: Illegal invocation") << script;
  }
}

}  // namespace
}  // namespace ferry
