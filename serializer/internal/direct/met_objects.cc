#include "ferry/serializer/internal/direct/met_objects.h"

#include <limits>

namespace ferry::internal {
namespace {

// What is kept from one walk to the next: 1 MiB.
constexpr size_t kLargestKept = size_t{1} << 16;

}  // namespace

void MetObjects::Grow() {
  std::vector<Entry> old(table_.size() * 2);
  old.swap(table_);
  for (const Entry& entry : old) {
    if (entry.walk == walk_) table_[SlotOf(entry.address)] = entry;
  }
}

void MetObjects::Clear() {
  size_ = 0;
  if (table_.size() > kLargestKept ||
      walk_ == std::numeric_limits<uint32_t>::max()) {
    table_ = std::vector<Entry>(kSmallest);
    walk_ = 0;
  }
  ++walk_;
}

}  // namespace ferry::internal
