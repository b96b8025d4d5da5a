// The envelope around a value with host objects, without knowing their types.

#include "ferry/wire/internal/envelope.h"

#include "ferry/tests/wire/support/bytes.h"
#include "ferry/wire/reader.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::wire::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

// {a: host object 0}, and 7 as its data: as release 0.1 writes it.
const Bytes kStored = FromHex(
    "4645525259 01 01 4d 02 01 02 6869 0d ff0f6f2201615c00007b01490e 531ef7fe");

TEST(EnvelopeTest, HasTheHostObjectsAndTheValue) {
  ASSERT_TRUE(IsEnvelope(kStored));
  absl::StatusOr<Envelope> envelope = ReadEnvelope(kStored);
  ASSERT_TRUE(envelope.ok()) << envelope.status();
  ASSERT_EQ(envelope->host_objects.size(), 1u);
  const Envelope::StoredHostObject& object = envelope->host_objects[0];
  EXPECT_EQ(object.tag, 77u);
  EXPECT_EQ(object.version, 2u);
  EXPECT_TRUE(object.has_data);
  EXPECT_THAT(object.bytes, ElementsAreArray({'h', 'i'}));
  EXPECT_EQ(object.offset, 7u);
  EXPECT_EQ(envelope->value_offset, 14u);
  EXPECT_EQ(envelope->message().host_objects, 1u);
  EXPECT_EQ(envelope->message().data_values, 1u);
  Reader reader(envelope->message());
  while (reader.Next()) continue;
  EXPECT_TRUE(reader.ok()) << reader.status();
}

TEST(EnvelopeTest, WritesWhatItReads) {
  EXPECT_EQ(WriteEnvelope(*ReadEnvelope(kStored)), kStored);
}

TEST(EnvelopeTest, NoticesDamage) {
  for (size_t i = 0; i < kStored.size(); ++i) {
    Bytes flipped = kStored;
    flipped[i] ^= 0x55;
    EXPECT_FALSE(ReadEnvelope(flipped).ok()) << i;
    Bytes cut(kStored.begin(), kStored.begin() + i);
    EXPECT_EQ(ReadEnvelope(cut).status().code(), StatusCode::kDataLoss) << i;
  }
}

TEST(EnvelopeTest, SaysWhatItDoesNotRead) {
  EXPECT_FALSE(IsEnvelope(FromHex("ff0f30")));
  EXPECT_FALSE(IsEnvelope({}));
  Bytes newer = kStored;
  newer[5] = 2;
  EXPECT_EQ(ReadEnvelope(newer).status().code(), StatusCode::kUnimplemented);
  EXPECT_THAT(ReadEnvelope(kStored, {.host_objects = 0}).status().message(),
              HasSubstr("Limits::host_objects"));
}

}  // namespace
}  // namespace ferry::wire::testing
