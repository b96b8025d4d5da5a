#ifndef FERRY_TOOLS_WIRECAT_IDB_LEVELDB_MANIFEST_H_
#define FERRY_TOOLS_WIRECAT_IDB_LEVELDB_MANIFEST_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ferry::wirecat {

// Which files make up a LevelDB.
struct LevelDbManifest {
  std::string comparator;
  // The numbers of the tables.
  std::set<uint64_t> tables;
  // The logs with this number and higher ones, and the one before where it is
  // not 0, hold what is in no table yet.
  uint64_t log = 0;
  uint64_t previous_log = 0;
  // A writer that died has left the beginning of a change.
  bool cut = false;
};

// From the bytes of a MANIFEST file: each record says what has changed (struct
// VersionEdit of LevelDB). Errors: DataLoss, with the offset.
absl::StatusOr<LevelDbManifest> ReadLevelDbManifest(absl::string_view file);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_LEVELDB_MANIFEST_H_
