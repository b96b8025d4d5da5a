#ifndef FERRY_WIRE_VALIDATE_H_
#define FERRY_WIRE_VALIDATE_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wire {

// Whether bytes from outside the process may be given to V8: they are a value
// in V8's format, and it asks for no more than `limits`. V8 alone does not
// survive every message: a BigInt, or many small ones of some kinds, can end
// the process.
//
//   absl::Status status = wire::Validate(bytes);
//   if (!status.ok()) return status;
//
// Messages older than version 13 are refused, as V8's public API refuses them;
// the second form reads them where `options` allow it. The message that was
// checked must be the one that V8 reads: copy it first if the sender can write
// to it.
//
// Threads: any. Errors: as those of Reader. Memory: as Reader, freed on return.
absl::Status Validate(absl::Span<const uint8_t> bytes,
                      const Limits& limits = {});

// The same for a message that refers to memory and objects, and for other
// options. Every value of the stream is read: the main one and
// message.data_values.
absl::Status Validate(const MessageView& message, const ReaderOptions& options);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_VALIDATE_H_
