#ifndef FERRY_TOOLS_WIRECAT_IDB_IDB_VALUE_H_
#define FERRY_TOOLS_WIRECAT_IDB_IDB_VALUE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ferry::wirecat {

// What IndexedDB keeps beside a value, which names it by its place in a list.
struct IdbBlob {
  enum class Kind : uint8_t { kBlob = 0, kFile = 1, kFileSystemHandle = 2 };

  Kind kind = Kind::kBlob;
  // Of its file, or of its row.
  uint64_t number = 0;
  uint64_t size = 0;
  // JSON.
  std::string type;
  std::string name;
  // Milliseconds since 1970.
  double last_modified = 0;
  // Of a FileSystemHandle: what only Chromium reads.
  std::string token;
};

// The list that is stored beside a record. Versions of the store below 4 have
// less of a File. False where it is damaged.
bool ReadBlobs(absl::string_view bytes, uint64_t schema_version,
               std::vector<IdbBlob>& blobs);

// As JSON.
std::string BlobsJson(const std::vector<IdbBlob>& blobs);

// Chromium's clock counts microseconds since 1601.
double MillisecondsSince1970(uint64_t chromium_time);

// Whether Blink has put its value into something: what compressed it, or the
// name of a Blob that it was moved to (idb_value_wrapping.cc of Blink).
bool IsWrapped(absl::string_view value);

// What a file with such a value holds, or with one as a LevelDB has it, behind
// the version of its record: the value. Empty for anything else.
absl::string_view ValueInside(absl::string_view file);

// The message that is in such a value, and in what comes out of it, or the
// value, which old Chromium has written with its bytes swapped. `read` gives
// the bytes of a Blob by its place in the list, of which the value says the
// size. Errors: DataLoss; ResourceExhausted above `max_size` bytes; those of
// `read`.
absl::StatusOr<std::string> Unwrap(
    absl::string_view value, uint64_t max_size,
    const std::function<absl::StatusOr<std::string>(uint64_t place)>& read);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_IDB_VALUE_H_
