#include "tools/wirecat/idb/idb_folder.h"

#include <dirent.h>
#include <errno.h>

#include <memory>
#include <set>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/wirecat/idb/folder_copy.h"
#include "tools/wirecat/idb/idb_leveldb.h"
#include "tools/wirecat/idb/idb_sqlite.h"
#include "tools/wirecat/idb/leveldb_rows.h"
#include "tools/wirecat/input.h"

namespace ferry::wirecat {
namespace {

absl::StatusOr<std::set<std::string>> NamesIn(const std::string& folder) {
  std::unique_ptr<DIR, int (*)(DIR*)> entries(opendir(folder.c_str()),
                                              closedir);
  if (entries == nullptr) {
    return absl::ErrnoToStatus(errno, "cannot be read");
  }
  std::set<std::string> names;
  while (const dirent* entry = readdir(entries.get())) {
    names.insert(entry->d_name);
  }
  return names;
}

// What else a folder may be.
absl::Status NoIndexedDb(const std::set<std::string>& names) {
  std::string inside;
  for (const std::string& name : names) {
    if (absl::EndsWith(name, ".sqlite") || name == ".metadata-v2") {
      return absl::InvalidArgumentError(
          "this is Firefox's IndexedDB. Its values are SpiderMonkey's, not "
          "V8's.");
    }
    if (name == "IndexedDB.sqlite3") {
      return absl::InvalidArgumentError(
          "this is Safari's IndexedDB. Its values are JavaScriptCore's, not "
          "V8's.");
    }
    if (absl::EndsWith(name, ".indexeddb.leveldb")) {
      absl::StrAppend(&inside, inside.empty() ? " Inside it are: " : ", ",
                      Shown(name));
    }
  }
  return absl::InvalidArgumentError(
      absl::StrCat("this is no folder of Chromium's IndexedDB: it has neither "
                   "the CURRENT file of a LevelDB nor a database of SQLite.",
                   inside));
}

}  // namespace

absl::Status PrintIndexedDb(const std::string& folder,
                            const wire::Limits& limits, IdbOutput& output) {
  absl::StatusOr<std::set<std::string>> names = NamesIn(folder);
  if (!names.ok()) return names.status();
  auto progress = [&output](uint64_t done, uint64_t all) {
    output.Progress("bytes read", done, all);
  };
  if (names->count("CURRENT") != 0) {
    absl::StatusOr<FolderCopy> files =
        FolderCopy::Make(folder, limits.bytes, LevelDbRows::IsPart, progress);
    if (!files.ok()) return files.status();
    absl::StatusOr<LevelDbRows> rows =
        LevelDbRows::Read(*files, limits.bytes, output);
    if (!rows.ok()) return rows.status();
    return PrintLevelDb(*rows, BlobFolderOf(folder), limits.bytes, output);
  }
  std::set<std::string> databases = SqliteDatabasesOf(*names);
  if (databases.empty()) return NoIndexedDb(*names);
  absl::StatusOr<FolderCopy> files = FolderCopy::Make(
      folder, limits.bytes,
      [&databases](absl::string_view name) {
        return IsSqlitePart(databases, name);
      },
      progress);
  if (!files.ok()) return files.status();
  return PrintSqlite(*files, databases, limits.bytes, output);
}

}  // namespace ferry::wirecat
