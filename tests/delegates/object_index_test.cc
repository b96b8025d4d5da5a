#include "ferry/delegates/internal/object_index.h"

#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstddef>
#include <optional>
#include <vector>

#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::Eq;
using testing::Optional;

// The first few objects are compared, many are hashed.
class ObjectIndexTest : public V8Test,
                        public testing::WithParamInterface<size_t> {};

TEST_P(ObjectIndexTest, FindsByIdentity) {
  internal::ObjectIndex index;
  std::vector<v8::Local<v8::Object>> objects;
  for (size_t i = 0; i < GetParam(); ++i) {
    objects.push_back(v8::Object::New(isolate()));
    EXPECT_THAT(index.Find(objects.back()), Eq(std::nullopt));
    index.Add(objects.back());
  }
  for (size_t i = 0; i < objects.size(); ++i) {
    EXPECT_THAT(index.Find(objects[i]), Optional(i));
  }
  EXPECT_THAT(index.Find(v8::Object::New(isolate())), Eq(std::nullopt));
}

INSTANTIATE_TEST_SUITE_P(Sizes, ObjectIndexTest,
                         testing::Values(0, 1, 7, 8, 9, 10, 100));

}  // namespace
}  // namespace ferry::testing_support
