#ifndef FERRY_WIRE_INTERNAL_HOLE_LIST_H_
#define FERRY_WIRE_INTERNAL_HOLE_LIST_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ferry::wire::internal {

// The holes of the dense arrays that are open, as runs: an element that is
// there may not come again as a property, a hole may.
class HoleList {
 public:
  uint32_t size() const { return static_cast<uint32_t>(runs_.size()); }
  void Truncate(uint32_t size) { runs_.resize(size); }

  // `first` is the size of the list when the array began; `index` is higher
  // than all before.
  void Add(uint32_t first, uint32_t index) {
    if (runs_.size() > first && runs_.back().end == index) {
      ++runs_.back().end;
    } else {
      runs_.push_back({index, index + 1});
    }
  }

  bool Contains(uint32_t first, uint32_t index) const {
    size_t low = first;
    size_t high = runs_.size();
    while (low < high) {
      size_t middle = (low + high) / 2;
      if (runs_[middle].end <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < runs_.size() && runs_[low].begin <= index;
  }

 private:
  struct Run {
    uint32_t begin;
    uint32_t end;
  };
  std::vector<Run> runs_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_HOLE_LIST_H_
