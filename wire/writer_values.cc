// Values without identity, and references.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {

void Writer::Undefined() {
  if (BeginValue()) PutByte(kTagUndefined);
}

void Writer::Null() {
  if (BeginValue()) PutByte(kTagNull);
}

void Writer::Boolean(bool value) {
  if (BeginValue()) PutByte(value ? kTagTrue : kTagFalse);
}

void Writer::Int32(int32_t value) {
  if (BeginValue()) PutNumber(value);
}

void Writer::Number(double value) {
  if (BeginValue()) PutNumber(value);
}

void Writer::BigInt(bool negative, absl::Span<const uint8_t> magnitude) {
  if (!BeginValue()) return;
  PutByte(kTagBigInt);
  PutBigInt(negative, magnitude);
}

void Writer::String(absl::string_view utf8) { String(Text::Utf8(utf8)); }

void Writer::Latin1(absl::string_view bytes) { String(Text::Latin1(bytes)); }

void Writer::Utf16(absl::Span<const char16_t> units) {
  if (BeginValue()) PutUnits(units);
}

void Writer::String(const Text& text) {
  if (BeginValue()) PutText(text);
}

void Writer::Reference(ObjectId id) {
  if (!ok()) return;
  if (id >= next_id_) {
    Invalid(absl::StrCat("There is no object ", id, " to refer to."));
    return;
  }
  if (!BeginValue()) return;
  PutByte(kTagReference);
  PutVarint(id);
  auto met = std::lower_bound(
      buffers_.begin(), buffers_.end(), id,
      [](const BufferFacts& facts, ObjectId of) { return facts.id < of; });
  if (met != buffers_.end() && met->id == id) last_buffer_ = &*met;
}

}  // namespace ferry::wire
