#ifndef FERRY_WIRE_INTERNAL_ROW_SHAPE_H_
#define FERRY_WIRE_INTERNAL_ROW_SHAPE_H_

#include <cstddef>
#include <cstdint>

#include "absl/base/attributes.h"
#include "absl/types/span.h"
#include "ferry/wire/internal/plain_size.h"
#include "ferry/wire/internal/same_bytes.h"
#include "ferry/wire/internal/tag.h"

namespace ferry::wire::internal {

// The keys of an object whose values hold no others, in their order. Rows of a
// table are such objects, one like the other: what was found right about the
// keys of one is right for the next.
class RowShape {
 public:
  bool known() const { return keys_ > 0; }
  uint32_t keys() const { return keys_; }

  // Of the object in `bytes`, which was checked, from its tag on. Unknown where
  // it is another kind of object.
  void Learn(absl::Span<const uint8_t> bytes, uint32_t version);

  // The size of the object at `at`, if it has this shape and is at most
  // `readable` bytes; else 0.
  ABSL_ATTRIBUTE_ALWAYS_INLINE
  size_t Match(const uint8_t* at, size_t readable, uint32_t version) const {
    if (readable == 0 || *at != kTagBeginObject) return 0;
    const uint8_t* next = at + 1;
    const uint8_t* end = at + readable;
    for (uint32_t i = 0; i < keys_; ++i) {
      size_t size = sizes_[i];
      if (static_cast<size_t>(end - next) < size ||
          !SameBytes(next, names_[i], size)) {
        return 0;
      }
      next += size;
      size = PlainSize(next, end - next, version);
      if (size == 0) return 0;
      next += size;
    }
    if (end - next < 2 || next[0] != kTagEndObject || next[1] != keys_) {
      return 0;
    }
    return next + 2 - at;
  }

 private:
  static constexpr uint32_t kMaxKeys = 32;

  uint32_t keys_ = 0;
  // With their tags and lengths, in the object that was learned.
  const uint8_t* names_[kMaxKeys];
  uint8_t sizes_[kMaxKeys];
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_ROW_SHAPE_H_
