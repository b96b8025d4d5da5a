#include "ferry/delegates/serializer_delegate.h"

#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "ferry/delegates/deserializer_delegate.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/transfer/transfer_mode_registry.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

class SerializerDelegateTest : public V8Test {
 protected:
  bool HasCustomHostObject() {
    return SerializerDelegate(agent(), source(), ForStorage::kNo)
        .HasCustomHostObject(isolate());
  }
  bool IsHostObject(const char* script) {
    return SerializerDelegate(agent(), source(), ForStorage::kNo)
        .IsHostObject(isolate(), RunObject(script))
        .FromJust();
  }
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
                  .NewMarkFunction(source())
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

// The steps as the headers show them, without the calls of serializer/.
TEST_F(SerializerDelegateTest, WorksWithItsCounterpart) {
  SerializerDelegate writer(agent(), source(), ForStorage::kNo);
  v8::ValueSerializer serializer(isolate(), &writer);
  writer.set_serializer(&serializer);
  serializer.WriteHeader();
  v8::Local<v8::Value> value =
      Run("[new DOMException('m', 'AbortError'), new SharedArrayBuffer(3)]");
  ASSERT_TRUE(serializer.WriteValue(source(), value).FromMaybe(false));
  ASSERT_TRUE(writer.PrepareHostObjects().FromMaybe(false));
  ASSERT_TRUE(writer.Validate().FromMaybe(false));
  auto [data, size] = serializer.Release();
  writer.host_objects().Commit(writer.parts());
  EXPECT_EQ(writer.parts().host_objects.size(), 1u);
  EXPECT_EQ(writer.parts().shared_array_buffers.size(), 1u);
  EXPECT_TRUE(writer.parts().shares_memory());
  EXPECT_FALSE(writer.parts().has_transfers());

  v8::Context::Scope scope(target());
  DeserializerDelegate reader(agent(), target(), writer.parts());
  v8::ValueDeserializer deserializer(isolate(), data, size, &reader);
  reader.set_deserializer(&deserializer);
  ASSERT_TRUE(reader.MakeHostObjects().FromMaybe(false));
  ASSERT_TRUE(deserializer.ReadHeader(target()).FromMaybe(false));
  v8::Local<v8::Value> read;
  ASSERT_TRUE(deserializer.ReadValue(target()).ToLocal(&read));
  ASSERT_TRUE(reader.ReadHostObjectData().FromMaybe(false));
  ASSERT_TRUE(reader.FinalizeHostObjects().FromMaybe(false));
  SetInTarget("it", read);
  EXPECT_TRUE(
      RunInTarget("it[0].code === 20 && it[1].byteLength === 3")->IsTrue());
}

TEST_F(SerializerDelegateTest, RefusesSharedMemoryForStorage) {
  SerializerDelegate delegate(agent(), source(), ForStorage::kYes);
  v8::ValueSerializer serializer(isolate(), &delegate);
  delegate.set_serializer(&serializer);
  EXPECT_THAT(
      Try([&] {
        return serializer.WriteValue(source(), Run("new SharedArrayBuffer(1)"));
      }),
      ThrowsDataCloneError(HasSubstr("SharedArrayBuffer could not be stored")));
}

}  // namespace
}  // namespace ferry::testing_support
