#include "ferry/delegates/internal/message_bytes.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace ferry::internal {

void* MessageBytes::Reallocate(void* old_block, size_t size, size_t* capacity) {
  if (old_block == nullptr) block_ = memory_.scratch_buffer.Take();
  if (size > block_.capacity) {
    is_too_large_ = ExceedsLimit(size);
    if (is_too_large_) return nullptr;
    if (IsLargeStep(size)) memory_.large_buffers.Found();
    void* grown = std::realloc(block_.data.get(), size);
    if (grown == nullptr) return nullptr;
    (void)block_.data.release();
    block_.data.reset(static_cast<uint8_t*>(grown));
    block_.capacity = size;
  }
  *capacity = block_.capacity;
  return block_.data.get();
}

Refusal MessageBytes::RefusalOfSize() const {
  return {.message = absl::StrCat("The value takes more than ", max_bytes_,
                                  " bytes (Limits::bytes)."),
          .is_over_limits = true};
}

}  // namespace ferry::internal
