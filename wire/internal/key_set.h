#ifndef FERRY_WIRE_INTERNAL_KEY_SET_H_
#define FERRY_WIRE_INTERNAL_KEY_SET_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"

namespace ferry::wire::internal {

// A set of keys that are known by their offset in a message: 8 bytes for each
// slot, and at most 8/3 slots for each key. Keeps its memory when it is
// cleared, but costs no more than it holds.
class KeySet {
 public:
  using HashAt = absl::FunctionRef<uint64_t(uint64_t offset)>;
  using EqualAt = absl::FunctionRef<bool(uint64_t offset)>;

  void Clear();

  // False if a key with this hash that `equal` agrees with is there. `hash_at`
  // gives the hash of a key again, when the table grows.
  bool Insert(uint64_t hash, uint64_t offset, EqualAt equal, HashAt hash_at);

 private:
  // The lower 24 bits of the hash, and the offset plus one; 0 is a free slot.
  static uint64_t Slot(uint64_t hash, uint64_t offset);
  void Grow(HashAt hash_at);
  void Put(uint64_t hash, uint64_t offset);

  std::vector<uint64_t> slots_;
  size_t mask_ = 0;
  size_t size_ = 0;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_KEY_SET_H_
