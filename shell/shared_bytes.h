#ifndef FERRY_SHELL_SHARED_BYTES_H_
#define FERRY_SHELL_SHARED_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"

namespace ferry::shell {

// Bytes that never change, and so may have any number of owners: copies and
// parts share the memory. Thread-safe.
class SharedBytes {
 public:
  // More would sooner end the process than be of use: systems promise memory
  // that they do not have.
  static constexpr uint64_t kMaxSize = uint64_t{4} << 30;

  SharedBytes() = default;

  // Bytes that `fill` writes; nothing where there is no memory for them.
  static std::optional<SharedBytes> New(
      size_t size, absl::FunctionRef<void(absl::Span<uint8_t>)> fill);

  // Must be inside.
  SharedBytes Part(size_t begin, size_t size) const {
    return SharedBytes(memory_, begin_ + begin, size);
  }

  size_t size() const { return size_; }
  absl::Span<const uint8_t> span() const {
    return {memory_.get() + begin_, size_};
  }

 private:
  SharedBytes(std::shared_ptr<const uint8_t[]> memory, size_t begin,
              size_t size)
      : memory_(std::move(memory)), begin_(begin), size_(size) {}

  std::shared_ptr<const uint8_t[]> memory_;
  size_t begin_ = 0;
  size_t size_ = 0;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_SHARED_BYTES_H_
