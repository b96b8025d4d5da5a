#include "tools/wirecat/idb/idb_sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "ferry/wire/internal/json_string.h"
#include "tools/wirecat/idb/compression.h"
#include "tools/wirecat/idb/idb_key.h"
#include "tools/wirecat/idb/leveldb_bytes.h"
#include "tools/wirecat/input.h"

namespace ferry::wirecat {
namespace {

// Base32 of SHA-256, as file_path_util.cc of Chromium makes it.
constexpr size_t kNameSize = 52;

// The compression_type of a record, in database_connection.cc of Chromium.
enum Compression { kUncompressed = 0, kZstd = 1, kSnappy = 2 };

// Strings are BLOBs of UTF-16 in the order of the processor that Chromium ran
// on, all of which are little-endian.
std::string Utf16Json(absl::string_view bytes) {
  std::string json;
  wire::AppendVisibleString(
      {.data = reinterpret_cast<const uint8_t*>(bytes.data()),
       .size = bytes.size() & ~size_t{1},
       .encoding = wire::Text::Encoding::kUtf16},
      json);
  return json;
}

// Paths of an array have spaces between them, which no path has inside.
std::string KeyPathJson(absl::string_view bytes) {
  constexpr absl::string_view kSpace(" \0", 2);
  std::string json;
  size_t begin = 0;
  for (size_t at = 0; at + 1 < bytes.size(); at += 2) {
    if (bytes.substr(at, 2) != kSpace) continue;
    absl::StrAppend(&json, json.empty() ? "[" : ",",
                    Utf16Json(bytes.substr(begin, at - begin)));
    begin = at + 2;
  }
  std::string last = Utf16Json(bytes.substr(begin));
  return json.empty() ? last : absl::StrCat(json, ",", last, "]");
}

// A statement that is stepped through.
class Statement {
 public:
  explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  void Bind(int parameter, int64_t number) {
    sqlite3_bind_int64(statement_, parameter, number);
  }
  // False at the end, and on an error.
  bool Step() { return sqlite3_step(statement_) == SQLITE_ROW; }

  bool IsNull(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
  }
  int64_t Number(int column) const {
    return sqlite3_column_int64(statement_, column);
  }
  // Valid until the next step.
  absl::string_view Bytes(int column) const {
    const void* data = sqlite3_column_blob(statement_, column);
    int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(data), static_cast<size_t>(size)};
  }

 private:
  sqlite3_stmt* const statement_;
};

class Printer {
 public:
  Printer(sqlite3* database, uint64_t max_size, IdbOutput& output)
      : database_(database), max_size_(max_size), output_(output) {}

  absl::Status Print() {
    absl::Status status =
        Query("SELECT name, version FROM indexed_db_metadata LIMIT 1", {},
              [this](Statement& row) {
                output_.Database(Utf16Json(row.Bytes(0)), "",
                                 static_cast<uint64_t>(row.Number(1)));
              });
    if (!status.ok()) return status;
    std::vector<std::pair<int64_t, IdbStore>> stores;
    status = Query(
        "SELECT id, name, key_path, auto_increment FROM object_stores "
        "ORDER BY id",
        {}, [&stores](Statement& row) {
          IdbStore store;
          store.name = Utf16Json(row.Bytes(1));
          if (!row.IsNull(2)) store.key_path = KeyPathJson(row.Bytes(2));
          store.auto_increment = row.Number(3) != 0;
          stores.emplace_back(row.Number(0), std::move(store));
        });
    for (size_t i = 0; status.ok() && i < stores.size(); ++i) {
      status = PrintStore(stores[i].first, stores[i].second);
    }
    return status;
  }

 private:
  // Calls `use` for each row.
  absl::Status Query(const char* sql, const std::vector<int64_t>& parameters,
                     const std::function<void(Statement&)>& use) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database_, sql, -1, &prepared, nullptr) !=
        SQLITE_OK) {
      return Error();
    }
    Statement statement(prepared);
    for (size_t i = 0; i < parameters.size(); ++i) {
      statement.Bind(static_cast<int>(i) + 1, parameters[i]);
    }
    while (statement.Step()) use(statement);
    int code = sqlite3_errcode(database_);
    return code == SQLITE_DONE || code == SQLITE_OK || code == SQLITE_ROW
               ? absl::OkStatus()
               : Error();
  }

  absl::Status Error() const {
    int code = sqlite3_errcode(database_);
    absl::StatusCode status = code == SQLITE_INTERRUPT ||
                                      code == SQLITE_NOMEM ||
                                      code == SQLITE_TOOBIG
                                  ? absl::StatusCode::kResourceExhausted
                                  : absl::StatusCode::kDataLoss;
    return absl::Status(
        status, absl::StrCat("SQLite says: ", sqlite3_errmsg(database_), "."));
  }

  absl::Status PrintStore(int64_t number, const IdbStore& store) {
    output_.Store(store);
    std::vector<std::pair<int64_t, IdbIndex>> indexes;
    absl::Status status = Query(
        "SELECT id, name, key_path, is_unique, multi_entry FROM indexes "
        "WHERE object_store_id = ? ORDER BY id",
        {number}, [&indexes](Statement& row) {
          IdbIndex index;
          index.name = Utf16Json(row.Bytes(1));
          if (!row.IsNull(2)) index.key_path = KeyPathJson(row.Bytes(2));
          index.unique = row.Number(3) != 0;
          index.multi_entry = row.Number(4) != 0;
          indexes.emplace_back(row.Number(0), std::move(index));
        });
    if (!status.ok()) return status;
    for (const auto& [id, index] : indexes) output_.Index(store, index);
    status = PrintRecords(number, store);
    for (size_t i = 0; status.ok() && i < indexes.size(); ++i) {
      status = PrintIndex(number, store, indexes[i].first, indexes[i].second);
    }
    return status;
  }

  absl::Status PrintRecords(int64_t number, const IdbStore& store) {
    absl::Status of_blobs;
    absl::Status status = Query(
        "SELECT row_id, key, compression_type, value FROM records "
        "WHERE object_store_id = ? ORDER BY key",
        {number}, [&](Statement& row) {
          std::vector<IdbBlob> blobs;
          absl::Status read = ReadBlobs(row.Number(0), blobs);
          if (of_blobs.ok()) of_blobs = read;
          absl::StatusOr<std::string> value =
              Decompress(row.Bytes(3), row.Number(2));
          // Chromium does not wrap values in this form, but reads those that
          // came from the other one.
          if (value.ok()) {
            value = Unwrap(*value, max_size_,
                           [&](uint64_t) -> absl::StatusOr<std::string> {
                             return absl::UnimplementedError(
                                 "a value in this form was moved to a Blob");
                           });
          }
          output_.Record(store, KeyJson(row.Bytes(1)), value, blobs);
        });
    return status.ok() ? of_blobs : status;
  }

  absl::Status PrintIndex(int64_t store_number, const IdbStore& store,
                          int64_t number, const IdbIndex& index) {
    return Query(
        "SELECT key, record_key FROM index_references "
        "WHERE object_store_id = ? AND index_id = ? ORDER BY key, record_key",
        {store_number, number}, [&](Statement& row) {
          output_.IndexEntry(store, index, KeyJson(row.Bytes(0)),
                             KeyJson(row.Bytes(1)));
        });
  }

  static std::string KeyJson(absl::string_view bytes) {
    wire::Cursor in = CursorOn(bytes);
    std::string json;
    return ReadOrderedKey(in, json) && in.at_end() ? json : "null";
  }

  absl::Status ReadBlobs(int64_t record, std::vector<IdbBlob>& blobs) {
    return Query(
        "SELECT blobs.row_id, object_type, size_bytes, mime_type, file_name, "
        "last_modified, bytes FROM blob_references JOIN blobs "
        "ON blobs.row_id = blob_row_id WHERE record_row_id = ? "
        "ORDER BY blob_references.row_id",
        {record}, [&blobs](Statement& row) {
          IdbBlob& blob = blobs.emplace_back();
          blob.number = static_cast<uint64_t>(row.Number(0));
          blob.kind = static_cast<IdbBlob::Kind>(
              std::clamp<int64_t>(row.Number(1), 0, 2));
          blob.size = static_cast<uint64_t>(row.Number(2));
          std::string type(row.Bytes(3));
          wire::AppendVisibleString(wire::Text::Utf8(type), blob.type);
          std::string name(row.Bytes(4));
          wire::AppendVisibleString(wire::Text::Utf8(name), blob.name);
          blob.last_modified =
              MillisecondsSince1970(static_cast<uint64_t>(row.Number(5)));
          if (blob.kind == IdbBlob::Kind::kFileSystemHandle) {
            blob.token = std::string(row.Bytes(6));
          }
        });
  }

  absl::StatusOr<std::string> Decompress(absl::string_view value,
                                         int64_t compression) const {
    switch (compression) {
      case kUncompressed:
        return std::string(value);
      case kSnappy:
        return UncompressSnappy(value, max_size_);
      case kZstd:
        return UncompressZstd(value, max_size_);
      default:
        return absl::UnimplementedError(absl::StrCat(
            "the value is compressed in an unknown way, ", compression));
    }
  }

  sqlite3* const database_;
  const uint64_t max_size_;
  IdbOutput& output_;
};

// So that a hostile file neither runs what it brings, nor goes on for ever.
// `steps` outlives the database.
void Restrict(sqlite3* database, uint64_t& steps) {
  constexpr int kStepsBetween = 100000;
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 1 << 30);
  sqlite3_exec(database, "PRAGMA cell_size_check = ON", nullptr, nullptr,
               nullptr);
  sqlite3_progress_handler(
      database, kStepsBetween,
      [](void* left) {
        auto* count = static_cast<uint64_t*>(left);
        if (*count > 0) --*count;
        return *count == 0 ? 1 : 0;
      },
      &steps);
}

}  // namespace

std::set<std::string> SqliteDatabasesOf(const std::set<std::string>& names) {
  std::set<std::string> databases;
  for (const std::string& name : names) {
    if (name.size() == kNameSize &&
        name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") ==
            std::string::npos) {
      databases.insert(name);
    }
  }
  return databases;
}

bool IsSqlitePart(const std::set<std::string>& databases,
                  absl::string_view name) {
  absl::ConsumeSuffix(&name, "-wal");
  return databases.count(std::string(name)) != 0;
}

absl::Status PrintSqlite(const FolderCopy& files,
                         const std::set<std::string>& databases,
                         uint64_t max_size, IdbOutput& output) {
  absl::Status status;
  uint64_t done = 0;
  for (const std::string& name : databases) {
    auto file = files.files().find(name);
    if (file == files.files().end()) continue;
    uint64_t size = file->second;
    auto wal = files.files().find(name + "-wal");
    if (wal != files.files().end()) size += wal->second;
    // In hundreds of thousands: a row takes a few dozen, and some bytes.
    uint64_t steps = 1000 + size / 1000;
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(files.path(name).c_str(), &opened,
                               SQLITE_OPEN_READWRITE, nullptr);
    std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(opened, sqlite3_close);
    if (code != SQLITE_OK) {
      return absl::DataLossError(
          absl::StrCat(Shown(name), ": SQLite cannot open it."));
    }
    Restrict(database.get(), steps);
    absl::Status read = Printer(database.get(), max_size, output).Print();
    if (!read.ok() && status.ok()) {
      status = absl::Status(read.code(),
                            absl::StrCat(Shown(name), ": ", read.message()));
    }
    output.Progress("databases read", ++done, databases.size());
  }
  return status;
}

}  // namespace ferry::wirecat
