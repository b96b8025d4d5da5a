#include "ferry/wire/internal/key_comparisons.h"

#include <vector>

namespace ferry::wire::internal {

// V8's OrderedHashTable, without its keys: chains of entries, newest first, and
// twice as many entries as chains before it doubles.
class KeyComparisons::Table {
 public:
  // Returns with how many keys V8 may compare the new one. Keys of one hash
  // share an entry, as nobody looks whether they are the same.
  uint64_t Add(uint32_t hash) {
    uint64_t compared = 0;
    Entry* same = nullptr;
    for (uint32_t i = Chain(hash); i != kEnd; i = entries_[i].next) {
      compared += entries_[i].keys;
      if (entries_[i].hash == hash) same = &entries_[i];
    }
    if (same != nullptr) {
      ++same->keys;
    } else {
      if (entries_.size() == 2 * chains_.size()) Grow();
      entries_.push_back({hash, 1, kEnd});
      Link(entries_.size() - 1);
    }
    return compared;
  }

 private:
  static constexpr uint32_t kEnd = UINT32_MAX;
  struct Entry {
    uint32_t hash;
    uint32_t keys;
    uint32_t next;
  };

  uint32_t& Chain(uint32_t hash) {
    return chains_[hash & (chains_.size() - 1)];
  }

  void Link(size_t entry) {
    uint32_t& chain = Chain(entries_[entry].hash);
    entries_[entry].next = chain;
    chain = static_cast<uint32_t>(entry);
  }

  void Grow() {
    const size_t size = 2 * chains_.size();
    std::vector<uint32_t>().swap(chains_);
    chains_.resize(size, kEnd);
    for (size_t i = 0; i < entries_.size(); ++i) Link(i);
  }

  std::vector<uint32_t> chains_ = std::vector<uint32_t>(2, kEnd);
  std::vector<Entry> entries_;
};

KeyComparisons::Collection::Collection(size_t at_depth, size_t at_hash)
    : depth(static_cast<uint32_t>(at_depth)),
      first_hash(static_cast<uint32_t>(at_hash)) {}
KeyComparisons::Collection::~Collection() = default;

void KeyComparisons::Add(size_t depth, uint32_t hash) {
  if (open_.empty() || open_.back().depth != depth) {
    open_.emplace_back(depth, hashes_.size());
  }
  Collection& collection = open_.back();
  if (collection.table != nullptr) {
    count_ += collection.table->Add(hash);
    return;
  }
  hashes_.push_back(hash);
  if (hashes_.size() - collection.first_hash < kSmall) return;
  collection.table = std::make_unique<Table>();
  for (size_t i = collection.first_hash; i < hashes_.size(); ++i) {
    count_ += collection.table->Add(hashes_[i]);
  }
  hashes_.resize(collection.first_hash);
}

void KeyComparisons::Close(size_t depth) {
  if (open_.empty() || open_.back().depth != depth) return;
  hashes_.resize(open_.back().first_hash);
  open_.pop_back();
}

}  // namespace ferry::wire::internal
