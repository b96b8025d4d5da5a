#ifndef FERRY_WIRE_READER_STACKS_H_
#define FERRY_WIRE_READER_STACKS_H_

// A part of Reader: what it keeps of the containers that are open. It lies in
// the Reader, as one that is made for each message needs no memory of its own.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/base/optimization.h"

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

#endif  // FERRY_WIRE_READER_STACKS_H_
