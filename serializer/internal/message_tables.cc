#include "ferry/serializer/internal/message_tables.h"

#include <v8-array-buffer.h>

#include <limits>
#include <memory>

namespace ferry::internal {
namespace {

std::vector<wire::ExternalBuffer> ExternalBuffers(
    absl::Span<const std::shared_ptr<v8::BackingStore>> stores) {
  std::vector<wire::ExternalBuffer> buffers;
  buffers.reserve(stores.size());
  for (const std::shared_ptr<v8::BackingStore>& store : stores) {
    buffers.push_back({.data = static_cast<const uint8_t*>(store->Data()),
                       .byte_length = store->ByteLength(),
                       .max_byte_length = store->MaxByteLength(),
                       .resizable = store->IsResizableByUserJavaScript()});
  }
  return buffers;
}

}  // namespace

HostObjectCounts HostObjectCounts::Of(const MessageParts& parts) {
  HostObjectCounts counts;
  for (const MessageParts::HostTableEntry& object : parts.host_objects) {
    ++counts.objects;
    counts.data_values += object.has_data;
  }
  return counts;
}

MessageTables::MessageTables(const MessageParts& parts)
    : array_buffers_(ExternalBuffers(parts.array_buffers)),
      shared_array_buffers_(ExternalBuffers(parts.shared_array_buffers)),
      wasm_modules_(static_cast<uint32_t>(parts.wasm_modules.size())),
      // V8 alone knows how many a conveyor has.
      shared_values_(parts.conveyor ? std::numeric_limits<uint32_t>::max()
                                    : 0) {}

wire::MessageView MessageTables::View(
    absl::Span<const uint8_t> bytes,
    const HostObjectCounts& host_objects) const {
  return {.bytes = bytes,
          .transferred = array_buffers_,
          .shared = shared_array_buffers_,
          .wasm_modules = wasm_modules_,
          .shared_values = shared_values_,
          .host_objects = host_objects.objects,
          .data_values = host_objects.data_values};
}

}  // namespace ferry::internal
