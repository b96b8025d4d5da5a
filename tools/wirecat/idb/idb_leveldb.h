#ifndef FERRY_TOOLS_WIRECAT_IDB_IDB_LEVELDB_H_
#define FERRY_TOOLS_WIRECAT_IDB_IDB_LEVELDB_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "tools/wirecat/idb/idb_output.h"
#include "tools/wirecat/idb/leveldb_rows.h"

namespace ferry::wirecat {

// Prints what the rows of a LevelDB mean: databases, object stores, indexes and
// what is in them. Values that were moved to Blobs are read from `blob_folder`,
// each of at most `max_size` bytes. Errors: DataLoss where it is not known what
// there is; a value that cannot be read is one of output.failures().
absl::Status PrintLevelDb(const LevelDbRows& rows,
                          const std::string& blob_folder, uint64_t max_size,
                          IdbOutput& output);

// The folder of Blobs that belongs to a folder of Chromium's, beside it.
std::string BlobFolderOf(const std::string& folder);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_IDB_LEVELDB_H_
