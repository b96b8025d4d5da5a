// Objects of interfaces that HTML does not make serializable are refused,
// wherever they stand in a value, and not copied as plain objects.

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/agent.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing_support::BindingsTest;

struct Interface {
  const char* name;
  const char* arguments;
};

constexpr Interface kInterfaces[] = {
    {"AbortController", ""},
    {"CustomEvent", "'x', {detail: 1}"},
    {"ErrorEvent", "'x', {error: 1}"},
    {"Event", "'x'"},
    {"EventTarget", ""},
    {"MessageChannel", ""},
    {"MessageEvent", "'x', {data: 1}"},
};

// Where an object may stand, and its path.
constexpr struct {
  const char* value;
  const char* path;
} kPlaces[] = {
    {"it", ""},
    {"({a: it})", "$.a: "},
    {"[0, it]", "$[1]: "},
    {"[[{a: [it]}]]", "$[0][0].a[0]: "},
    {"new Map([[1, it]])", "$.get(1): "},
    {"new Map([[it, 1]])", "$.keys().toArray()[0]: "},
    {"new Set([it])", "$.values().toArray()[0]: "},
};

class PlatformObjectsTest : public BindingsTest {
 protected:
  void ExpectRefused(absl::string_view made, absl::string_view words) {
    Run(absl::StrCat("var it = ", made, ";"));
    for (const auto& [value, path] : kPlaces) {
      EXPECT_EQ(Thrown(absl::StrCat("structuredClone(", value, ")")),
                absl::StrCat("DataCloneError: ", path, words))
          << made << " in " << value;
    }
  }

  std::string New(const Interface& interface) {
    return absl::StrCat("new ", interface.name, "(", interface.arguments, ")");
  }
  std::string NewOfSubclass(const Interface& interface) {
    return absl::StrCat("new (class Mine extends ", interface.name, " {})(",
                        interface.arguments, ")");
  }
};

TEST_F(PlatformObjectsTest, AreRefused) {
  for (const Interface& interface : kInterfaces) {
    ExpectRefused(New(interface),
                  absl::StrCat("#<", interface.name, "> could not be cloned."));
  }
  // Nothing is marked, so V8 asks nobody about ordinary objects.
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_class_marks());
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_instance_marks());
}

TEST_F(PlatformObjectsTest, OfSubclassesAreRefused) {
  for (const Interface& interface : kInterfaces) {
    ExpectRefused(NewOfSubclass(interface), "Mine object could not be cloned.");
  }
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_class_marks());
  EXPECT_FALSE(TransferModeRegistry::Of(agent()).has_instance_marks());
}

TEST_F(PlatformObjectsTest, AreRefusedWhereSomethingElseIsMarked) {
  Run("ferry.markClass(class {}, true); ferry.markTransferMode({}, true);");
  for (const Interface& interface : kInterfaces) {
    ExpectRefused(New(interface),
                  absl::StrCat("#<", interface.name, "> could not be cloned."));
    ExpectRefused(NewOfSubclass(interface), "Mine object could not be cloned.");
  }
}

TEST_F(PlatformObjectsTest, OfTheLibraryAreRefused) {
  Run(R"js(
    var events = [];
    var {port1, port2} = new MessageChannel();
    port2.onmessage = (event) => events.push(event);
    port2.onclose = (event) => events.push(event);
    port1.postMessage(1);
  )js");
  RunTasks();
  ExpectRefused("events[0]", "#<MessageEvent> could not be cloned.");
  Run("port1.close();");
  RunTasks();
  ExpectRefused("events[1]", "#<Event> could not be cloned.");
}

TEST_F(PlatformObjectsTest, OfMarkedSubclassesAreCloned) {
  for (const Interface& interface : kInterfaces) {
    EXPECT_EQ(Text(absl::StrReplaceAll(R"js((() => {
          class Mine extends INTERFACE {
            constructor() { super(ARGUMENTS); this.own = 0; }
            [ferry.kClone]() {
              return {data: this.own, deserializeInfo: 'Mine INTERFACE'};
            }
            [ferry.kDeserialize](own) { this.own = own; }
          }
          ferry.markClass(Mine, true);
          ferry.registerClass('Mine INTERFACE', Mine);
          const mine = new Mine();
          mine.own = 7;
          const {copy} = structuredClone({copy: mine});
          return [copy instanceof Mine, copy !== mine, copy.own].join();
        })())js",
                                       {{"INTERFACE", interface.name},
                                        {"ARGUMENTS", interface.arguments}})),
              "true,true,7")
        << interface.name;
  }
}

// As constructors of classes do that mark their instances.
TEST_F(PlatformObjectsTest, OfSubclassesCanBeMarkedOneByOne) {
  EXPECT_EQ(Text(R"js((() => {
    class Mine extends EventTarget {
      constructor() { super(); ferry.markTransferMode(this, true, false); }
      [ferry.kClone]() { return {data: 7, deserializeInfo: 'Mine'}; }
      [ferry.kDeserialize](own) { this.own = own; }
    }
    ferry.registerClass('Mine', Mine);
    return structuredClone(new Mine()).own;
  })())js"),
            "7");
}

// WebIDL: "internally create a new object implementing the interface".
TEST_F(PlatformObjectsTest, HaveThePrototypeOfNewTarget) {
  for (const Interface& interface : kInterfaces) {
    EXPECT_EQ(Text(absl::StrReplaceAll(R"js((() => {
        class Mine extends INTERFACE {}
        function Plain() {}
        const make = (newTarget) => Object.getPrototypeOf(
            Reflect.construct(INTERFACE, [ARGUMENTS], newTarget));
        return [make(INTERFACE) === INTERFACE.prototype,
                make(Mine) === Mine.prototype,
                make(Plain) === Plain.prototype,
                make(function() {}.bind()) === INTERFACE.prototype].join();
      })())js",
                                       {{"INTERFACE", interface.name},
                                        {"ARGUMENTS", interface.arguments}})),
              "true,true,true,true")
        << interface.name;
  }
}

}  // namespace
}  // namespace ferry
