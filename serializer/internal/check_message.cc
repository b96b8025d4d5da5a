#include "ferry/serializer/internal/check_message.h"

#include <v8-array-buffer.h>

#include <memory>
#include <vector>

#include "ferry/transfer/v8_compat.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/validate.h"

namespace ferry::internal {
namespace {

// The oldest wire version that V8's public API reads without being asked.
constexpr uint32_t kOldestVersion = 13;

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
  for (const MessageParts::HostObject& object : parts.host_objects) {
    ++counts.objects;
    counts.data_values += object.has_data;
  }
  return counts;
}

absl::Status CheckMessage(absl::Span<const uint8_t> bytes,
                          const MessageParts& parts,
                          const HostObjectCounts& host_objects,
                          const wire::Limits& limits) {
  std::vector<wire::ExternalBuffer> transferred =
      ExternalBuffers(parts.array_buffers);
  std::vector<wire::ExternalBuffer> shared =
      ExternalBuffers(parts.shared_array_buffers);
  return wire::Validate(
      {.bytes = bytes,
       .transferred = transferred,
       .shared = shared,
       .wasm_modules = static_cast<uint32_t>(parts.wasm_modules.size()),
       .host_objects = host_objects.objects,
       .data_values = host_objects.data_values},
      {.limits = limits,
       .oldest_version = kOldestVersion,
       .as_read_by = kV8Release});
}

}  // namespace ferry::internal
