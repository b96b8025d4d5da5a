#ifndef FERRY_WIRE_TO_JSON_H_
#define FERRY_WIRE_TO_JSON_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wire {

struct JsonOptions {
  // Of each buffer so many bytes are shown.
  size_t buffer_bytes = 64;
  // The size of the text, in bytes.
  size_t max_size = size_t{1} << 28;
};

// The main value of a message as JSON, to be looked at. What JSON has is
// written as it is; everything else as an object whose first key begins with
// `$` (docs/wire_format.md lists them all), so a property's own name that
// begins with `$` gets a second one. Of strings, what would act on a terminal
// is escaped.
//
//   wire::ToJson({.bytes = bytes})   // {"at":{"$date":0},"self":{"$ref":0}}
//
// References stay references, so the text is not much longer than the message:
// at most 40 bytes for each of it, and in the end max_size. Not a form for
// storage: nothing reads it back.
//
// Threads: any. Errors: those of Reader; ResourceExhausted above max_size.
absl::StatusOr<std::string> ToJson(
    const MessageView& message, const JsonOptions& options = {},
    const ReaderOptions& reader = kDefaultReaderOptions);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_TO_JSON_H_
