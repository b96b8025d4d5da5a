#ifndef FERRY_WIRE_TRANSCODE_H_
#define FERRY_WIRE_TRANSCODE_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/writer.h"

namespace ferry::wire {

// The message for another V8: read as `reader` says, in any version from 0 to
// 16, and written as `writer` says, in version 13 to 16, in the forms that this
// V8 reads. What both versions have is the same value; references stay
// references, and what the bytes name by a number keeps its number.
//
//   wire::WriterOptions old_v8;
//   old_v8.readable_by = {11, 3};
//   absl::StatusOr<std::vector<uint8_t>> bytes =
//       wire::Transcode({.bytes = message}, old_v8);
//
// Errors with their parts in the old order get the new one, which all releases
// read. Strings keep their encoding where there is no shorter one. A message
// that lies in memory of its own does not become one that is smaller: inline
// buffers are copied.
//
// Threads: any. Errors: those of Reader and Writer; Unimplemented for what the
// other V8 has not, and for the memory of a WebAssembly.Memory. Time and
// memory: linear in the message, within reader.limits.
absl::StatusOr<std::vector<uint8_t>> Transcode(
    const MessageView& message, const WriterOptions& writer,
    const ReaderOptions& reader = kDefaultReaderOptions);

}  // namespace ferry::wire

#endif  // FERRY_WIRE_TRANSCODE_H_
