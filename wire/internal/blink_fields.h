#ifndef FERRY_WIRE_INTERNAL_BLINK_FIELDS_H_
#define FERRY_WIRE_INTERNAL_BLINK_FIELDS_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/cursor.h"

namespace ferry::wire::internal {

enum class BlinkFieldsEnd {
  kComplete,
  // The bytes end in the middle of a field.
  kTruncated,
  // A kind of the object comes that this library does not know, or that has no
  // public form, so nobody can tell where the object ends.
  kUnknown,
};

// Reads the object whose tag was read, and calls `visit` with each field; `in`
// is behind the object if it is complete.
BlinkFieldsEnd ReadBlinkFields(
    uint8_t tag, uint32_t version, Cursor& in,
    absl::FunctionRef<void(const BlinkField&)> visit);

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_BLINK_FIELDS_H_
