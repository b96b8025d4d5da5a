#include "ferry/wire/internal/row_shape.h"

namespace ferry::wire::internal {

void RowShape::Learn(absl::Span<const uint8_t> bytes, uint32_t version) {
  keys_ = 0;
  // The length of an array may look like the tag of a key.
  if (bytes[0] != kTagBeginObject) return;
  const uint8_t* next = bytes.data() + 1;
  const uint8_t* end = bytes.data() + bytes.size();
  uint32_t keys = 0;
  for (; next[0] != kTagEndObject; ++keys) {
    size_t size = size_t{2} + next[1];
    if (keys == kMaxKeys || next[0] != kTagLatin1String || next[1] >= 0x80) {
      return;
    }
    names_[keys] = next;
    sizes_[keys] = static_cast<uint8_t>(size);
    next += size;
    size = PlainSize(next, end - next, version);
    if (size == 0) return;
    next += size;
  }
  if (end - next == 2 && next[1] == keys) keys_ = keys;
}

}  // namespace ferry::wire::internal
