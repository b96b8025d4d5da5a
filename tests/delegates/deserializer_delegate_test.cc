#include "ferry/delegates/internal/deserializer_delegate.h"

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-value-serializer.h>
#include <v8-value.h>

#include <cstdint>
#include <vector>

#include "ferry/delegates/internal/received_parts.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::IsEmpty;

class DeserializerDelegateTest : public V8Test {
 protected:
  // The error that the delegate notes for these bytes after the header.
  std::string ErrorOf(std::vector<uint8_t> bytes) {
    bytes.insert(bytes.begin(), {0xff, 0x0f});
    v8::TryCatch try_catch(isolate());
    internal::ReceivedParts received(agent(), target(), parts_,
                                     internal::Reads::kOnce);
    internal::DeserializerDelegate delegate(received, bytes);
    EXPECT_TRUE(received.Make().IsJust());
    EXPECT_TRUE(delegate.ReadHeader().IsJust());
    EXPECT_TRUE(delegate.ReadValue().IsEmpty());
    return delegate.error();
  }

  MessageParts parts_;
};

TEST_F(DeserializerDelegateTest, NamesABadHostObjectIndex) {
  EXPECT_EQ(ErrorOf({'\\', 0, 3}),
            "The data refers to host object 3, but the message has only 0.");
}

TEST_F(DeserializerDelegateTest, NamesAnUnknownKind) {
  EXPECT_EQ(ErrorOf({'\\', 9, 0}),
            "The data has a host object of unknown kind 9.");
}

TEST_F(DeserializerDelegateTest, NamesATruncatedHostObject) {
  EXPECT_EQ(ErrorOf({'\\'}), "The data ends inside a host object.");
  EXPECT_EQ(ErrorOf({'\\', 0}), "The data ends inside a host object.");
  EXPECT_EQ(ErrorOf({'\\', 0, 0x80}), "The data ends inside a host object.");
}

TEST_F(DeserializerDelegateTest, NamesABadSharedArrayBuffer) {
  parts_.shared_array_buffers.push_back(
      v8::SharedArrayBuffer::NewBackingStore(isolate(), 1));
  EXPECT_EQ(
      ErrorOf({'u', 1}),
      "The data refers to SharedArrayBuffer 1, but the message has only 1.");
}

TEST_F(DeserializerDelegateTest, NamesABadModule) {
  EXPECT_EQ(
      ErrorOf({'w', 5}),
      "The data refers to WebAssembly.Module 5, but the message has only 0.");
}

TEST_F(DeserializerDelegateTest, LeavesOtherErrorsToV8) {
  EXPECT_THAT(ErrorOf({'t', 0}), IsEmpty());
  EXPECT_THAT(ErrorOf({'p', 0}), IsEmpty());
  EXPECT_THAT(ErrorOf({'o'}), IsEmpty());
}

}  // namespace
}  // namespace ferry::testing_support
