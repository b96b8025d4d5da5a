#include "ferry/wire/blink.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "ferry/wire/cursor.h"
#include "ferry/wire/internal/blink_fields.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire {
namespace {

constexpr uint8_t kTrailerOffset = 0xfe;
constexpr uint8_t kRequiredInterfaces = 0xa0;
// Of the tag, the offset (8 bytes) and the size (4 bytes) of the trailer.
constexpr size_t kTrailerPlace = 1 + 8 + 4;

uint64_t BigEndian(absl::Span<const uint8_t> bytes) {
  uint64_t number = 0;
  for (uint8_t byte : bytes) number = number << 8 | byte;
  return number;
}

absl::Status Damaged(size_t offset, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("At byte ", offset, ": ", what, "."));
}

// The versions, and where the trailer is said to be.
struct Header {
  uint32_t version = 0;
  absl::Span<const uint8_t> trailer_place;
  size_t value_offset = 0;
};

bool ReadHeader(absl::Span<const uint8_t> bytes, Header& header) {
  Cursor in(bytes);
  uint8_t tag;
  if (!in.ReadByte(tag) || tag != kTagVersion ||
      !in.ReadVarint(header.version) || in.at_end()) {
    return false;
  }
  if (*in.data() == kTrailerOffset) {
    if (!in.ReadBytes(kTrailerPlace, header.trailer_place)) return false;
    header.trailer_place.remove_prefix(1);
  }
  header.value_offset = in.offset();
  return in.ReadByte(tag) && tag == kTagVersion;
}

}  // namespace

bool IsBlink(absl::Span<const uint8_t> bytes) {
  Header header;
  return ReadHeader(bytes, header);
}

absl::StatusOr<BlinkEnvelope> ReadBlinkEnvelope(
    absl::Span<const uint8_t> bytes) {
  Header header;
  if (!ReadHeader(bytes, header)) {
    return Damaged(0, "this is not the envelope of Blink");
  }
  BlinkEnvelope envelope{.version = header.version,
                         .value_offset = header.value_offset,
                         .value_end = bytes.size(),
                         .required_interfaces = {}};
  if (header.trailer_place.empty()) return envelope;
  uint64_t offset = BigEndian(header.trailer_place.first(8));
  uint64_t size = BigEndian(header.trailer_place.subspan(8));
  if (offset == 0 && size == 0) return envelope;
  if (offset < header.value_offset || offset > bytes.size() ||
      size > bytes.size() - offset) {
    return Damaged(header.value_offset - kTrailerPlace,
                   absl::StrCat("the trailer has ", size, " bytes at byte ",
                                offset, " of ", bytes.size()));
  }
  envelope.value_end = offset;
  absl::Span<const uint8_t> trailer = bytes.subspan(offset, size);
  constexpr size_t kHead = 1 + 4;
  if (trailer.size() < kHead || trailer[0] != kRequiredInterfaces ||
      BigEndian(trailer.subspan(1, 4)) != trailer.size() - kHead) {
    return Damaged(offset, "the trailer is no list of interfaces");
  }
  envelope.required_interfaces = trailer.subspan(kHead);
  return envelope;
}

bool VisitFields(const BlinkObject& object,
                 absl::FunctionRef<void(const BlinkField&)> visit) {
  Cursor in(object.bytes);
  return internal::ReadBlinkFields(object.tag, object.version, in, visit) ==
         internal::BlinkFieldsEnd::kComplete;
}

}  // namespace ferry::wire
