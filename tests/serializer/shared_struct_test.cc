// V8's shared structs, which are passed through. They need a flag.

#include <v8-initialization.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include "absl/status/status.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::HasSubstr;

// Before V8 starts.
const bool kFlagIsSet = [] {
  v8::V8::SetFlagsFromString("--harmony-struct");
  return true;
}();

class SharedStructTest : public TwoIsolatesTest {
 protected:
  v8::Local<v8::Value> NewStruct() {
    return Run(
        "globalThis.s = new (new SharedStructType(['x']))();"
        "s.x = 1; s");
  }
};

TEST_F(SharedStructTest, IsTheSameObjectEverywhere) {
  Outcome<SerializedValue> message = Serialize(NewStruct());
  ASSERT_THAT(message, Succeeds());
  EXPECT_TRUE(message.value->parts().conveyor.has_value());
  OnOtherThread([&](TestIsolate& other) {
    auto received = Try([&] {
      return StructuredDeserialize(other.agent(), other.source(),
                                   *message.value);
    });
    ASSERT_THAT(received, Succeeds());
    other.Set(other.source(), "it", *received.value);
    EXPECT_TRUE(other.Run("const x = it.x; it.x = 2; x === 1")->IsTrue());
  });
  EXPECT_TRUE(Run("s.x === 2")->IsTrue());
}

TEST_F(SharedStructTest, IsRefusedOutside) {
  EXPECT_THAT(SerializeForStorage(NewStruct()),
              ThrowsDataCloneError(HasSubstr("Shared struct could not be")));
  Outcome<SerializedValue> message = Serialize(Run("[s]"));
  ASSERT_THAT(message, Succeeds());
  EXPECT_EQ(message.value->ToBytes().status().code(),
            absl::StatusCode::kFailedPrecondition);
  Agent stranger(isolate(), NewAgentCluster());
  EXPECT_THAT(Try([&] {
                return StructuredDeserialize(stranger, target(),
                                             *message.value);
              }),
              ThrowsDataCloneError(HasSubstr("cannot leave its agent")));
}

}  // namespace
}  // namespace ferry::testing_support
