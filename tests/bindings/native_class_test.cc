#include "ferry/bindings/native_class.h"

#include <v8-template.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/bindings/any_native_class.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::ElementsAre;
using testing_support::BindingsTest;

// Adds up numbers.
class Sum final : public PlatformObject {
 public:
  static constexpr char kClassName[] = "Sum";
  static void DefineClass(ClassDefinition<Sum>& sum) {
    sum.Constructor<New>(1);
    sum.Getter<&Sum::Value>("value");
    sum.Method<&Sum::Add>("add", 2);
    sum.PromiseMethod<&Sum::Halve>("halve", 1);
  }

  TransferMode GetTransferMode() const override {
    return TransferMode::kDisallowCloneAndTransfer;
  }

  int value = 0;

 private:
  static std::unique_ptr<Sum> New(Agent& agent, const CallInfo& info) {
    auto made = std::make_unique<Sum>();
    if (!info[0]
             ->Int32Value(agent.isolate()->GetCurrentContext())
             .To(&made->value)) {
      return nullptr;
    }
    return made;
  }
  void Value(Agent&, const CallInfo& info) { info.GetReturnValue().Set(value); }
  // halve(by): by halves, later where `by` is a promise.
  void Halve(Agent& agent, const CallInfo& info) {
    if (info[0]->IsPromise()) return info.GetReturnValue().Set(info[0]);
    double by;
    if (!info[0]->NumberValue(agent.isolate()->GetCurrentContext()).To(&by)) {
      return;
    }
    info.GetReturnValue().Set(value / by);
  }
  void Add(Agent&, const CallInfo& info) {
    for (int i = 0; i < info.Length(); ++i) {
      value += info[i].As<v8::Int32>()->Value();
    }
    info.GetReturnValue().Set(info.This());
  }
};

// A description apart from the class. Its constructor wraps, or does not.
struct OddSum {
  static constexpr char kClassName[] = "Odd";
  static void DefineClass(ClassDefinition<Sum>& sum) {
    sum.Constructor<New>();
    sum.Getter<Twice>("twice");
  }
  static void New(Agent& agent, const CallInfo& info) {
    if (info.Length() == 0) return;
    WrapperRegistry::Of(agent).Wrap(info.This(), std::make_unique<Sum>());
  }
  static void Twice(Sum& sum, Agent&, const CallInfo& info) {
    info.GetReturnValue().Set(2 * sum.value);
  }
};

struct Hidden {
  static constexpr char kClassName[] = "Hidden";
  static void DefineClass(ClassDefinition<Sum>&) {}
};

class NativeClassTest : public BindingsTest {
 protected:
  NativeClassTest() {
    EXPECT_TRUE(InstallGlobals(agent(), source(),
                               {.classes = {NativeClass<Sum>::Install,
                                            NativeClass<Sum, OddSum>::Install,
                                            NativeClass<Sum, Hidden>::Install}})
                    .IsJust());
  }
};

TEST_F(NativeClassTest, HasObjects) {
  EXPECT_EQ(Text("new Sum(1).add(2, 3).value"), "6");
  EXPECT_EQ(Text("new (class Mine extends Sum {})(4).add(1, 1).value"), "6");
}

TEST_F(NativeClassTest, LooksAsWebIDLSays) {
  EXPECT_EQ(Text(R"js((() => {
    const look = (object, name) => {
      const d = Object.getOwnPropertyDescriptor(object, name);
      return [d.value === undefined ? 'get' : d.writable, d.enumerable,
              d.configurable].join();
    };
    const getter = Object.getOwnPropertyDescriptor(Sum.prototype, 'value').get;
    return [look(globalThis, 'Sum'), look(Sum.prototype, 'add'),
            look(Sum.prototype, 'value'), Sum.name, Sum.length,
            Sum.prototype.add.name, Sum.prototype.add.length,
            'prototype' in Sum.prototype.add, getter.name, getter.length,
            Object.prototype.toString.call(new Sum(1)),
            look(Sum, 'prototype')].join(' ');
  })())js"),
            "true,false,true true,true,true get,true,true Sum 1 add 2 false "
            "get value 0 [object Sum] false,false,false");
}

TEST_F(NativeClassTest, ThrowsForWrongCalls) {
  constexpr struct {
    const char* script;
    const char* error;
  } kCalls[] = {
      {"Sum(1)",
       "TypeError: Failed to construct 'Sum': Please use the 'new' operator."},
      {"new Sum()",
       "TypeError: Failed to construct 'Sum': 1 argument required, but only 0 "
       "present."},
      {"new Sum({valueOf() { throw new RangeError('mine') }})",
       "RangeError: mine"},
      {"new Sum(1).add(1)",
       "TypeError: Failed to execute 'add' on 'Sum': 2 arguments required, but "
       "only 1 present."},
      {"Sum.prototype.add.call({}, 1, 2)", "TypeError: Illegal invocation"},
      {"Sum.prototype.add.call(new Odd(1), 1, 2)",
       "TypeError: Illegal invocation"},
      {"Sum.prototype.value", "TypeError: Illegal invocation"},
      {"Object.create(new Sum(1)).value", "TypeError: Illegal invocation"},
      // Its wrapper is empty.
      {"new Odd().twice", "TypeError: Illegal invocation"},
      {"new Hidden()", "TypeError: Illegal constructor"},
  };
  for (const auto& [script, error] : kCalls) {
    EXPECT_EQ(Thrown(script), error) << script;
  }
}

TEST_F(NativeClassTest, ReturnsPromises) {
  constexpr struct {
    const char* call;
    const char* outcome;
  } kCalls[] = {
      {"new Sum(6).halve(2)", "3"},
      {"new Sum(6).halve(Promise.resolve('later'))", "later"},
      {"new Sum(6).halve(Promise.reject('no'))", "rejected: no"},
      {"new Sum(6).halve()",
       "rejected: TypeError: Failed to execute 'halve' on 'Sum': 1 argument "
       "required, but only 0 present."},
      {"new Sum(6).halve({valueOf() { throw new RangeError('mine') }})",
       "rejected: RangeError: mine"},
      {"Sum.prototype.halve.call({}, 1)",
       "rejected: TypeError: Illegal invocation"},
      {"Sum.prototype.halve.call(Object.create(new Sum(1)), 1)",
       "rejected: TypeError: Illegal invocation"},
  };
  for (const auto& [call, outcome] : kCalls) {
    Run(absl::StrCat("var outcome; (", call, ").then((v) => outcome = v, ",
                     "(e) => outcome = `rejected: ${e}`)"));
    isolate()->PerformMicrotaskCheckpoint();
    EXPECT_EQ(Text("outcome"), outcome) << call;
  }
  // A promise of the method's own is handed on.
  EXPECT_EQ(Text("var p = Promise.resolve(); new Sum(1).halve(p) === p"),
            "true");
  EXPECT_EQ(Text("`${Sum.prototype.halve.name} ${Sum.prototype.halve.length}`"),
            "halve 1");
}

TEST_F(NativeClassTest, RejectsAfterTheAgentsEnd) {
  Run("var {halve} = Sum.prototype; var sum = new Sum(1); var outcome");
  local().DestroyAgent();
  Run("halve.call(sum, 1).catch((e) => outcome = `${e}`)");
  isolate()->PerformMicrotaskCheckpoint();
  EXPECT_EQ(Text("outcome"), "Error: This realm's ferry::Agent was destroyed.");
}

TEST_F(NativeClassTest, IsMadeAndFoundInCpp) {
  auto& sums = NativeClass<Sum>::Of(agent());
  auto native = std::make_unique<Sum>();
  native->value = 7;
  Sum* const made = native.get();
  Set("sum", sums.New(source(), std::move(native)).ToLocalChecked());
  EXPECT_EQ(Text("sum.value + ' ' + (sum instanceof Sum)"), "7 true");
  EXPECT_EQ(sums.Unwrap(Run("sum")), made);
  for (const char* other : {"new Odd(1)", "({})", "1", "Object.create(sum)",
                            "new Proxy(sum, {})"}) {
    EXPECT_EQ(sums.Unwrap(Run(other)), nullptr) << other;
  }
}

TEST_F(NativeClassTest, IsCountedAndShown) {
  Run("const sums = [new Sum(1), new Sum(2), new Odd(1)];");
  const AnyNativeClass* found = NativeClasses::Of(agent()).Find(Run("sums[1]"));
  ASSERT_EQ(found, &NativeClass<Sum>::Of(agent()));
  EXPECT_EQ(found->CountObjects(), 2u);
  EXPECT_THAT(found->GetterNames(), ElementsAre("value"));
  v8::Local<v8::Value> value;
  ASSERT_TRUE(
      found->CallGetter(source(), Run("sums[1]").As<v8::Object>(), "value")
          .ToLocal(&value));
  EXPECT_EQ(testing_support::ToText(value), "2");
  EXPECT_EQ(NativeClasses::Of(agent()).Find(Run("({})")), nullptr);

  std::vector<std::string> names;
  for (const AnyNativeClass* each : NativeClasses::Of(agent()).all()) {
    names.push_back(each->name());
  }
  // The library's own are made in the same way.
  EXPECT_THAT(names, ElementsAre("MessagePort", "BroadcastChannel", "Sum",
                                 "Odd", "Hidden"));
}

TEST_F(NativeClassTest, OutlivesItsAgentAsFunctionsThatThrow) {
  Run("const sum = new Sum(1);");
  local().DestroyAgent();
  for (const char* script : {"new Sum(1)", "sum.add(1, 2)", "sum.value"}) {
    EXPECT_EQ(Thrown(script), "Error: This realm's ferry::Agent was destroyed.")
        << script;
  }
}

}  // namespace
}  // namespace ferry
