// Going on without looking: to the end of a container, to the next value.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "ferry/wire/internal/canonical_key.h"
#include "ferry/wire/internal/plain_size.h"
#include "ferry/wire/internal/row_shape.h"
#include "ferry/wire/internal/tag.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

using internal::PlainSize;

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
    SkipLeaves(std::numeric_limits<uint32_t>::max());
    if (!Next()) return false;
  }
  return true;
}

void Reader::SkipLeaves(uint32_t stride) {
  Frame& frame = frames_.top();
  if (frame.kind == FrameKind::kObject) {
    SkipMembers(frame);
  } else if (frame.kind == FrameKind::kDenseArray) {
    SkipElements(frame, stride);
  }
}

void Reader::SkipElements(Frame& frame, uint32_t stride) {
  uint32_t past = frame.count % stride;
  if (past == 0 && frame.count != 0) return;
  uint64_t most = std::min<uint64_t>({frame.length - frame.count, stride - past,
                                      static_cast<uint64_t>(nodes_left_)});
  uint64_t left = most;
  for (; left > 0; --left) {
    size_t size = PlainSize(in_.data(), in_.remaining(), version_);
    if (size == 0) break;
    in_.Advance(size);
  }
  frame.count += static_cast<uint32_t>(most - left);
  nodes_left_ -= static_cast<int64_t>(most - left);
}

// Leaves keys that need a closer look to Next.
void Reader::SkipMembers(Frame& frame) {
  while (frame.count < internal::KeyStack::kMax && nodes_left_ >= 2) {
    const uint8_t* at = in_.data();
    size_t readable = in_.remaining();
    if (readable < 4 || at[0] != kTagLatin1String) return;
    size_t size = at[1];
    if (size == 0 || size > 127 || size + 3 > readable ||
        static_cast<uint8_t>(at[2] - '0') < 10) {
      return;
    }
    size_t value = PlainSize(at + 2 + size, readable - 2 - size, version_);
    if (value == 0) return;
    uint32_t fingerprint =
        internal::FingerprintOfName(at + 2, size, readable - 2);
    if (frame.TestAndSetKey(fingerprint)) return;
    keys_.Push(fingerprint, in_.offset());
    in_.Advance(2 + size + value);
    ++frame.count;
    nodes_left_ -= 2;
  }
}

bool Reader::SkipRow(const internal::RowShape& shape) {
  Frame& frame = frames_.top();
  const int64_t nodes = 1 + 2 * int64_t{shape.keys()};
  if (frame.kind != FrameKind::kDenseArray || frame.count == frame.length ||
      frames_.size() > max_depth_ || next_id_ >= max_objects_ ||
      nodes_left_ < nodes || !shape.known()) {
    return false;
  }
  size_t size = shape.Match(in_.data(), in_.remaining(), version_);
  if (size == 0) return false;
  in_.Advance(size);
  ++frame.count;
  ++next_id_;
  nodes_left_ -= nodes;
  return true;
}

}  // namespace ferry::wire
