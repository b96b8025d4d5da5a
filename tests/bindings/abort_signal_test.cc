// AbortController and AbortSignal.

#include <string>

#include "ferry/tests/bindings/support/bindings_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class AbortSignalTest : public testing_support::BindingsTest {
 protected:
  AbortSignalTest() {
    Run(R"js(
      var log = [];
      var note = (name) => () => { log.push(name); };
      var controller = new AbortController();
      var {signal} = controller;
    )js");
  }
};

TEST_F(AbortSignalTest, IsAbortedOnce) {
  EXPECT_EQ(Text("[controller.signal === signal, signal.aborted,"
                 " 'reason' in signal, signal.reason].join()"),
            "true,false,true,");
  Run(R"js(
    signal.onabort = (e) => log.push(e.type, e.isTrusted, e.target === signal);
    signal.addEventListener('abort', note('listener'));
    controller.abort('why');
    controller.abort('again');
  )js");
  EXPECT_EQ(Text("log.join() + signal.aborted + signal.reason"),
            "abort,true,true,listenertruewhy");
}

TEST_F(AbortSignalTest, HasAReasonAlways) {
  Run("controller.abort()");
  EXPECT_EQ(Text("String(signal.reason)"),
            "AbortError: The operation was aborted.");
  EXPECT_EQ(Text("signal.reason === signal.reason"), "true");
  EXPECT_EQ(Text("String(AbortSignal.abort(undefined).reason.name)"),
            "AbortError");
  EXPECT_EQ(Text("String(AbortSignal.abort(null).reason)"), "null");
}

TEST_F(AbortSignalTest, ThrowsItsReason) {
  Run("signal.throwIfAborted(); controller.abort(new RangeError('mine'))");
  EXPECT_EQ(Thrown("signal.throwIfAborted()"), "RangeError: mine");
}

TEST_F(AbortSignalTest, TimesOut) {
  Run("var timed = AbortSignal.timeout(5);"
      "timed.onabort = () => log.push(timed.reason.name)");
  EXPECT_FALSE(loop().is_alive()) << "a loop with nothing else may end";
  EXPECT_EQ(Text("String(timed.aborted)"), "false");
  RunTasks();
  EXPECT_FALSE(loop().is_alive());
  EXPECT_EQ(Text("log.join() + timed.aborted"), "TimeoutErrortrue");
}

TEST_F(AbortSignalTest, FollowsOthers) {
  Run(R"js(
    var second = new AbortController();
    var any = AbortSignal.any(new Set([signal, second.signal]));
    var outer = AbortSignal.any([any]);
    any.onabort = () => log.push('any', outer.aborted);
    outer.onabort = note('outer');
    signal.onabort = () => { log.push('first', any.aborted); second.abort(2); };
    controller.abort(1);
  )js");
  EXPECT_EQ(Text("log.join() + any.reason + outer.reason"),
            "first,true,any,true,outer11");
  EXPECT_EQ(Text("AbortSignal.any([AbortSignal.abort(3), signal]).reason + 0"),
            "3");
}

TEST_F(AbortSignalTest, EndsListeners) {
  Run(R"js(
    var target = new EventTarget();
    target.addEventListener('x', note('one'), {signal});
    target.addEventListener('x', note('two'), {signal, once: true});
    target.addEventListener('x', note('any'), {signal: AbortSignal.any([signal])});
    signal.addEventListener('abort', () => target.dispatchEvent(new Event('x')));
    target.dispatchEvent(new Event('x'));
    controller.abort();
    target.addEventListener('x', note('late'), {signal});
    target.dispatchEvent(new Event('x'));
  )js");
  // Abort algorithms come before events, those of dependent signals after.
  EXPECT_EQ(Text("log.join()"), "one,two,any,any");
}

TEST_F(AbortSignalTest, IsNotHeldByItsSources) {
  Run(R"js(
    var weak = [];
    (() => {
      for (let i = 0; i < 100; ++i) {
        weak.push(new WeakRef(AbortSignal.any([signal])));
      }
      const heard = AbortSignal.any([signal]);
      heard.onabort = note('heard');
      const forgotten = AbortSignal.any([signal]);
      forgotten.onabort = note('forgotten');
      forgotten.onabort = null;
      weak.push(new WeakRef(forgotten));
    })();
  )js");
  local().CollectGarbage();
  EXPECT_EQ(Text("weak.filter((each) => each.deref()).length"), "0");
  Run("controller.abort()");
  EXPECT_EQ(Text("log.join()"), "heard");
}

TEST_F(AbortSignalTest, ForgetsListenersThatAreGone) {
  Run(R"js(
    var target = new EventTarget();
    var kept;
    (() => {
      const listener = () => {};
      kept = new WeakRef(listener);
      target.addEventListener('x', listener, {signal});
      target.removeEventListener('x', listener);
    })();
  )js");
  local().CollectGarbage();
  EXPECT_EQ(Text("String(kept.deref())"), "undefined");
}

TEST_F(AbortSignalTest, ChecksReceiversAndArguments) {
  EXPECT_EQ(Thrown("new AbortSignal()"), "TypeError: Illegal constructor");
  EXPECT_EQ(Thrown("AbortController.prototype.abort.call(signal)"),
            "TypeError: Illegal invocation");
  EXPECT_EQ(Thrown("AbortSignal.prototype.throwIfAborted.call(controller)"),
            "TypeError: Illegal invocation");
  EXPECT_THAT(Thrown("AbortSignal.any([signal, {}])"),
              HasSubstr("entry 1 is not of type 'AbortSignal'"));
  EXPECT_THAT(Thrown("AbortSignal.any()"), HasSubstr("1 argument required"));
  EXPECT_THAT(Thrown("AbortSignal.timeout(-1)"),
              HasSubstr("is no number of milliseconds"));
  EXPECT_THAT(Thrown("structuredClone(signal)"), HasSubstr("DataCloneError"));
}

TEST_F(AbortSignalTest, CallsNothingThatScriptsReplace) {
  Run(R"js(
    for (const object of [Set.prototype, WeakRef.prototype, Array.prototype,
                          EventTarget.prototype]) {
      for (const name of Object.getOwnPropertyNames(object)) {
        const {value} = Object.getOwnPropertyDescriptor(object, name);
        if (name === 'constructor' || typeof value !== 'function') continue;
        object[name] = () => { throw new Error('called ' + name); };
      }
    }
    globalThis.WeakRef = globalThis.Set = undefined;
    const any = AbortSignal.any({
      *[Symbol.iterator]() { yield signal; }
    });
    any.onabort = () => { log[log.length] = 'any'; };
    controller.abort();
  )js");
  EXPECT_EQ(Text("'' + log[0]"), "any");
  EXPECT_THAT(loop().reports(), ElementsAre());
}

}  // namespace
}  // namespace ferry
