#include "ferry/serializer/internal/check_message.h"

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/wire/validate.h"

namespace ferry::internal {
namespace {

// The oldest wire version that V8's public API reads without being asked.
constexpr uint32_t kOldestVersion = 13;

}  // namespace

absl::Status CheckMessage(absl::Span<const uint8_t> bytes,
                          const MessageParts& parts,
                          const HostObjectCounts& host_objects,
                          const wire::Limits& limits) {
  return wire::Validate(MessageTables(parts).View(bytes, host_objects),
                        {.limits = limits,
                         .oldest_version = kOldestVersion,
                         .as_read_by = kV8Release});
}

}  // namespace ferry::internal
