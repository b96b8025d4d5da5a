// What an agent keeps of the messages that it has read stays bounded.

#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/serializer/internal/object_shapes.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "ferry/wire/writer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using wire::Writer;

class KeptMemoryTest : public V8Test {
 protected:
  void Read(Writer writer) {
    v8::HandleScope handles(isolate());
    std::vector<uint8_t> bytes = *std::move(writer).Finish();
    absl::StatusOr<SerializedValue> value =
        SerializedValue::FromBytes(cluster(), bytes);
    ASSERT_TRUE(value.ok()) << value.status();
    ASSERT_THAT(Deserialize(*value), Succeeds());
  }
};

// As many keys as the tree of shapes has room for, each of 64 KB.
TEST_F(KeptMemoryTest, OfLongKeysIsNothing) {
  const std::string tail(64 << 10, '_');
  const size_t before = HeapBytes();
  for (int i = 0; i < 2000; ++i) {
    Writer writer;
    writer.BeginObject();
    writer.Key(absl::StrCat("p", i / 64));
    writer.Null();
    writer.Key(absl::StrCat("k", i, tail));
    writer.Null();
    writer.EndObject();
    Read(std::move(writer));
  }
  EXPECT_LT(HeapBytes(), before + (4 << 20));
}

// Each of them several times, so that it is thought worth a template.
TEST_F(KeptMemoryTest, OfManyShapesIsBounded) {
  const size_t before = HeapBytes();
  for (int message = 0; message < 100; ++message) {
    Writer writer;
    writer.BeginArray(4000);
    for (int i = 0; i < 4000; ++i) {
      int shape = 1000 * message + i / 4;
      writer.BeginObject();
      for (int divisor : {50000, 1000, 1}) {
        writer.Key(absl::StrCat("key", divisor, "_", shape / divisor));
        writer.Null();
      }
      writer.EndObject();
    }
    writer.EndArray();
    Read(std::move(writer));
  }
  EXPECT_LT(HeapBytes(), before + (12 << 20));
}

// First keys of nobody's records take no room for good.
TEST_F(KeptMemoryTest, IsNotTakenByOneSenderForEver) {
  auto fill = [&](int message) {
    Writer writer;
    writer.BeginArray(5000);
    for (int i = 0; i < 5000; ++i) {
      writer.BeginObject();
      writer.Key(absl::StrCat("junk", message, "_", i));
      writer.Null();
      writer.EndObject();
    }
    writer.EndArray();
    Read(std::move(writer));
  };
  fill(0);
  fill(1);
  Writer writer;
  writer.BeginObject();
  writer.Key("honest");
  writer.Null();
  writer.EndObject();
  Read(std::move(writer));
  const uint8_t key[] = {'"', 6, 'h', 'o', 'n', 'e', 's', 't'};
  internal::ObjectShapes& shapes = internal::ObjectShapes::Of(agent());
  EXPECT_NE(shapes.root()->Predict(key, sizeof key), nullptr);
}

}  // namespace
}  // namespace ferry::testing_support
