#ifndef FERRY_WIRE_INTERNAL_HOLE_LIST_H_
#define FERRY_WIRE_INTERNAL_HOLE_LIST_H_

#include <cstddef>
#include <cstdint>
#include <deque>

namespace ferry::wire::internal {

// The holes of the dense arrays that are open, as runs: an element that is
// there may not come again as a property, a hole may. An array is named by its
// depth. Deques because their growth copies nothing.
class HoleList {
 public:
  // `array` is the innermost one, and `index` is higher than all before.
  void Add(size_t array, uint32_t index) {
    if (arrays_.empty() || arrays_.back().array != array) {
      arrays_.push_back(
          {static_cast<uint32_t>(array), static_cast<uint32_t>(runs_.size())});
    } else if (runs_.back().end == index) {
      ++runs_.back().end;
      return;
    }
    runs_.push_back({index, index + 1});
  }

  // The array was the innermost one.
  void Close(size_t array) {
    if (arrays_.empty() || arrays_.back().array != array) return;
    runs_.resize(arrays_.back().first_run);
    arrays_.pop_back();
  }

  bool Contains(size_t array, uint32_t index) const {
    if (arrays_.empty() || arrays_.back().array != array) return false;
    size_t low = arrays_.back().first_run;
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
  struct Array {
    uint32_t array;
    uint32_t first_run;
  };
  std::deque<Run> runs_;
  // Those that have holes.
  std::deque<Array> arrays_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_HOLE_LIST_H_
