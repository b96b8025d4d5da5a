#ifndef FERRY_WIRE_INTERNAL_FRAME_STACK_H_
#define FERRY_WIRE_INTERNAL_FRAME_STACK_H_

#include <algorithm>
#include <cstddef>
#include <memory>

#include "ferry/wire/internal/frame.h"

namespace ferry::wire::internal {

// The containers that are open, outermost first. The first few need no memory
// of their own. Frames are not initialised.
class FrameStack {
 public:
  FrameStack() = default;
  FrameStack(const FrameStack&) = delete;
  FrameStack& operator=(const FrameStack&) = delete;

  Frame& top() { return *top_; }
  size_t size() const { return top_ - frames_ + 1; }

  Frame& Push() {
    if (++top_ == end_) Grow();
    return *top_;
  }
  void Pop() { --top_; }
  void Clear() { top_ = frames_; }

 private:
  void Grow() {
    size_t size = top_ - frames_;
    auto larger = std::make_unique_for_overwrite<Frame[]>(size * 2);
    std::copy_n(frames_, size, larger.get());
    memory_ = std::move(larger);
    frames_ = memory_.get();
    end_ = frames_ + size * 2;
    top_ = frames_ + size;
  }

  static constexpr size_t kInline = 6;

  Frame inline_[kInline];
  std::unique_ptr<Frame[]> memory_;
  Frame* frames_ = inline_;
  Frame* end_ = inline_ + kInline;
  Frame* top_ = inline_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_FRAME_STACK_H_
