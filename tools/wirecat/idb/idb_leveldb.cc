#include "tools/wirecat/idb/idb_leveldb.h"

#include <fcntl.h>
#include <unistd.h>

#include <map>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "tools/wirecat/idb/folder_copy.h"
#include "tools/wirecat/idb/idb_key.h"
#include "tools/wirecat/idb/leveldb_bytes.h"

namespace ferry::wirecat {
namespace {

// content/browser/indexed_db/docs/leveldb_coding_scheme.md of Chromium.
enum GlobalField : uint8_t {
  kSchemaVersion = 0,
  kDatabaseName = 201,
};

enum DatabaseField : uint8_t {
  kVersion = 4,
  kStoreFields = 50,
  kIndexFields = 100,
};

enum StoreField : uint8_t {
  kStoreName = 0,
  kStoreKeyPath = 1,
  kAutoIncrement = 2,
};

enum IndexField : uint8_t {
  kIndexName = 0,
  kUnique = 1,
  kIndexKeyPath = 2,
  kMultiEntry = 3,
};

struct Store : IdbStore {
  bool named = false;
  std::map<uint64_t, IdbIndex> indexes;
};

struct Database {
  std::string name;  // Empty of one that was deleted.
  std::string origin;
  uint64_t version = 0;
  std::map<uint64_t, Store> stores;
};

std::string Utf16Json(absl::string_view bytes) {
  std::string json;
  AppendUtf16Json(bytes, json);
  return json;
}

bool IsTrue(absl::string_view value) { return !value.empty() && value[0] != 0; }

absl::Status Damaged(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("the ", what, " is damaged."));
}

absl::Status ReadStoreField(wire::Cursor& in, absl::string_view value,
                            Database& database) {
  uint64_t number;
  uint8_t field;
  if (!in.ReadVarint(number) || !in.ReadByte(field)) {
    return Damaged("key of an object store");
  }
  Store& store = database.stores[number];
  switch (field) {
    case kStoreName:
      store.name = Utf16Json(value);
      store.named = true;
      break;
    case kStoreKeyPath:
      store.key_path.clear();
      if (!ReadKeyPath(value, store.key_path)) return Damaged("key path");
      break;
    case kAutoIncrement:
      store.auto_increment = IsTrue(value);
      break;
  }
  return absl::OkStatus();
}

absl::Status ReadIndexField(wire::Cursor& in, absl::string_view value,
                            Database& database) {
  uint64_t store;
  uint64_t number;
  uint8_t field;
  if (!in.ReadVarint(store) || !in.ReadVarint(number) || !in.ReadByte(field)) {
    return Damaged("key of an index");
  }
  IdbIndex& index = database.stores[store].indexes[number];
  switch (field) {
    case kIndexName:
      index.name = Utf16Json(value);
      break;
    case kUnique:
      index.unique = IsTrue(value);
      break;
    case kIndexKeyPath:
      index.key_path.clear();
      if (!ReadKeyPath(value, index.key_path)) return Damaged("key path");
      break;
    case kMultiEntry:
      index.multi_entry = IsTrue(value);
      break;
  }
  return absl::OkStatus();
}

absl::Status ReadDatabaseField(wire::Cursor& in, absl::string_view value,
                               Database& database) {
  uint8_t field;
  if (!in.ReadByte(field)) return Damaged("key of a database");
  wire::Cursor number = CursorOn(value);
  switch (field) {
    case kVersion:
      if (!number.ReadVarint(database.version)) {
        return Damaged("version of a database");
      }
      break;
    case kStoreFields:
      return ReadStoreField(in, value, database);
    case kIndexFields:
      return ReadIndexField(in, value, database);
  }
  return absl::OkStatus();
}

class Printer {
 public:
  Printer(const LevelDbRows& rows, const std::string& blob_folder,
          uint64_t max_size, IdbOutput& output)
      : rows_(rows),
        blob_folder_(blob_folder),
        max_size_(max_size),
        output_(output) {}

  absl::Status Print() {
    absl::Status status = ReadDatabases();
    if (!status.ok()) return status;
    for (const auto& [number, database] : databases_) {
      PrintDatabase(number, database);
    }
    return absl::OkStatus();
  }

 private:
  // What is not in the data of a store.
  absl::Status ReadDatabases() {
    for (const auto& [order, row] : rows_.rows()) {
      if (row.deleted) continue;
      KeyPrefix prefix;
      wire::Cursor in = CursorOn(row.key);
      ReadKeyPrefix(in, prefix);
      if (prefix.store != 0) continue;
      absl::Status status =
          prefix.database == 0
              ? ReadGlobalField(in, row.value)
              : ReadDatabaseField(in, row.value, databases_[prefix.database]);
      if (!status.ok()) return status;
    }
    return absl::OkStatus();
  }

  // The names of databases are keys; a database that was deleted has none.
  absl::Status ReadGlobalField(wire::Cursor& in, absl::string_view value) {
    uint8_t field;
    if (!in.ReadByte(field)) return Damaged("key of the store");
    if (field != kSchemaVersion && field != kDatabaseName) {
      return absl::OkStatus();
    }
    if (value.empty() || value.size() > sizeof(uint64_t)) {
      return Damaged("number of a database");
    }
    uint64_t number = FixedAt(value, 0, value.size());
    if (field == kSchemaVersion) {
      schema_version_ = number;
      return absl::OkStatus();
    }
    Database& database = databases_[number];
    database.origin.clear();
    database.name.clear();
    if (!ReadUtf16Json(in, database.origin) ||
        !ReadUtf16Json(in, database.name)) {
      return Damaged("name of a database");
    }
    return absl::OkStatus();
  }

  void PrintDatabase(uint64_t number, const Database& database) {
    if (database.name.empty()) return;
    output_.Database(database.name, database.origin, database.version);
    for (const auto& [store_number, store] : database.stores) {
      if (!store.named) continue;
      output_.Store(store);
      for (const auto& [index_number, index] : store.indexes) {
        output_.Index(store, index);
      }
      PrintRecords({number, store_number, kRecords}, store);
      for (const auto& [index_number, index] : store.indexes) {
        PrintIndex({number, store_number, index_number}, store, index);
      }
    }
  }

  // Calls `print` with the rows that begin so, and a cursor behind the prefix.
  template <typename Function>
  void ForEach(const KeyPrefix& prefix, Function print) {
    const std::string begin = OrderOf(prefix, "");
    for (auto row = rows_.rows().lower_bound(begin);
         row != rows_.rows().end() && absl::StartsWith(row->first, begin);
         ++row) {
      if (row->second.deleted) continue;
      output_.Progress("rows shown", ++shown_, rows_.rows().size());
      KeyPrefix unused;
      wire::Cursor in = CursorOn(row->second.key);
      ReadKeyPrefix(in, unused);
      print(in, row->second);
    }
  }

  void PrintRecords(const KeyPrefix& prefix, const Store& store) {
    ForEach(prefix, [&](wire::Cursor& in, const LevelDbRows::Row& row) {
      std::string key;
      std::string order;
      // Checked when the row was read, but for one without a key.
      if (!ReadKey(in, &key, &order)) key = "null";
      const LevelDbRows::Row* beside = rows_.Find(
          OrderOf({prefix.database, prefix.store, kBlobEntries}, order));
      std::vector<IdbBlob> blobs;
      absl::StatusOr<std::string> value =
          beside == nullptr || ReadBlobs(beside->value, schema_version_, blobs)
              ? ReadValue(prefix.database, row.value, blobs)
              : Damaged("list of Blobs");
      output_.Record(store, key, value, blobs);
    });
  }

  absl::StatusOr<std::string> ReadValue(uint64_t database,
                                        absl::string_view value,
                                        const std::vector<IdbBlob>& blobs) {
    wire::Cursor in = CursorOn(value);
    uint64_t version;
    absl::string_view message;
    if (!in.ReadVarint(version)) return Damaged("version of a record");
    ReadString(in, in.remaining(), message);
    return Unwrap(
        message, max_size_, [&](uint64_t place) -> absl::StatusOr<std::string> {
          if (place >= blobs.size()) {
            return absl::DataLossError(absl::StrCat(
                "the value was moved to Blob ", place, " of ", blobs.size()));
          }
          return ReadBlob(database, blobs[place]);
        });
  }

  // FOLDER/1/00/2: the number of the database, and of the Blob, in two parts
  // (file_path_util.cc of Chromium).
  absl::StatusOr<std::string> ReadBlob(uint64_t database, const IdbBlob& blob) {
    constexpr int kFlags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    std::string path[] = {
        blob_folder_, absl::StrCat(absl::Hex(database)),
        absl::StrCat(absl::Hex(blob.number >> 8 & 0xff, absl::kZeroPad2))};
    std::string name = absl::StrCat(absl::Hex(blob.number));
    int folder = AT_FDCWD;
    for (const std::string& part : path) {
      int next = openat(folder, part.c_str(), kFlags);
      if (folder >= 0) close(folder);
      folder = next;
      if (folder < 0) {
        return absl::NotFoundError(absl::StrCat(
            "the value was moved to a Blob, and its file is not there: ",
            absl::StrJoin(path, "/"), "/", name));
      }
    }
    absl::StatusOr<std::string> bytes = ReadFileIn(folder, name, max_size_);
    close(folder);
    return bytes;
  }

  // An entry is of the record only if that has not been replaced since.
  void PrintIndex(const KeyPrefix& prefix, const Store& store,
                  const IdbIndex& index) {
    ForEach(prefix, [&](wire::Cursor& in, const LevelDbRows::Row& row) {
      std::string key;
      std::string primary_key;
      std::string order;
      if (!ReadKey(in, &key, nullptr)) return;
      wire::Cursor value = CursorOn(row.value);
      uint64_t version;
      uint64_t latest;
      if (!value.ReadVarint(version) || !ReadKey(value, &primary_key, &order)) {
        return;
      }
      const LevelDbRows::Row* exists = rows_.Find(
          OrderOf({prefix.database, prefix.store, kExistsEntries}, order));
      if (exists == nullptr || !CursorOn(exists->value).ReadVarint(latest) ||
          latest != version) {
        return;
      }
      output_.IndexEntry(store, index, key, primary_key);
    });
  }

  const LevelDbRows& rows_;
  const std::string& blob_folder_;
  const uint64_t max_size_;
  IdbOutput& output_;
  uint64_t schema_version_ = 0;
  std::map<uint64_t, Database> databases_;
  uint64_t shown_ = 0;
};

}  // namespace

absl::Status PrintLevelDb(const LevelDbRows& rows,
                          const std::string& blob_folder, uint64_t max_size,
                          IdbOutput& output) {
  return Printer(rows, blob_folder, max_size, output).Print();
}

std::string BlobFolderOf(const std::string& folder) {
  absl::string_view base = folder;
  while (base.size() > 1 && absl::ConsumeSuffix(&base, "/")) continue;
  absl::ConsumeSuffix(&base, ".leveldb");
  return absl::StrCat(base, ".blob");
}

}  // namespace ferry::wirecat
