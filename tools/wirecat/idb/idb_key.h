#ifndef FERRY_TOOLS_WIRECAT_IDB_IDB_KEY_H_
#define FERRY_TOOLS_WIRECAT_IDB_IDB_KEY_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "ferry/wire/cursor.h"

namespace ferry::wirecat {

// Keys as Chromium's IndexedDB has them in its LevelDB
// (content/browser/indexed_db/docs/leveldb_coding_scheme.md).

// What each key in the LevelDB begins with.
struct KeyPrefix {
  // 0: of all databases.
  uint64_t database = 0;
  // 0: of the database.
  uint64_t store = 0;
  // 0: of the store; else one of those below, or from 30 an index.
  uint64_t index = 0;
};

inline constexpr uint64_t kRecords = 1;
inline constexpr uint64_t kExistsEntries = 2;
inline constexpr uint64_t kBlobEntries = 3;
inline constexpr uint64_t kFirstIndex = 30;

bool ReadKeyPrefix(wire::Cursor& in, KeyPrefix& prefix);

// A key that a page gave. Adds it as JSON to `json`: a number, a string, an
// array, {"$date":0} or {"$binary":"00"}; and to `order` as bytes that sort as
// the comparator idb_cmp1 sorts keys, and that are equal where it says so.
// Either may be null. False where it is none.
bool ReadKey(wire::Cursor& in, std::string* json, std::string* order);

// The same, of one that is written as ReadKey orders it: Chromium's SQLite form
// has such keys.
bool ReadOrderedKey(wire::Cursor& in, std::string& json);

// The whole key of LevelDB as bytes that sort as idb_cmp1 sorts; nullopt where
// it is none.
std::optional<std::string> OrderOf(absl::string_view key);
// Of these three, with a key that was ordered behind it.
std::string OrderOf(const KeyPrefix& prefix, absl::string_view ordered_key);

// UTF-16, big-endian, as JSON.
void AppendUtf16Json(absl::string_view bytes, std::string& json);

// A key path: null, a string, or an array of them, as JSON. False where it is
// none.
bool ReadKeyPath(absl::string_view bytes, std::string& json);

// A varint number of units, and so many; adds JSON.
bool ReadUtf16Json(wire::Cursor& in, std::string& json);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_IDB_KEY_H_
