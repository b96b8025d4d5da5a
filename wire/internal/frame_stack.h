#ifndef FERRY_WIRE_INTERNAL_FRAME_STACK_H_
#define FERRY_WIRE_INTERNAL_FRAME_STACK_H_

#include <cstddef>
#include <memory>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"
#include "ferry/wire/internal/frame.h"

namespace ferry::wire::internal {

// The containers that are open, outermost first. The first few need no memory
// of their own; the others lie in chunks, which growth does not copy. Frames
// are not initialised.
class FrameStack {
 public:
  FrameStack() = default;
  FrameStack(const FrameStack&) = delete;
  FrameStack& operator=(const FrameStack&) = delete;

  Frame& top() { return *top_; }
  size_t size() const { return below_ + (top_ - first_) + 1; }

  Frame& Push() {
    if (ABSL_PREDICT_FALSE(top_ == last_)) {
      EnterChunk();
    } else {
      ++top_;
    }
    return *top_;
  }
  // Not the outermost.
  void Pop() {
    if (ABSL_PREDICT_FALSE(top_ == first_)) {
      LeaveChunk();
    } else {
      --top_;
    }
  }
  void Clear() {
    chunks_in_use_ = 0;
    Use(inline_, kInline);
    top_ = first_;
  }

 private:
  static constexpr size_t kInline = 8;
  static constexpr size_t kChunk = 256;

  ABSL_ATTRIBUTE_NOINLINE void EnterChunk() {
    if (chunks_in_use_ == chunks_.size()) {
      chunks_.push_back(std::make_unique_for_overwrite<Frame[]>(kChunk));
    }
    Use(chunks_[chunks_in_use_++].get(), kChunk);
    top_ = first_;
  }
  ABSL_ATTRIBUTE_NOINLINE void LeaveChunk() {
    if (--chunks_in_use_ == 0) {
      Use(inline_, kInline);
    } else {
      Use(chunks_[chunks_in_use_ - 1].get(), kChunk);
    }
    top_ = last_;
  }
  void Use(Frame* frames, size_t size) {
    first_ = frames;
    last_ = frames + size - 1;
    below_ = chunks_in_use_ == 0 ? 0 : kInline + (chunks_in_use_ - 1) * kChunk;
  }

  Frame inline_[kInline];
  Frame* first_ = inline_;
  Frame* last_ = inline_ + kInline - 1;
  Frame* top_ = inline_;
  size_t below_ = 0;
  size_t chunks_in_use_ = 0;
  std::vector<std::unique_ptr<Frame[]>> chunks_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_FRAME_STACK_H_
