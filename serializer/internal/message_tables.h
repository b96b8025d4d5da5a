#ifndef FERRY_SERIALIZER_INTERNAL_MESSAGE_TABLES_H_
#define FERRY_SERIALIZER_INTERNAL_MESSAGE_TABLES_H_

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "ferry/delegates/message_parts.h"
#include "ferry/wire/message_view.h"

namespace ferry::internal {

// The host table of a message.
struct HostObjectCounts {
  uint32_t objects = 0;
  // Values that follow the main one.
  uint32_t data_values = 0;

  static HostObjectCounts Of(const MessageParts& parts);
};

// The parts of a message as wire/ sees them. Borrows their memory.
class MessageTables {
 public:
  explicit MessageTables(const MessageParts& parts);

  // Borrows from these tables too.
  wire::MessageView View(absl::Span<const uint8_t> bytes,
                         const HostObjectCounts& host_objects) const;

 private:
  std::vector<wire::ExternalBuffer> array_buffers_;
  std::vector<wire::ExternalBuffer> shared_array_buffers_;
  uint32_t wasm_modules_;
  uint32_t shared_values_;
};

// Tables that the first who asks makes. Several threads may ask at once; a move
// is for one.
class LazyMessageTables {
 public:
  LazyMessageTables() = default;
  LazyMessageTables(LazyMessageTables&& other) noexcept
      : made_(other.Release()) {}
  LazyMessageTables& operator=(LazyMessageTables&& other) noexcept {
    const MessageTables* made = other.Release();
    delete Release();
    made_.store(made, std::memory_order_relaxed);
    return *this;
  }
  ~LazyMessageTables() { delete Release(); }

  // Always of the same parts.
  const MessageTables& Get(const MessageParts& parts) const;

 private:
  const MessageTables* Release() {
    const MessageTables* made = made_.load(std::memory_order_relaxed);
    made_.store(nullptr, std::memory_order_relaxed);
    return made;
  }

  mutable std::atomic<const MessageTables*> made_{nullptr};
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_MESSAGE_TABLES_H_
