#include "ferry/wire/internal/key_set.h"

#include <algorithm>

namespace ferry::wire::internal {
namespace {

constexpr int kOffsetBits = 40;
constexpr uint64_t kOffsetMask = (uint64_t{1} << kOffsetBits) - 1;
constexpr uint64_t kHashMask = (uint64_t{1} << (64 - kOffsetBits)) - 1;
constexpr size_t kFirstCapacity = 32;

}  // namespace

uint64_t KeySet::Slot(uint64_t hash, uint64_t offset) {
  return hash << kOffsetBits | (offset + 1);
}

void KeySet::Clear() {
  if (slots_.size() < kFirstCapacity) slots_.resize(kFirstCapacity);
  // Only what the next owner will use: a small object after a huge one must not
  // pay for it.
  std::fill_n(slots_.begin(), kFirstCapacity, 0);
  mask_ = kFirstCapacity - 1;
  size_ = 0;
}

bool KeySet::Insert(uint64_t hash, uint64_t offset, EqualAt equal,
                    HashAt hash_at) {
  for (size_t i = hash & mask_; slots_[i] != 0; i = (i + 1) & mask_) {
    if (slots_[i] >> kOffsetBits == (hash & kHashMask) &&
        equal((slots_[i] & kOffsetMask) - 1)) {
      return false;
    }
  }
  if ((size_ + 1) * 4 > (mask_ + 1) * 3) Grow(hash_at);
  Put(hash, offset);
  ++size_;
  return true;
}

void KeySet::Grow(HashAt hash_at) {
  std::vector<uint64_t> old(slots_.begin(), slots_.begin() + mask_ + 1);
  size_t capacity = old.size() * 2;
  if (slots_.size() < capacity) {
    // Frees the old table before the new one is there.
    std::vector<uint64_t>().swap(slots_);
    slots_.resize(capacity);
  } else {
    std::fill_n(slots_.begin(), capacity, 0);
  }
  mask_ = capacity - 1;
  for (uint64_t slot : old) {
    if (slot == 0) continue;
    uint64_t offset = (slot & kOffsetMask) - 1;
    // The bits that are kept are those that a table of usual size needs.
    bool enough = mask_ <= kHashMask;
    Put(enough ? slot >> kOffsetBits : hash_at(offset), offset);
  }
}

void KeySet::Put(uint64_t hash, uint64_t offset) {
  size_t i = hash & mask_;
  while (slots_[i] != 0) i = (i + 1) & mask_;
  slots_[i] = Slot(hash, offset);
}

}  // namespace ferry::wire::internal
