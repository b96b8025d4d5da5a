// Dates, wrappers and regular expressions.

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {
Writer::ObjectId Writer::Date(double time) {
  ObjectId id = BeginObjectValue(kTagDate);
  if (ok()) PutDouble(time);
  return id;
}

Writer::ObjectId Writer::BooleanObject(bool value) {
  return BeginObjectValue(value ? kTagTrueObject : kTagFalseObject);
}

Writer::ObjectId Writer::NumberObject(double value) {
  ObjectId id = BeginObjectValue(kTagNumberObject);
  if (ok()) PutDouble(value);
  return id;
}

Writer::ObjectId Writer::BigIntObject(bool negative,
                                      absl::Span<const uint8_t> magnitude) {
  ObjectId id = BeginObjectValue(kTagBigIntObject);
  if (ok()) PutBigInt(negative, magnitude);
  return id;
}

Writer::ObjectId Writer::StringObject(const Text& text) {
  ObjectId id = BeginObjectValue(kTagStringObject);
  if (ok()) PutText(text);
  return id;
}

Writer::ObjectId Writer::RegExp(const Text& source, uint32_t flags) {
  constexpr uint32_t kKnown = 511 & ~kRegExpLinear;
  bool both = (flags & kRegExpUnicode) && (flags & kRegExpUnicodeSets);
  if ((flags & ~kKnown) != 0 || both) {
    Invalid(absl::StrCat("No regular expression has the flags ", flags, "."));
  } else if ((flags & kRegExpUnicodeSets) != 0) {
    Need(options_.readable_by.has_unicode_sets_flag(),
         "The flag v of a regular expression");
  }
  ObjectId id = BeginObjectValue(kTagRegExp);
  if (!ok()) return id;
  PutText(source);
  PutVarint(flags);
  return id;
}

}  // namespace ferry::wire
