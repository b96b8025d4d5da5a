#ifndef FERRY_TOOLS_WIRECAT_IDB_LEVELDB_TABLE_H_
#define FERRY_TOOLS_WIRECAT_IDB_LEVELDB_TABLE_H_

#include <cstdint>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ferry::wirecat {

// An entry of a LevelDB: what it has under a key since a moment.
struct LevelDbEntry {
  absl::string_view key;
  // Later entries have higher ones.
  uint64_t sequence = 0;
  bool deleted = false;
  absl::string_view value;
};

// Calls `use` with each entry of a table (doc/table_format.md of LevelDB),
// until it returns an error. At most `budget` bytes are uncompressed; what was
// is taken from it. What the index leads to twice is read twice, and so no loop
// is endless. Errors: DataLoss, with the offset in the file; ResourceExhausted.
absl::Status ReadLevelDbTable(
    absl::string_view file, uint64_t& budget,
    absl::FunctionRef<absl::Status(const LevelDbEntry&)> use);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_LEVELDB_TABLE_H_
