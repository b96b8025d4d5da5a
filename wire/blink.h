#ifndef FERRY_WIRE_BLINK_H_
#define FERRY_WIRE_BLINK_H_

// What Blink, the engine of Chromium, adds to V8's bytes: an envelope around
// them, and objects inside them. docs/wire_format.md has the forms.

#include <cstddef>
#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/text.h"

namespace ferry::wire {

// Whether the bytes begin with Blink's envelope: two versions, Blink's and then
// V8's, which no message of V8's has. Blink before 2016 wrote no envelope of
// its own, and looks like V8.
bool IsBlink(absl::Span<const uint8_t> bytes);

// Blink's envelope. Offsets are of the whole.
struct BlinkEnvelope {
  uint32_t version = 0;
  // V8's message, from its header; the trailer begins where it ends. V8 reads
  // it if no object of Blink's is in it.
  size_t value_offset = 0;
  size_t value_end = 0;
  // The tags of the interfaces that a realm must have for the value to be read
  // there.
  absl::Span<const uint8_t> required_interfaces;
};

// Borrows the bytes, of which IsBlink is true. Errors: DataLoss, with the
// offset, where the trailer is not within them or is none. Threads: any.
absl::StatusOr<BlinkEnvelope> ReadBlinkEnvelope(
    absl::Span<const uint8_t> bytes);

// An object of the browser, such as a Blob. What it refers to by a number (the
// memory of a Blob, a port) lies beside the message.
struct BlinkObject {
  uint8_t tag = 0;
  uint32_t version = 0;  // Of Blink's format.
  // After the tag. Of a tag that is not known: all that is left of the message.
  absl::Span<const uint8_t> bytes;
};

// The interface that the tag stands for, such as "Blob"; nullptr where it is
// not known.
const char* BlinkName(uint8_t tag);

// A part of an object, in the order in which it lies there.
struct BlinkField {
  enum class Kind : uint8_t {
    kInteger,      // integer
    kDouble,       // number
    kBoolean,      // integer: 0 or 1
    kText,         // text
    kBytes,        // bytes
    kBeginObject,  // what is in it follows, then kEnd
    kBeginList,    // the same; its parts have no names
    kEnd,
  };

  Kind kind = Kind::kInteger;
  // Empty in a list.
  absl::string_view name = {};
  uint64_t integer = 0;
  double number = 0;
  Text text = {};
  absl::Span<const uint8_t> bytes = {};
};

// Calls `visit` with each field of an object that a Reader has read. What Blink
// numbers and JavaScript names (an algorithm, a colour space) is text, unless
// the number is not known. False if the object, or what is left of it, is of a
// form that is not known.
//
//   wire::VisitFields(token.blink, [&](const wire::BlinkField& field) {
//     if (field.name == "type") type = wire::ToUtf8(field.text);
//   });
bool VisitFields(const BlinkObject& object,
                 absl::FunctionRef<void(const BlinkField&)> visit);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_BLINK_H_
