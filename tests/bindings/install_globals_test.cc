#include "ferry/bindings/install_globals.h"

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "ferry/bindings/events.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/tests/support/matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;
using testing_support::Throws;
using testing_support::ToText;
using testing_support::Try;

class InstallGlobalsTest : public BindingsTest {
 protected:
  // A new realm, without globals of the library.
  v8::Local<v8::Context> NewRealm() { return v8::Context::New(isolate()); }
  std::string TextIn(v8::Local<v8::Context> realm, absl::string_view script) {
    return ToText(local().RunIn(realm, script));
  }
};

// As of an add-on, whose realm has all that already.
TEST_F(InstallGlobalsTest, ThrowsErrorsOfTheRealmsOwnClass) {
  v8::Local<v8::Context> realm = NewRealm();
  local().RunIn(realm,
                "globalThis.DOMException = class DOMException extends Error {"
                "  constructor(message, name) {"
                "    super(message); this.name = name;"
                "  }"
                "}; globalThis.exports = {};");
  v8::Local<v8::Object> target =
      local().RunIn(realm, "exports").As<v8::Object>();
  InstallGlobals(agent(), realm,
                 {.target = target,
                  .dom_exception =
                      local().RunIn(realm, "DOMException").As<v8::Function>()})
      .Check();
  EXPECT_EQ(TextIn(realm,
                   "[exports.DOMException === DOMException,"
                   " typeof exports.QuotaExceededError].join()"),
            "true,undefined");
  EXPECT_EQ(TextIn(realm,
                   "try { exports.structuredClone({f() {}}) } catch (error) {"
                   "  [error instanceof DOMException, error.name, error.path,"
                   "   error.message].join() }"),
            "true,DataCloneError,$.f,$.f: f() {} could not be cloned.");
  EXPECT_EQ(TextIn(realm,
                   "const {port1, port2} = new exports.MessageChannel();"
                   "exports.ferry.setQueueLimits(port2, {messages: 0});"
                   "try { port1.postMessage(1) } catch (error) {"
                   "  [error instanceof DOMException, error.name, error.quota,"
                   "   error.requested].join() }"),
            "true,QuotaExceededError,,");
  // Another realm of the isolate keeps the library's.
  EXPECT_EQ(
      TextIn(source(),
             "try { structuredClone(() => {}) } catch (error) {"
             "  [error instanceof DOMException,"
             "   Object.hasOwn(DOMException.prototype, 'code')].join() }"),
      "true,true");
}

TEST_F(InstallGlobalsTest, LeavesOutWhatIsNamed) {
  v8::Local<v8::Context> realm = NewRealm();
  local().RunIn(realm, "globalThis.Event = 'mine'");
  InstallGlobals(agent(), realm,
                 {.leave_out = {"Event", "EventTarget", "ferry"}})
      .Check();
  EXPECT_EQ(TextIn(realm,
                   "[Event, typeof EventTarget, typeof ferry, "
                   "typeof MessagePort, typeof structuredClone].join()"),
            "mine,undefined,undefined,function,function");
  // What ports inherit from exists all the same.
  EXPECT_EQ(TextIn(realm, "Object.getPrototypeOf(MessagePort).name"),
            "EventTarget");
}

// As V8 has it from 13.4 on, where it asks its embedder about API objects.
TEST_F(InstallGlobalsTest, MakesErrorsOfDOMExceptions) {
  if (Text("typeof Error.isError") != "function") {
    GTEST_SKIP() << "this V8 has no Error.isError";
  }
  for (const char* error :
       {"new DOMException()", "new QuotaExceededError()",
        "new (class extends DOMException {})()",
        "structuredClone(new DOMException('a', 'b'))",
        "structuredClone(new QuotaExceededError())",
        "(() => { try { structuredClone(() => {}) } catch (e) { return e } "
        "})()",
        "Object.setPrototypeOf(new DOMException(), null)", "new Error()"}) {
    EXPECT_EQ(Text(absl::StrCat("Error.isError(", error, ")")), "true")
        << error;
  }
  for (const char* other :
       {"new MessageChannel().port1", "new EventTarget()", "new Event('x')",
        "Object.create(DOMException.prototype)", "DOMException.prototype",
        "new Proxy(new DOMException(), {})"}) {
    EXPECT_EQ(Text(absl::StrCat("Error.isError(", other, ")")), "false")
        << other;
  }
}

TEST_F(InstallGlobalsTest, RefusesUnknownNames) {
  EXPECT_THAT(Try([&] {
                return InstallGlobals(agent(), NewRealm(),
                                      {.leave_out = {"Evnt"}});
              }),
              Throws("TypeError",
                     "InstallGlobals cannot leave out \"Evnt\": there is "
                     "no such global."));
}

TEST_F(InstallGlobalsTest, CompletesPortsWhoseClassIsLeftOut) {
  v8::Local<v8::Context> realm = NewRealm();
  InstallGlobals(agent(), realm, {.leave_out = {"MessagePort"}}).Check();
  EXPECT_EQ(TextIn(realm, "typeof new MessageChannel().port1.postMessage"),
            "function");
}

TEST_F(InstallGlobalsTest, NeedsAnEventLoopForChannels) {
  testing_support::IsolatePtr other = testing_support::NewIsolate();
  v8::Isolate::Scope isolate_scope(other.get());
  v8::HandleScope handles(other.get());
  v8::Local<v8::Context> realm = v8::Context::New(other.get());
  v8::Context::Scope scope(realm);
  Agent agent(other.get(), cluster());
  InstallGlobals(agent, realm).Check();
  v8::Local<v8::Value> types =
      v8::Script::Compile(
          realm, v8::String::NewFromUtf8Literal(
                     other.get(),
                     "[typeof MessageChannel, typeof MessagePort, "
                     "typeof BroadcastChannel, typeof reportError, "
                     "typeof structuredClone, typeof EventTarget].join()"))
          .ToLocalChecked()
          ->Run(realm)
          .ToLocalChecked();
  EXPECT_EQ(ToText(types),
            "undefined,undefined,undefined,undefined,function,function");
}

TEST_F(InstallGlobalsTest, LetsARealmDie) {
  v8::Global<v8::Context> dead;
  {
    v8::HandleScope handles(isolate());
    v8::Local<v8::Context> realm = NewRealm();
    InstallGlobals(agent(), realm).Check();
    local().RunIn(realm, R"js(
      var {port1, port2} = new MessageChannel();
      port2.addEventListener('message', () => {});
      new EventTarget().addEventListener('x', () => port1);
    )js");
    dead.Reset(isolate(), realm);
    dead.SetWeak();
  }
  local().CollectGarbage();
  EXPECT_TRUE(dead.IsEmpty());
  // The next realm takes the place of the dead one.
  v8::Local<v8::Context> next = NewRealm();
  InstallGlobals(agent(), next).Check();
  EXPECT_EQ(TextIn(next, "typeof new MessageChannel().port1"), "object");
}

TEST_F(InstallGlobalsTest, MakesTheGlobalObjectAnEventTarget) {
  std::string heard;
  MakeGlobalEventTarget(agent(), source(), {"message", "error"},
                        [&](bool listens) { heard += listens ? '+' : '-'; })
      .Check();
  EXPECT_EQ(Text(R"js(
    var log = [];
    onmessage = (event) => { log.push(event.data, event.target === globalThis); };
    addEventListener('message', () => log.push('listener'));
    globalThis instanceof EventTarget
  )js"),
            "true");
  FireMessage(agent(), source(), source()->Global(),
              v8::Integer::New(isolate(), 5), {})
      .Check();
  EXPECT_EQ(Text("log.join()"), "5,true,listener");
  EXPECT_EQ(heard, "+");
  Run("onmessage = null;");
  EXPECT_EQ(heard, "+");
}

TEST_F(InstallGlobalsTest, FiresErrorsWithTheirParts) {
  MakeGlobalEventTarget(agent(), source(), {"error"}).Check();
  Run("var got; onerror = (...parts) => { got = parts; return true; };");
  v8::Local<v8::Value> error = Run("var e = new Error('x'); e");
  EXPECT_TRUE(FireError(agent(), source(), source()->Global(),
                        {.message = "text",
                         .filename = "file.js",
                         .line = 3,
                         .column = 4,
                         .error = error})
                  .FromJust());
  EXPECT_EQ(Text("got.slice(0, 4).join() + (got[4] === e)"),
            "text,file.js,3,4true");
  Run("onerror = () => {};");
  EXPECT_FALSE(FireError(agent(), source(), source()->Global(), {}).FromJust());
}

TEST_F(InstallGlobalsTest, ReportsErrors) {
  Run("reportError(new TypeError('reported'));");
  EXPECT_THAT(loop().reports(), testing::ElementsAre("1: TypeError: reported"));
  EXPECT_EQ(Thrown("reportError()"),
            "TypeError: Failed to execute 'reportError': 1 argument required, "
            "but only 0 present.");
}

TEST_F(InstallGlobalsTest, ClonesByWebIDL) {
  EXPECT_EQ(Thrown("structuredClone()"),
            "TypeError: Failed to execute 'structuredClone': 1 argument "
            "required, but only 0 present.");
  EXPECT_EQ(Thrown("structuredClone(1, 1)"),
            "TypeError: Failed to execute 'structuredClone': the options are "
            "no object such as {transfer: []}.");
  EXPECT_EQ(Thrown("structuredClone(1, {transfer: [1]})"),
            "TypeError: Failed to execute 'structuredClone': entry 0 of the "
            "transfer list is no object.");
  EXPECT_EQ(Text("const b = new ArrayBuffer(8);"
                 "[structuredClone(b, {transfer: [b]}).byteLength, "
                 "b.byteLength, structuredClone(undefined)].join()"),
            "8,0,");
}

}  // namespace
}  // namespace ferry
