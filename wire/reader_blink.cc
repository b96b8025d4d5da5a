// What Blink writes: its envelope, and its objects.

#include "absl/strings/str_cat.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/internal/blink_fields.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

using internal::BlinkFieldsEnd;

// Goes to V8's header. The trailer is no part of what is read.
bool Reader::ReadBlinkHeader() {
  if (!IsBlink(message_.bytes)) return true;
  absl::StatusOr<BlinkEnvelope> envelope = ReadBlinkEnvelope(message_.bytes);
  if (!envelope.ok()) {
    status_ = envelope.status();
    return false;
  }
  blink_version_ = envelope->version;
  in_ = Cursor(message_.bytes.first(envelope->value_end));
  in_.Seek(envelope->value_offset);
  return true;
}

bool Reader::ReadBlinkObject() {
  uint8_t tag;
  if (!in_.ReadByte(tag)) return Truncated();
  return ReadBlinkObjectWithTag(tag);
}

// The format gives no length, so one that is not known can be passed only where
// nothing follows it.
bool Reader::ReadBlinkObjectWithTag(uint8_t tag) {
  token_.kind = TokenKind::kBlinkObject;
  if (!NewObject(token_.id)) return false;
  const size_t begin = in_.offset();
  const uint8_t* data = in_.data();
  switch (internal::ReadBlinkFields(tag, blink_version_, in_,
                                    [](const BlinkField&) {})) {
    case BlinkFieldsEnd::kComplete:
      break;
    case BlinkFieldsEnd::kTruncated:
      return Truncated();
    case BlinkFieldsEnd::kUnknown:
      if (depth() > 0) {
        return Fail(begin - 1,
                    absl::StrCat("an object of Blink's is not known (tag 0x",
                                 absl::Hex(tag, absl::kZeroPad2),
                                 "), so where it ends is not known either"));
      }
      in_.Seek(in_.size());
      break;
  }
  token_.blink = {.tag = tag,
                  .version = blink_version_,
                  .bytes = {data, in_.offset() - begin}};
  return true;
}

}  // namespace ferry::wire
