#ifndef FERRY_TOOLS_WIRECAT_INPUT_H_
#define FERRY_TOOLS_WIRECAT_INPUT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/message_view.h"
#include "ferry/wire/reader_options.h"

namespace ferry::wirecat {

// All of a file, or of standard input for "-".
absl::StatusOr<std::vector<uint8_t>> ReadFile(const std::string& name);

// How the bytes are to be read.
struct Form {
  const char* name;
  wire::ReaderOptions::HostRecords host_records;
};

// `wanted` is "auto", "v8" or "node". Automatic: as Node.js's if they can be
// read as that, and not as V8's.
absl::StatusOr<Form> FindForm(const wire::MessageView& message,
                              const wire::ReaderOptions& options,
                              absl::string_view wanted);

// The error, and the bytes around the offset that it names.
std::string Explain(const absl::Status& status,
                    absl::Span<const uint8_t> bytes);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_INPUT_H_
