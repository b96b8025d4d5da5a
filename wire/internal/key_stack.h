#ifndef FERRY_WIRE_INTERNAL_KEY_STACK_H_
#define FERRY_WIRE_INTERNAL_KEY_STACK_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"

namespace ferry::wire::internal {

// The first few keys of each container that is open: a fingerprint, and where
// in the message the key is. Those of the innermost container are on top.
class KeyStack {
 public:
  // Of each container.
  static constexpr uint32_t kMax = 8;

  KeyStack() = default;
  KeyStack(const KeyStack&) = delete;
  KeyStack& operator=(const KeyStack&) = delete;

  void Push(uint32_t fingerprint, uint64_t offset) {
    size_t top = size_++;
    fingerprints_[top] = fingerprint;
    offsets_[top] = offset;
    if (ABSL_PREDICT_FALSE(top + 1 == capacity_)) Grow();
  }
  void Pop(uint32_t count) { size_ -= count; }
  void Clear() { size_ = 0; }

  // Of the last `count` keys.
  uint32_t fingerprint(uint32_t count, uint32_t i) const {
    return fingerprints_[size_ - count + i];
  }
  uint64_t offset(uint32_t count, uint32_t i) const {
    return offsets_[size_ - count + i];
  }

 private:
  static constexpr size_t kInline = 32;

  ABSL_ATTRIBUTE_NOINLINE void Grow() {
    size_t capacity = capacity_ + capacity_ / 2;
    auto fingerprints = std::make_unique_for_overwrite<uint32_t[]>(capacity);
    std::copy_n(fingerprints_, size_, fingerprints.get());
    more_fingerprints_ = std::move(fingerprints);
    fingerprints_ = more_fingerprints_.get();
    auto offsets = std::make_unique_for_overwrite<uint64_t[]>(capacity);
    std::copy_n(offsets_, size_, offsets.get());
    more_offsets_ = std::move(offsets);
    offsets_ = more_offsets_.get();
    capacity_ = capacity;
  }

  uint32_t inline_fingerprints_[kInline];
  uint64_t inline_offsets_[kInline];
  uint32_t* fingerprints_ = inline_fingerprints_;
  uint64_t* offsets_ = inline_offsets_;
  size_t size_ = 0;
  size_t capacity_ = kInline;
  std::unique_ptr<uint32_t[]> more_fingerprints_;
  std::unique_ptr<uint64_t[]> more_offsets_;
};

}  // namespace ferry::wire::internal

#endif  // FERRY_WIRE_INTERNAL_KEY_STACK_H_
