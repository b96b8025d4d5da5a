#include "tools/wirecat/idb/leveldb_manifest.h"

#include "tools/wirecat/idb/leveldb_bytes.h"
#include "tools/wirecat/idb/leveldb_log.h"

namespace ferry::wirecat {
namespace {

// db/version_edit.cc of LevelDB.
enum Field : uint32_t {
  kComparator = 1,
  kLog = 2,
  kNextFile = 3,
  kLastSequence = 4,
  kCompactPointer = 5,
  kDeletedTable = 6,
  kNewTable = 7,
  kPreviousLog = 9,
};

// What any LevelDB has said by its first change.
struct Said {
  bool log = false;
  bool next_file = false;
  bool last_sequence = false;
};

bool ReadField(uint32_t field, wire::Cursor& in, LevelDbManifest& manifest,
               Said& said) {
  said.log |= field == kLog;
  said.next_file |= field == kNextFile;
  said.last_sequence |= field == kLastSequence;
  uint32_t level;
  uint64_t number;
  absl::string_view bytes;
  switch (field) {
    case kComparator:
      if (!ReadSized(in, bytes)) return false;
      manifest.comparator = std::string(bytes);
      return true;
    case kLog:
      return in.ReadVarint(manifest.log);
    case kPreviousLog:
      return in.ReadVarint(manifest.previous_log);
    case kNextFile:
    case kLastSequence:
      return in.ReadVarint(number);
    case kCompactPointer:
      return in.ReadVarint(level) && ReadSized(in, bytes);
    case kDeletedTable:
      if (!in.ReadVarint(level) || !in.ReadVarint(number)) return false;
      manifest.tables.erase(number);
      return true;
    case kNewTable: {
      uint64_t size;
      if (!in.ReadVarint(level) || !in.ReadVarint(number) ||
          !in.ReadVarint(size) || !ReadSized(in, bytes) ||
          !ReadSized(in, bytes)) {
        return false;
      }
      manifest.tables.insert(number);
      return true;
    }
    default:
      return false;
  }
}

// A table that moves to another level is deleted and new in one record, which
// names what is deleted first.
bool ReadEdit(absl::string_view record, LevelDbManifest& manifest, Said& said) {
  wire::Cursor in = CursorOn(record);
  while (!in.at_end()) {
    uint32_t field;
    if (!in.ReadVarint(field) || !ReadField(field, in, manifest, said))
      return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<LevelDbManifest> ReadLevelDbManifest(absl::string_view file) {
  LevelDbManifest manifest;
  LevelDbLog log(file);
  Said said;
  while (log.Next()) {
    if (!ReadEdit(log.record(), manifest, said)) {
      return absl::DataLossError("a record is damaged.");
    }
  }
  if (!log.status().ok()) return log.status();
  if (!said.log || !said.next_file || !said.last_sequence) {
    return absl::DataLossError("it ends before it has said which files count.");
  }
  manifest.cut = log.cut();
  return manifest;
}

}  // namespace ferry::wirecat
