#ifndef FERRY_DELEGATES_INTERNAL_SCRATCH_BUFFER_H_
#define FERRY_DELEGATES_INTERNAL_SCRATCH_BUFFER_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace ferry::internal {

struct FreeDeleter {
  void operator()(uint8_t* memory) const { std::free(memory); }
};

// A block of malloc that a serializer grows by realloc. Move-only; empty when
// moved from.
struct Block {
  Block() = default;
  Block(Block&& other) noexcept
      : data(std::move(other.data)),
        capacity(std::exchange(other.capacity, 0)) {}
  Block& operator=(Block&& other) noexcept {
    data = std::move(other.data);
    capacity = std::exchange(other.capacity, 0);
    return *this;
  }

  std::unique_ptr<uint8_t, FreeDeleter> data;
  size_t capacity = 0;
};

// A block of the bytes' size with a copy of them; empty where there is no
// memory.
inline Block CopyToBlock(absl::Span<const uint8_t> bytes) {
  Block block;
  // No bytes have a block too: null means that there is no memory.
  size_t size = bytes.empty() ? 1 : bytes.size();
  block.data.reset(static_cast<uint8_t*>(std::malloc(size)));
  if (block.data == nullptr) return block;
  block.capacity = size;
  if (!bytes.empty()) {
    std::memcpy(block.data.get(), bytes.data(), bytes.size());
  }
  return block;
}

// Keeps one block of an agent from message to message: an allocation and its
// growth cost as much as a small message. A message that is serialized while
// another is (by a getter) finds none and begins with a block of its own.
// Isolate-bound.
class ScratchBuffer {
 public:
  // Larger blocks go back to the system.
  static constexpr size_t kMaxKept = 256 << 10;

  Block Take() { return std::move(block_); }

  void GiveBack(Block block) {
    if (block.capacity > block_.capacity && block.capacity <= kMaxKept) {
      block_ = std::move(block);
    }
  }

  // What is kept, in bytes.
  size_t bytes() const { return block_.capacity; }

 private:
  Block block_;
};

// The blocks of small messages that were read, for those that are to be sent:
// with two threads malloc takes as long as the copy. Isolate-bound.
class SmallBlocks {
 public:
  // A block of its own with a copy of `bytes`; empty where there is no memory.
  Block Copy(absl::Span<const uint8_t> bytes) {
    if (bytes.empty() || bytes.size() > kSize) return CopyToBlock(bytes);
    Block block = Take();
    if (block.data != nullptr) {
      std::memcpy(block.data.get(), bytes.data(), bytes.size());
    }
    return block;
  }

  // Keeps a block that Copy has made here or elsewhere, and frees others.
  void GiveBack(Block block) {
    if (block.capacity == kSize && kept_.size() <= kMaxKept) {
      kept_.push_back(std::move(block));
    }
  }

  // One that is too many here, for an isolate that has too few; empty where
  // there is none.
  Block TakeSurplus() { return kept_.size() > kMaxKept ? Take() : Block(); }

  // What is kept, in bytes.
  size_t bytes() const {
    return kept_.size() * kSize + kept_.capacity() * sizeof(Block);
  }

 private:
  static constexpr size_t kSize = 256;
  // 256 KiB.
  static constexpr size_t kMaxKept = 1024;

  Block Take() {
    Block block;
    if (!kept_.empty()) {
      block = std::move(kept_.back());
      kept_.pop_back();
      return block;
    }
    block.data.reset(static_cast<uint8_t*>(std::malloc(kSize)));
    if (block.data != nullptr) block.capacity = kSize;
    return block;
  }

  std::vector<Block> kept_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_SCRATCH_BUFFER_H_
