#ifndef FERRY_WIRE_INTERNAL_MEMBER_CURSOR_H_
#define FERRY_WIRE_INTERNAL_MEMBER_CURSOR_H_

#include <cstdint>

#include "absl/base/attributes.h"
#include "ferry/wire/internal/document_index.h"
#include "ferry/wire/token.h"

namespace ferry::wire::internal {

// The place of element `number` of the dense array at `array`.
Place ElementAt(const DocumentIndex& index, Place array, uint32_t number);

// Goes through the properties of an object or array.
class MemberCursor {
 public:
  // Nothing, for any other value.
  MemberCursor(const DocumentIndex& index, Place container);

  // Goes on at a key.
  void Seek(Place key) { next_ = key; }

  // False at the end.
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool Next(Key& key) {
    if (at_value_) next_ = index_.Past(value_);
    return ReadKey(key);
  }
  // Of the key that Next gave, at its tag.
  Place value() const { return value_; }

 private:
  bool ReadKey(Key& key);

  const DocumentIndex& index_;
  Place next_;
  Place value_;
  bool at_value_ = false;
  bool at_end_ = false;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_MEMBER_CURSOR_H_
