#include "ferry/wire/validate.h"

#include "absl/strings/str_cat.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {
namespace {

// The oldest that V8's public API reads without being asked.
constexpr uint32_t kOldestVersion = 13;

}  // namespace

absl::Status Validate(absl::Span<const uint8_t> bytes, const Limits& limits) {
  return Validate({.bytes = bytes},
                  {.limits = limits, .oldest_version = kOldestVersion});
}

absl::Status Validate(const MessageView& message,
                      const ReaderOptions& options) {
  Reader reader(message, options);
  reader.is_for_v8_ = true;
  for (uint32_t value = 0;; ++value) {
    reader.Next();
    reader.Skip();
    reader.Next();
    if (!reader.ok() || value == message.data_values) return reader.status();
    if (!reader.NextValue()) {
      return absl::DataLossError(absl::StrCat(
          "At byte ", reader.position(), ": the message ends after ", value + 1,
          " of ", message.data_values + 1, " values."));
    }
  }
}

}  // namespace ferry::wire
