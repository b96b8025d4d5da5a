#ifndef FERRY_TESTS_WIRE_SUPPORT_COPY_H_
#define FERRY_TESTS_WIRE_SUPPORT_COPY_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"
#include "ferry/wire/writer.h"

namespace ferry::wire::testing {

// The first value of a message, read and written again.
absl::StatusOr<std::vector<uint8_t>> Copy(
    const MessageView& message, const ReaderOptions& reader_options = {},
    const WriterOptions& writer_options = {.readable_by = {14, 9}});

}  // namespace ferry::wire::testing

#endif  // FERRY_TESTS_WIRE_SUPPORT_COPY_H_
