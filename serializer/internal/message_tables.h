#ifndef FERRY_SERIALIZER_INTERNAL_MESSAGE_TABLES_H_
#define FERRY_SERIALIZER_INTERNAL_MESSAGE_TABLES_H_

#include <cstdint>
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

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_MESSAGE_TABLES_H_
