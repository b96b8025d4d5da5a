#ifndef FERRY_TOOLS_WIRECAT_INPUT_H_
#define FERRY_TOOLS_WIRECAT_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/internal/envelope.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wirecat {

// All of a file, or of standard input for "-". An error where it has more than
// `max_size` bytes, and so for a device that never ends.
absl::StatusOr<std::vector<uint8_t>> ReadFile(const std::string& name,
                                              uint64_t max_size);

// A file's name as a terminal can be given it, whatever bytes it has.
std::string Shown(const std::string& name);

// A file, and how its bytes are to be read. Borrows them.
struct Input {
  const char* form = "";
  wire::MessageView message;
  // Of the message in the file.
  size_t offset = 0;
  wire::ReaderOptions options;
  // Without host objects where there is none.
  wire::Envelope envelope;
  // Where Blink wrote one.
  std::optional<wire::BlinkEnvelope> blink = std::nullopt;
};

// `form` is "auto", "v8", "node", "ferry" or "blink". Automatic: an envelope by
// its first bytes; as Node.js's or as old Blink's if they can be read as that,
// and not as V8's. The message may be damaged: whoever reads it finds out.
absl::StatusOr<Input> Recognize(absl::Span<const uint8_t> bytes,
                                const wire::ReaderOptions& options,
                                absl::string_view form);

// The error, and the bytes around the offset that it names, in `message`, which
// begins at `offset` of the file.
std::string Explain(const absl::Status& status,
                    absl::Span<const uint8_t> message, size_t offset);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_INPUT_H_
