#include "ferry/delegates/internal/serializer_delegate.h"

#include <v8-local-handle.h>
#include <v8-object.h>

#include "ferry/delegates/internal/message_builder.h"
#include "ferry/delegates/serialize_options.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using internal::MessageBuilder;
using internal::SerializerDelegate;

class SerializerDelegateTest : public V8Test {
 protected:
  bool HasCustomHostObject() {
    MessageBuilder builder(agent(), source(), ForStorage::kNo, options_);
    return SerializerDelegate(builder).HasCustomHostObject(isolate());
  }
  bool IsHostObject(const char* script) {
    MessageBuilder builder(agent(), source(), ForStorage::kNo, options_);
    return SerializerDelegate(builder)
        .IsHostObject(isolate(), RunObject(script))
        .FromJust();
  }

  const SerializeOptions options_;
};

// Without the hook V8 asks nothing for each object of every message.
TEST_F(SerializerDelegateTest, NeedsNoHookWhileNothingIsMarked) {
  EXPECT_FALSE(HasCustomHostObject());
  Run("new DOMException(); structuredClone({a: 1}); markTransferMode(1, BOTH);"
      "markAsUntransferable({})");
  EXPECT_FALSE(HasCustomHostObject());
}

TEST_F(SerializerDelegateTest, NeedsTheHookForAMarkedObject) {
  Run("markTransferMode({}, DISALLOW)");
  EXPECT_TRUE(HasCustomHostObject());
}

TEST_F(SerializerDelegateTest, NeedsTheHookForAMarkedClass) {
  Run("markClass(class {}, CLONEABLE)");
  EXPECT_TRUE(HasCustomHostObject());
}

TEST_F(SerializerDelegateTest, NeedsTheHookForAMarkByTheFastFunction) {
  Set("mark", TransferModeRegistry::Of(agent())
                  .GetMarkFunction(source())
                  .ToLocalChecked());
  EXPECT_FALSE(HasCustomHostObject());
  Run("mark({}, true, true)");
  EXPECT_TRUE(HasCustomHostObject());
}

TEST_F(SerializerDelegateTest, TellsHostObjects) {
  Run("class A {} class B extends A {} markClass(A, CLONEABLE);"
      "var marked = {}; markTransferMode(marked, DISALLOW)");
  EXPECT_TRUE(IsHostObject("marked"));
  EXPECT_TRUE(IsHostObject("new A()"));
  EXPECT_TRUE(IsHostObject("new B()"));
  EXPECT_TRUE(IsHostObject("new DOMException()"));
  EXPECT_FALSE(IsHostObject("({})"));
  EXPECT_FALSE(IsHostObject("A.prototype"));
  EXPECT_FALSE(IsHostObject("Object.create(null)"));
  EXPECT_FALSE(IsHostObject("Object.create(marked)"));
}

TEST_F(SerializerDelegateTest, StopsAtAProxyAmongThePrototypes) {
  Run("class A {} markClass(A, CLONEABLE);"
      "var trap = new Proxy(A.prototype, {"
      "  getPrototypeOf() { throw new Error('asked'); },"
      "  get() { throw new Error('asked'); }});");
  EXPECT_FALSE(IsHostObject("Object.create(trap)"));
}

}  // namespace
}  // namespace ferry::testing_support
