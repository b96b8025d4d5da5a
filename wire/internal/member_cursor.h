#ifndef FERRY_WIRE_INTERNAL_MEMBER_CURSOR_H_
#define FERRY_WIRE_INTERNAL_MEMBER_CURSOR_H_

#include <cstdint>

#include "absl/base/attributes.h"
#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/token.h"
#include "ferry/wire/value.h"
#include "ferry/wire/value_ranges.h"

namespace ferry::wire::internal {

// The place of element `number` of the dense array at `array`.
Place ElementAt(const DocumentIndex& index, Place array, uint32_t number);

ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool MemberCursor::Next(Key& key) {
  if (at_value_) next_ = index_.Past(value_);
  return ReadKey(key);
}

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_MEMBER_CURSOR_H_
