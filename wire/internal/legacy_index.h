#ifndef FERRY_WIRE_INTERNAL_LEGACY_INDEX_H_
#define FERRY_WIRE_INTERNAL_LEGACY_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

namespace ferry::wire::internal {

// The values of a message of version 0, where an object comes after its
// properties: in the order of the bytes, with the size of what belongs to each.
// A deque because its growth copies nothing.
class LegacyIndex {
 public:
  struct Node {
    uint32_t offset;  // Of the tag, or of padding before it.
    uint32_t size;    // Nodes, with this one.
  };

  size_t size() const { return nodes_.size(); }
  const Node& node(size_t i) const { return nodes_[i]; }
  void AddLeaf(uint32_t offset) { nodes_.push_back({offset, 1}); }

  // A container whose parts are the last `count` values. False if there are
  // not so many.
  bool AddContainer(uint32_t offset, uint64_t count) {
    uint64_t size = 1;
    for (uint64_t i = 0; i < count; ++i) {
      if (size > nodes_.size()) return false;
      size += nodes_[nodes_.size() - size].size;
    }
    nodes_.push_back({offset, static_cast<uint32_t>(size)});
    return true;
  }

  // The parts of containers that are open, for the one who walks.
  std::vector<uint32_t>& open() { return open_; }

 private:
  std::deque<Node> nodes_;
  std::vector<uint32_t> open_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_LEGACY_INDEX_H_
