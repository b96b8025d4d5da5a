#include "tools/wirecat/idb/leveldb_rows.h"

#include <optional>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tools/wirecat/idb/idb_key.h"
#include "tools/wirecat/idb/leveldb_bytes.h"
#include "tools/wirecat/idb/leveldb_log.h"
#include "tools/wirecat/idb/leveldb_manifest.h"

namespace ferry::wirecat {
namespace {

constexpr absl::string_view kComparator = "idb_cmp1";

absl::Status In(const std::string& name, const absl::Status& status) {
  return absl::Status(status.code(),
                      absl::StrCat(name, ": ", status.message()));
}

// "000012.log": 12.
std::optional<uint64_t> NumberOf(absl::string_view name,
                                 absl::string_view suffix) {
  uint64_t number;
  if (!absl::ConsumeSuffix(&name, suffix) || name.empty() ||
      !absl::ascii_isdigit(static_cast<unsigned char>(name[0])) ||
      !absl::SimpleAtoi(name, &number)) {
    return std::nullopt;
  }
  return number;
}

std::string NameOf(uint64_t number, absl::string_view suffix) {
  return absl::StrCat(absl::Dec(number, absl::kZeroPad6), suffix);
}

void NoteCut(const std::string& name, IdbOutput& output) {
  output.Note(absl::StrCat(name,
                           " ends in the middle of a record, as after a crash: "
                           "what came before is shown."));
}

absl::StatusOr<LevelDbManifest> ReadManifest(const FolderCopy& files,
                                             IdbOutput& output) {
  absl::StatusOr<std::string> current = files.Read("CURRENT");
  if (!current.ok()) return current.status();
  std::string name(absl::StripTrailingAsciiWhitespace(*current));
  if (!absl::StartsWith(name, "MANIFEST-") || !LevelDbRows::IsPart(name)) {
    return absl::DataLossError("CURRENT: it names no MANIFEST.");
  }
  absl::StatusOr<std::string> bytes = files.Read(name);
  if (!bytes.ok()) return bytes.status();
  absl::StatusOr<LevelDbManifest> manifest = ReadLevelDbManifest(*bytes);
  if (!manifest.ok()) return In(name, manifest.status());
  if (manifest->cut) NoteCut(name, output);
  if (manifest->comparator != kComparator) {
    return absl::InvalidArgumentError(absl::StrCat(
        "this LevelDB is no IndexedDB: its keys are compared by \"",
        absl::CHexEscape(manifest->comparator), "\", not \"", kComparator,
        "\"."));
  }
  return manifest;
}

// Those that the manifest does not know to be in a table.
std::set<uint64_t> LogsOf(const FolderCopy& files,
                          const LevelDbManifest& manifest) {
  std::set<uint64_t> logs;
  for (const auto& [name, size] : files.files()) {
    std::optional<uint64_t> number = NumberOf(name, ".log");
    if (number && (*number >= manifest.log ||
                   (*number == manifest.previous_log && *number != 0))) {
      logs.insert(*number);
    }
  }
  return logs;
}

}  // namespace

bool LevelDbRows::IsPart(absl::string_view name) {
  uint64_t number;
  return name == "CURRENT" || NumberOf(name, ".log") ||
         NumberOf(name, ".ldb") || NumberOf(name, ".sst") ||
         (absl::ConsumePrefix(&name, "MANIFEST-") &&
          absl::SimpleAtoi(name, &number));
}

absl::StatusOr<LevelDbRows> LevelDbRows::Read(const FolderCopy& files,
                                              uint64_t budget,
                                              IdbOutput& output) {
  LevelDbRows rows(budget);
  absl::Status status = rows.ReadAll(files, output);
  if (!status.ok()) return status;
  return rows;
}

absl::Status LevelDbRows::ReadAll(const FolderCopy& files, IdbOutput& output) {
  absl::StatusOr<LevelDbManifest> manifest = ReadManifest(files, output);
  if (!manifest.ok()) return manifest.status();
  std::set<uint64_t> logs = LogsOf(files, *manifest);
  uint64_t all = manifest->tables.size() + logs.size();
  uint64_t done = 0;
  for (uint64_t number : manifest->tables) {
    absl::Status status = ReadTable(files, number);
    if (!status.ok()) return status;
    output.Progress("files read", ++done, all);
  }
  for (uint64_t number : logs) {
    absl::Status status = ReadLog(files, number, output);
    if (!status.ok()) return status;
    output.Progress("files read", ++done, all);
  }
  return absl::OkStatus();
}

absl::Status LevelDbRows::ReadTable(const FolderCopy& files, uint64_t number) {
  std::string name = NameOf(number, ".ldb");
  if (!files.has(name)) name = NameOf(number, ".sst");
  if (!files.has(name)) {
    return absl::DataLossError(
        absl::StrCat(NameOf(number, ".ldb"), ": this table is missing."));
  }
  absl::StatusOr<std::string> bytes = files.Read(name);
  if (!bytes.ok()) return bytes.status();
  absl::Status status = ReadLevelDbTable(
      *bytes, block_budget_,
      [this](const LevelDbEntry& entry) { return Add(entry); });
  return status.ok() ? status : In(name, status);
}

absl::Status LevelDbRows::ReadLog(const FolderCopy& files, uint64_t number,
                                  IdbOutput& output) {
  std::string name = NameOf(number, ".log");
  absl::StatusOr<std::string> bytes = files.Read(name);
  if (!bytes.ok()) return bytes.status();
  LevelDbLog log(*bytes);
  while (log.Next()) {
    absl::Status status = ReadBatch(log.record());
    if (!status.ok()) return In(name, status);
  }
  if (log.cut()) NoteCut(name, output);
  return log.status().ok() ? log.status() : In(name, log.status());
}

// db/write_batch.cc of LevelDB.
absl::Status LevelDbRows::ReadBatch(absl::string_view batch) {
  constexpr size_t kHead = 8 + 4;
  const absl::Status damaged = absl::DataLossError("a record is damaged.");
  if (batch.size() < kHead) return damaged;
  LevelDbEntry entry;
  entry.sequence = FixedAt(batch, 0, 8);
  uint64_t left = FixedAt(batch, 8, 4);
  wire::Cursor in = CursorOn(batch.substr(kHead));
  for (; !in.at_end(); ++entry.sequence, --left) {
    uint8_t kind;
    in.ReadByte(kind);
    if (left == 0 || kind > 1 || !ReadSized(in, entry.key)) return damaged;
    entry.deleted = kind == 0;
    if (!entry.deleted && !ReadSized(in, entry.value)) return damaged;
    absl::Status status = Add(entry);
    if (!status.ok()) return status;
  }
  return left == 0 ? absl::OkStatus() : damaged;
}

absl::Status LevelDbRows::Add(const LevelDbEntry& entry) {
  // What a row takes beside its bytes.
  constexpr uint64_t kRow = 200;
  uint64_t size = kRow + 4 * entry.key.size() + entry.value.size();
  if (size > budget_) {
    return absl::ResourceExhaustedError(
        "the keys and values have too many bytes; --bytes allows more.");
  }
  std::optional<std::string> order = OrderOf(entry.key);
  if (!order) {
    return absl::DataLossError(absl::StrCat(
        "a key is damaged: ", absl::BytesToHexString(entry.key.substr(0, 64)),
        "."));
  }
  Row& row = rows_[*std::move(order)];
  budget_ -= size;
  if (entry.sequence < row.sequence) return absl::OkStatus();
  row.sequence = entry.sequence;
  row.deleted = entry.deleted;
  row.key = std::string(entry.key);
  row.value = entry.deleted ? "" : std::string(entry.value);
  return absl::OkStatus();
}

const LevelDbRows::Row* LevelDbRows::Find(const std::string& order) const {
  auto row = rows_.find(order);
  return row == rows_.end() || row->second.deleted ? nullptr : &row->second;
}

}  // namespace ferry::wirecat
