#ifndef FERRY_WIRE_INTERNAL_KEY_COMPARISONS_H_
#define FERRY_WIRE_INTERNAL_KEY_COMPARISONS_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "absl/types/span.h"

namespace ferry::wire::internal {

// How many keys V8 compares while it fills the Maps and Sets of a message: it
// looks at each key that is in the same bucket of its table already. Bytes that
// were made to collide can so cost a time that grows with the square of their
// number. Small collections are not counted, as what they cost is little.
//
// A collection is named by its depth, and those that are open are told of their
// keys innermost first, as they stand in a message.
class KeyComparisons {
 public:
  KeyComparisons() = default;
  KeyComparisons(const KeyComparisons&) = delete;
  KeyComparisons& operator=(const KeyComparisons&) = delete;

  // A key of the innermost collection, which is at this depth.
  void Add(size_t depth, uint32_t hash);
  // The innermost collection ends.
  void Close(size_t depth);

  // So far, in all collections.
  uint64_t count() const { return count_; }

 private:
  // Up to here each key is compared with half of the others at worst.
  static constexpr size_t kSmall = 512;

  class Table;
  struct Collection {
    Collection(size_t at_depth, size_t at_hash);
    ~Collection();
    uint32_t depth;
    uint32_t first_hash;
    // Of a collection that is not small.
    std::unique_ptr<Table> table;
  };

  // Deques because their growth copies nothing.
  std::deque<Collection> open_;
  // Of the small collections, outermost first.
  std::deque<uint32_t> hashes_;
  uint64_t count_ = 0;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_KEY_COMPARISONS_H_
