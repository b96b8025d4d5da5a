#ifndef FERRY_WIRE_INTERNAL_BUFFER_TABLE_H_
#define FERRY_WIRE_INTERNAL_BUFFER_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace ferry::wire::internal {

// Which ids are buffers, and where in the message they are. A deque because its
// growth copies nothing: many buffers take only two bytes each.
class BufferTable {
 public:
  // `id` is higher than all before.
  void Add(uint32_t id, uint64_t offset) {
    if (!entries_) entries_.emplace();
    entries_->push_back({id, static_cast<uint32_t>(offset),
                         static_cast<uint32_t>(offset >> 32)});
  }

  // The offset of the tag.
  std::optional<uint64_t> Find(uint32_t id) const {
    if (!entries_) return std::nullopt;
    size_t low = 0;
    size_t high = entries_->size();
    while (low < high) {
      size_t middle = (low + high) / 2;
      if ((*entries_)[middle].id < id) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == entries_->size()) return std::nullopt;
    const Entry& entry = (*entries_)[low];
    if (entry.id != id) return std::nullopt;
    return uint64_t{entry.high} << 32 | entry.low;
  }

 private:
  struct Entry {
    uint32_t id;
    uint32_t low;
    uint32_t high;
  };
  // Most messages have none, and an empty deque allocates.
  std::optional<std::deque<Entry>> entries_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_BUFFER_TABLE_H_
