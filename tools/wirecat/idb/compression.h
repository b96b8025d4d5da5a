#ifndef FERRY_TOOLS_WIRECAT_IDB_COMPRESSION_H_
#define FERRY_TOOLS_WIRECAT_IDB_COMPRESSION_H_

#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ferry::wirecat {

// What Snappy, or Zstandard, compressed in one piece. Errors: DataLoss where it
// is damaged; ResourceExhausted where it says that it has more than `max_size`
// bytes, before there is memory for them.
absl::StatusOr<std::string> UncompressSnappy(absl::string_view compressed,
                                             size_t max_size);
absl::StatusOr<std::string> UncompressZstd(absl::string_view compressed,
                                           size_t max_size);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_COMPRESSION_H_
