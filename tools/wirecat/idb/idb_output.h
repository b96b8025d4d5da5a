#ifndef FERRY_TOOLS_WIRECAT_IDB_IDB_OUTPUT_H_
#define FERRY_TOOLS_WIRECAT_IDB_IDB_OUTPUT_H_

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "ferry/wire/reader_options.h"
#include "tools/wirecat/idb/idb_value.h"

namespace ferry::wirecat {

// What IndexedDB knows of an index and of an object store. Names and key paths
// are JSON.
struct IdbIndex {
  std::string name = "null";
  std::string key_path = "null";
  bool unique = false;
  bool multi_entry = false;
};

struct IdbStore {
  std::string name = "null";
  std::string key_path = "null";
  bool auto_increment = false;
};

// What wirecat idb prints: a JSON object in each line, whatever the folder's
// form.
class IdbOutput {
 public:
  // `reader` has the limits of each value.
  IdbOutput(std::FILE* out, const wire::ReaderOptions& reader)
      : out_(out), reader_(reader) {}

  // What follows belongs to this database, of which `name` is JSON, and so
  // `origin` or empty.
  void Database(absl::string_view name, absl::string_view origin,
                uint64_t version);
  void Store(const IdbStore& store);
  void Index(const IdbStore& store, const IdbIndex& index);
  // `value` is a message, or why there is none. The key is JSON.
  void Record(const IdbStore& store, absl::string_view key,
              const absl::StatusOr<std::string>& value,
              const std::vector<IdbBlob>& blobs);
  void IndexEntry(const IdbStore& store, const IdbIndex& index,
                  absl::string_view key, absl::string_view primary_key);

  // Says how far the reading is, once in a while, on standard error.
  void Progress(absl::string_view what, uint64_t done, uint64_t all);
  // A line on standard error.
  void Note(absl::string_view text);

  // Values that could not be read.
  uint64_t failures() const { return failures_; }

 private:
  using Clock = std::chrono::steady_clock;

  // The first members of a line.
  void Begin(absl::string_view store);

  std::FILE* const out_;
  const wire::ReaderOptions reader_;
  std::string database_ = "null";
  std::string line_;
  uint64_t failures_ = 0;
  Clock::time_point last_progress_ = Clock::now();
};

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_IDB_OUTPUT_H_
