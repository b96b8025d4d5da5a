#ifndef FERRY_WIRE_INTERNAL_FRAME_H_
#define FERRY_WIRE_INTERNAL_FRAME_H_

#include <cstdint>

namespace ferry::wire::internal {

enum class FrameKind : uint32_t {
  kRoot,
  kObject,
  kDenseArray,
  // What follows the elements of a dense array.
  kDenseArrayProperties,
  kSparseArray,
  kMap,
  kSet,
  kError,
  // Of version 0, where a container comes after its content.
  kLegacyObject,
  kLegacyArray,
};

// A container that is being read. A byte of a message can open one, so there is
// nothing in it that only some of them need.
struct Frame {
  FrameKind kind;
  uint32_t id;
  // Of an array, as declared; of an error, the parts seen (bits); of version 0,
  // the parts that are left; of an object, a filter of its keys.
  uint32_t length;
  // So far: elements of a dense array, properties, Map and Set values. Of an
  // error, the subtag that was read ahead.
  uint32_t count;

  // Of an object: whether a key with this fingerprint may have come before.
  // Notes it.
  bool TestAndSetKey(uint32_t fingerprint) {
    uint32_t bit = uint32_t{1} << (fingerprint >> 27);
    bool before = (length & bit) != 0;
    length |= bit;
    return before;
  }

  // Whether properties are in the reader's KeyStack.
  bool has_keys() const {
    return kind == FrameKind::kObject ||
           kind == FrameKind::kDenseArrayProperties ||
           kind == FrameKind::kSparseArray ||
           kind == FrameKind::kLegacyObject || kind == FrameKind::kLegacyArray;
  }
};
static_assert(sizeof(Frame) == 16);

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_FRAME_H_
