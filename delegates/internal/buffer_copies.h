#ifndef FERRY_DELEGATES_INTERNAL_BUFFER_COPIES_H_
#define FERRY_DELEGATES_INTERNAL_BUFFER_COPIES_H_

#include <v8-array-buffer.h>
#include <v8-local-handle.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "ferry/agent/agent.h"
#include "ferry/delegates/internal/transfer_list.h"

namespace ferry::internal {

// Copies of the large ArrayBuffers of one message, which lie beside its bytes:
// so they are copied once, where V8 copies into the bytes and out of them.
// Stack only.
class BufferCopies {
 public:
  // `transferred` lie beside the bytes too, and have the first numbers.
  BufferCopies(Agent& agent,
               absl::Span<const TransferList::Buffer> transferred);

  BufferCopies(const BufferCopies&) = delete;
  BufferCopies& operator=(const BufferCopies&) = delete;

  // Copies the buffer as it is now, and gives its number, which then stands for
  // it in the bytes. The result is empty when it is not large, is beside the
  // bytes already, or cannot be copied.
  std::optional<uint32_t> AddIfLarge(v8::Local<v8::ArrayBuffer> buffer);

  // In the order of their numbers, once.
  std::vector<std::unique_ptr<v8::BackingStore>> Take() {
    return std::move(copies_);
  }

  // Whether AddIfLarge was ever called for a large one.
  bool found_large() const { return found_large_; }

 private:
  Agent& agent_;
  const size_t transferred_;
  std::vector<std::unique_ptr<v8::BackingStore>> copies_;
  // Memory that is beside the bytes. An address that user code freed and used
  // again only means that V8 copies that buffer.
  std::unordered_set<const void*> known_;
  bool found_large_ = false;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_BUFFER_COPIES_H_
