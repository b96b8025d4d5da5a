#ifndef FERRY_TOOLS_WIRECAT_IDB_IDB_SQLITE_H_
#define FERRY_TOOLS_WIRECAT_IDB_IDB_SQLITE_H_

#include <cstdint>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tools/wirecat/idb/folder_copy.h"
#include "tools/wirecat/idb/idb_output.h"

namespace ferry::wirecat {

// The form of IndexedDB that newer Chromium writes where it is told to: a file
// of SQLite for each database, whose name is a hash of the database's.

// The names, among those of a folder, that such files have.
std::set<std::string> SqliteDatabasesOf(const std::set<std::string>& names);

// Whether `name` is one of these, or the log that SQLite writes beside it. A
// journal is none: Chromium writes logs, and a journal may name files that
// SQLite then removes.
bool IsSqlitePart(const std::set<std::string>& databases,
                  absl::string_view name);

// Prints what is in the databases, of which `files` has copies: SQLite writes
// beside them. Values have at most `max_size` bytes. Errors: DataLoss where a
// database is damaged or is no IndexedDB; ResourceExhausted where it asks for
// too much time or memory.
absl::Status PrintSqlite(const FolderCopy& files,
                         const std::set<std::string>& databases,
                         uint64_t max_size, IdbOutput& output);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_IDB_SQLITE_H_
