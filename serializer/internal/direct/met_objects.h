#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_MET_OBJECTS_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_MET_OBJECTS_H_

#include <v8-internal.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ferry/serializer/internal/direct/address.h"

namespace ferry::internal {

// The objects that a walk has met, by their addresses, each with its number:
// 0, 1, 2 and so on. An address is an object's only until V8 collects garbage:
// then all are forgotten and entered anew.
//
// Isolate-bound. Holds no handle.
class MetObjects {
 public:
  using Address = v8::internal::Address;

  MetObjects() : table_(kSmallest) {}

  uint32_t size() const { return size_; }

  // The number of the object at `address`. It is what size() was where the
  // object is new.
  uint32_t Number(Address address) {
    Entry& entry = table_[SlotOf(address)];
    if (entry.walk == walk_) return entry.number;
    const uint32_t number = size_++;
    entry = {address, number, walk_};
    if (size_ * 2 > table_.size()) Grow();
    return number;
  }

  void Clear();

 private:
  struct Entry {
    Address address;
    uint32_t number;
    // The entry is free unless this is walk_.
    uint32_t walk;
  };

  static constexpr size_t kSmallest = 64;

  size_t SlotOf(Address address) const {
    for (size_t slot = HashOf(address);; ++slot) {
      slot &= table_.size() - 1;
      const Entry& entry = table_[slot];
      if (entry.walk != walk_ || entry.address == address) return slot;
    }
  }
  void Grow();

  // A power of two, of which at least half is free.
  std::vector<Entry> table_;
  uint32_t size_ = 0;
  uint32_t walk_ = 1;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_MET_OBJECTS_H_
