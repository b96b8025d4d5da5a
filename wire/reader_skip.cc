// Going on without looking: to the end of a container, to the next value.

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/base/attributes.h"
#include "ferry/wire/reader.h"
#include "ferry/wire/tag.h"

namespace ferry::wire {
namespace {

// The size of a short varint that is no longer than it needs to be, or 0.
inline size_t VarintSize(const uint8_t* at, size_t readable) {
  for (size_t size = 1; size <= 4 && size <= readable; ++size) {
    if (at[size - 1] < 0x80) return size > 1 && at[size - 1] == 0 ? 0 : size;
  }
  return 0;
}

// The bytes of a usual value that holds nothing, or 0 for any other.
ABSL_ATTRIBUTE_ALWAYS_INLINE
inline size_t PlainSize(const uint8_t* at, size_t readable, uint32_t version) {
  if (readable < 2) return 0;
  size_t size = 0;
  switch (*at) {
    case kTagDouble:
      size = 1 + sizeof(double);
      break;
    case kTagInt32:
      size = VarintSize(at + 1, readable - 1);
      if (size != 0) ++size;
      break;
    case kTagLatin1String:
      size = at[1] < 0x80 ? size_t{2} + at[1] : 0;
      break;
    case kTagUndefined:
      size = version >= 11 ? 1 : 0;
      break;
    case kTagNull:
    case kTagTrue:
    case kTagFalse:
      size = 1;
      break;
  }
  return size <= readable ? size : 0;
}

}  // namespace

bool Reader::NextValue() {
  Frame& root = frames_.top();
  if (!ok() || root.kind != FrameKind::kRoot || root.count != 2) return false;
  uint8_t tag;
  if (!in_.PeekTag(tag)) return false;
  root.count = 0;
  return true;
}

bool Reader::Skip() {
  if (!token_.opens()) return ok();
  // The container is open, with this many.
  size_t depth = this->depth();
  while (this->depth() >= depth) {
    Frame& frame = frames_.top();
    if (frame.kind == FrameKind::kDenseArray) SkipElements(frame);
    if (!Next()) return false;
  }
  return true;
}

// The usual elements that come next in a dense array and hold nothing, without
// a token for each. Stops before any other, which Next reads.
void Reader::SkipElements(Frame& frame) {
  uint64_t most = std::min<uint64_t>(frame.length - frame.count, nodes_left_);
  uint64_t left = most;
  for (; left > 0; --left) {
    size_t size = PlainSize(in_.data(), in_.remaining(), version_);
    if (size == 0) break;
    in_.Advance(size);
  }
  frame.count += static_cast<uint32_t>(most - left);
  nodes_left_ -= static_cast<int64_t>(most - left);
}

}  // namespace ferry::wire
