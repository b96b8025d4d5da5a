#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <variant>

#include "ferry/agent/strings.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/script_protocol.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

class ClassRegistryTest : public V8Test {
 protected:
  Outcome<std::monostate> Register(v8::Local<v8::Context> context,
                                   const char* name,
                                   v8::Local<v8::Value> constructor) {
    return Try([&] {
      return ClassRegistry::Of(agent()).RegisterClass(
          context, NewString(isolate(), name), constructor.As<v8::Function>());
    });
  }
  v8::Local<v8::Function> Find(v8::Local<v8::Context> context,
                               const char* name) {
    v8::Local<v8::Function> found;
    EXPECT_TRUE(ClassRegistry::Of(agent())
                    .Find(context, NewString(isolate(), name), found)
                    .IsJust());
    return found;
  }
};

TEST_F(ClassRegistryTest, FindsAClassInItsRealmOnly) {
  v8::Local<v8::Value> a = Run("globalThis.A = class A {}");
  EXPECT_TRUE(Find(source(), "app:A").IsEmpty());
  EXPECT_THAT(Register(source(), "app:A", a), Succeeds());
  EXPECT_EQ(Find(source(), "app:A"), a);
  EXPECT_TRUE(Find(target(), "app:A").IsEmpty());
  EXPECT_TRUE(Find(source(), "app:B").IsEmpty());
}

TEST_F(ClassRegistryTest, KnowsNothingThatWasNotRegistered) {
  Register(source(), "app:A", Run("(class A {})"));
  for (const char* name :
       {"constructor", "__proto__", "toString", "Object", "get", ""}) {
    EXPECT_TRUE(Find(source(), name).IsEmpty()) << name;
  }
}

TEST_F(ClassRegistryTest, AcceptsTheSameClassAgain) {
  v8::Local<v8::Value> a = Run("(class A {})");
  EXPECT_THAT(Register(source(), "app:A", a), Succeeds());
  EXPECT_THAT(Register(source(), "app:A", a), Succeeds());
  EXPECT_THAT(Register(source(), "app:Other", a), Succeeds());
}

TEST_F(ClassRegistryTest, RefusesANameThatIsTaken) {
  v8::Local<v8::Value> a = Run("(class A {})");
  Register(source(), "app:A", a);
  EXPECT_THAT(
      Register(source(), "app:A", Run("(class B {})")),
      Throws("TypeError",
             "Class \"app:A\" cannot be registered: the name is taken by "
             "another class of this realm."));
  EXPECT_EQ(Find(source(), "app:A"), a);
}

TEST_F(ClassRegistryTest, RefusesWhatIsNoConstructor) {
  EXPECT_THAT(Register(source(), "app:f", Run("() => 1")),
              Throws("TypeError", HasSubstr("it is not a constructor")));
}

TEST_F(ClassRegistryTest, IgnoresAHijackedMap) {
  Run("Map.prototype.get = Map.prototype.set = () => { throw 1; }");
  v8::Local<v8::Value> a = Run("(class A {})");
  EXPECT_THAT(Register(source(), "app:A", a), Succeeds());
  EXPECT_EQ(Find(source(), "app:A"), a);
}

}  // namespace
}  // namespace ferry::testing_support
