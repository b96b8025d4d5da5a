// Envelopes that were changed on purpose: their checksum is right, so all that
// is behind it is read.

#include <v8-local-handle.h>
#include <v8-value.h>

#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "absl/crc/crc32c.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using Bytes = std::vector<uint8_t>;

constexpr size_t kChecksumSize = 4;

// `content` with the checksum that it should have.
Bytes Seal(Bytes content) {
  auto crc = static_cast<uint32_t>(absl::ComputeCrc32c(absl::string_view(
      reinterpret_cast<const char*>(content.data()), content.size())));
  for (size_t i = 0; i < kChecksumSize; ++i) {
    content.push_back(static_cast<uint8_t>(crc >> 8 * i));
  }
  return content;
}

struct Seed {
  const char* name;
  const char* script;
};
void PrintTo(const Seed& seed, std::ostream* stream) { *stream << seed.name; }

constexpr Seed kSeeds[] = {
    {"Exception", "new DOMException('m', 'AbortError')"},
    {"Exceptions",
     "var e = new DOMException('a'); e.stack = 's';"
     "[e, new DOMException('\\u20ac', 'DataCloneError'), e, {e}]"},
    {"MarkedClass", "[new Point(1, [2]), new Point({}, null)]"},
    {"Nested",
     "var p = new Point(); p.x = p; p.y = new DOMException('d'); ({p, q: "
     "p})"},
};

class HostileEnvelopeTest : public V8Test,
                            public testing::WithParamInterface<Seed> {
 protected:
  HostileEnvelopeTest() { DefinePoint(); }

  // What is sealed in the seed's envelope.
  Bytes Content() {
    Bytes bytes =
        SerializeForStorage(Run(GetParam().script)).value->ToBytes().value();
    bytes.resize(bytes.size() - kChecksumSize);
    return bytes;
  }

  void ExpectNoHarm(const Bytes& content) {
    SCOPED_TRACE(testing::PrintToString(content));
    v8::HandleScope handles(isolate());
    absl::StatusOr<SerializedValue> value =
        SerializedValue::FromBytes(cluster(), Seal(content));
    if (!value.ok()) {
      EXPECT_THAT(value.status().message(),
                  AnyOf(HasSubstr("At byte "), HasSubstr("ost object")));
      return;
    }
    Outcome<v8::Local<v8::Value>> read = Deserialize(*value);
    EXPECT_TRUE(read.value.has_value() || !read.exception.IsEmpty());
  }

  void ExpectNoHarmOfAny(absl::FunctionRef<void(Bytes&, size_t)> change) {
    const Bytes content = Content();
    for (size_t at = 0; at < content.size(); ++at) {
      Bytes changed = content;
      change(changed, at);
      ExpectNoHarm(changed);
      if (HasFailure()) return;
    }
  }
};

TEST_P(HostileEnvelopeTest, IsReadAsItIs) {
  absl::StatusOr<SerializedValue> value =
      SerializedValue::FromBytes(cluster(), Seal(Content()));
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_THAT(Deserialize(*value), Succeeds());
}

TEST_P(HostileEnvelopeTest, SurvivesEveryPrefix) {
  ExpectNoHarmOfAny([](Bytes& bytes, size_t at) { bytes.resize(at); });
}

TEST_P(HostileEnvelopeTest, SurvivesMissingAndDoubledBytes) {
  ExpectNoHarmOfAny(
      [](Bytes& bytes, size_t at) { bytes.erase(bytes.begin() + at); });
  ExpectNoHarmOfAny([](Bytes& bytes, size_t at) {
    bytes.insert(bytes.begin() + at, bytes[at]);
  });
}

TEST_P(HostileEnvelopeTest, SurvivesEveryBitFlip) {
  for (int bit = 0; bit < 8; ++bit) {
    ExpectNoHarmOfAny(
        [bit](Bytes& bytes, size_t at) { bytes[at] ^= 1 << bit; });
  }
}

TEST_P(HostileEnvelopeTest, SurvivesEveryByteSetToTheExtremes) {
  for (uint8_t value : {0x00, 0x01, 0x5c, 0x7f, 0x80, 0xff}) {
    ExpectNoHarmOfAny([value](Bytes& bytes, size_t at) { bytes[at] = value; });
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, HostileEnvelopeTest, testing::ValuesIn(kSeeds),
                         [](const testing::TestParamInfo<Seed>& info) {
                           return std::string(info.param.name);
                         });

}  // namespace
}  // namespace ferry::testing_support
