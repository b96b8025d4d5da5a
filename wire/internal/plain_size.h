#ifndef FERRY_WIRE_INTERNAL_PLAIN_SIZE_H_
#define FERRY_WIRE_INTERNAL_PLAIN_SIZE_H_

#include <cstddef>
#include <cstdint>

#include "absl/base/attributes.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire::internal {

// The size of a short varint that is no longer than it needs to be, or 0.
inline size_t VarintSize(const uint8_t* at, size_t readable) {
  for (size_t size = 1; size <= 4 && size <= readable; ++size) {
    if (at[size - 1] < 0x80) return size > 1 && at[size - 1] == 0 ? 0 : size;
  }
  return 0;
}

// The bytes of a usual value that holds nothing, or 0 for any other.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline size_t PlainSize(const uint8_t* at, size_t readable, uint32_t version) {
  if (readable < 2) return 0;
  size_t size = 0;
  switch (*at) {
    case kTagDouble:
      size = 1 + sizeof(double);
      break;
    case kTagInt32:
      size = VarintSize(at + 1, readable - 1);
      if (size != 0) ++size;
      break;
    case kTagLatin1String:
      size = at[1] < 0x80 ? size_t{2} + at[1] : 0;
      break;
    case kTagUndefined:
      size = version >= 11 ? 1 : 0;
      break;
    case kTagNull:
    case kTagTrue:
    case kTagFalse:
      size = 1;
      break;
  }
  return size <= readable ? size : 0;
}

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_PLAIN_SIZE_H_
