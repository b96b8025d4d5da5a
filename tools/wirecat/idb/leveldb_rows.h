#ifndef FERRY_TOOLS_WIRECAT_IDB_LEVELDB_ROWS_H_
#define FERRY_TOOLS_WIRECAT_IDB_LEVELDB_ROWS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tools/wirecat/idb/folder_copy.h"
#include "tools/wirecat/idb/idb_output.h"
#include "tools/wirecat/idb/leveldb_table.h"

namespace ferry::wirecat {

// What a LevelDB of Chromium's IndexedDB holds: of each key the latest value,
// in the order of its comparator. All of it is in memory.
class LevelDbRows {
 public:
  struct Row {
    uint64_t sequence = 0;
    bool deleted = false;
    std::string key;
    std::string value;
  };
  // By OrderOf.
  using Map = std::map<std::string, Row>;

  // Reads the files of a folder; `output` is told of the progress, and of what
  // a writer that died has left. Keys and values have at most `budget` bytes.
  // Errors: DataLoss, with the name of a file and the offset; InvalidArgument
  // for a LevelDB that is none of IndexedDB's; ResourceExhausted.
  static absl::StatusOr<LevelDbRows> Read(const FolderCopy& files,
                                          uint64_t budget, IdbOutput& output);

  // Whether a file of this name is part of a LevelDB.
  static bool IsPart(absl::string_view name);

  const Map& rows() const { return rows_; }
  // nullptr where there is none, or it was deleted.
  const Row* Find(const std::string& order) const;

 private:
  explicit LevelDbRows(uint64_t budget)
      : budget_(budget), block_budget_(budget) {}

  absl::Status ReadAll(const FolderCopy& files, IdbOutput& output);
  absl::Status ReadTable(const FolderCopy& files, uint64_t number);
  absl::Status ReadLog(const FolderCopy& files, uint64_t number,
                       IdbOutput& output);
  absl::Status ReadBatch(absl::string_view batch);
  absl::Status Add(const LevelDbEntry& entry);

  Map rows_;
  uint64_t budget_;
  // Of what comes out of all tables, which may lead to one block many times.
  uint64_t block_budget_;
};

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_LEVELDB_ROWS_H_
