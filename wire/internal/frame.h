#ifndef FERRY_WIRE_INTERNAL_FRAME_H_
#define FERRY_WIRE_INTERNAL_FRAME_H_

#include <cstdint>

namespace ferry::wire::internal {

enum class FrameKind : uint8_t {
  kRoot,
  kObject,
  kDenseArray,
  kSparseArray,
  kMap,
  kSet,
  kError,
  // Of version 0, where a container comes after its content.
  kLegacyObject,
  kLegacyArray,
};

// A container that is being read.
struct Frame {
  static constexpr uint32_t kSmall = 8;
  static constexpr uint32_t kNoKeySet = UINT32_MAX;

  FrameKind kind;
  uint32_t id;
  uint32_t length;  // Of an array, as declared; of an error, parts seen (bits).
  uint32_t count;   // Properties, or Map and Set values, so far.
  uint32_t index;   // Of the next element; of an error, the subtag read ahead.
  uint32_t key_count;
  uint32_t key_set;      // Where there are more than kSmall keys.
  uint32_t first_hole;   // In the reader's list of holes.
  uint64_t legacy_node;  // In the legacy index, one past the next child.
  uint32_t fingerprints[kSmall];
  uint64_t key_offsets[kSmall];
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_FRAME_H_
