#include "ferry/wire/transcode.h"

#include <utility>

#include "ferry/wire/internal/token_writer.h"
#include "ferry/wire/reader.h"

namespace ferry::wire {

absl::StatusOr<std::vector<uint8_t>> Transcode(const MessageView& message,
                                               const WriterOptions& writer,
                                               const ReaderOptions& reader) {
  Reader in(message, reader);
  Writer out(writer);
  internal::TokenWriter tokens(message, reader, out);
  for (uint32_t value = 0;; ++value) {
    while (tokens.status().ok() && out.ok() && in.Next()) {
      tokens.Write(in.token());
    }
    // Damage is said first, also where it comes later: it may be why the writer
    // was given what it does not take.
    while (in.Next()) continue;
    if (!in.ok()) return in.status();
    if (!tokens.status().ok()) return tokens.status();
    if (value == message.data_values || !in.NextValue()) break;
  }
  return std::move(out).Finish();
}

}  // namespace ferry::wire
