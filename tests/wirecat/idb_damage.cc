// usage: idb_damage [--every-byte] FOLDER: reads what is in a folder of
// Chromium's IndexedDB with bytes missing and bits flipped: an error or a
// value, and all readers of a value agree. Every byte of a folder takes an
// hour; else what is long is damaged here and there.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/document.h"
#include "ferry/wire/to_json.h"
#include "ferry/wire/validate.h"
#include "tools/wirecat/idb/folder_copy.h"
#include "tools/wirecat/idb/idb_key.h"
#include "tools/wirecat/idb/idb_output.h"
#include "tools/wirecat/idb/idb_value.h"
#include "tools/wirecat/idb/leveldb_bytes.h"
#include "tools/wirecat/idb/leveldb_log.h"
#include "tools/wirecat/idb/leveldb_manifest.h"
#include "tools/wirecat/idb/leveldb_rows.h"
#include "tools/wirecat/idb/leveldb_table.h"

namespace ferry::wirecat {
namespace {

constexpr uint64_t kMaxSize = uint64_t{1} << 30;
uint64_t inputs = 0;
bool every_byte = false;

void Require(bool condition, absl::string_view what, size_t place) {
  if (condition) return;
  std::fprintf(stderr, "FAILED: %.*s, byte %zu\n",
               static_cast<int>(what.size()), what.data(), place);
  std::exit(1);
}

// Each prefix, and each byte with a bit flipped; of what is long, those at the
// ends and `most` between.
void ForEachDamage(const std::string& bytes, size_t most,
                   absl::FunctionRef<void(absl::string_view, size_t)> use) {
  constexpr size_t kEnds = 60;
  size_t stride = every_byte ? 1
                             : std::max<size_t>(
                                   1, bytes.size() / std::max<size_t>(1, most));
  std::string copy = bytes;
  for (size_t at = 0; at < bytes.size(); ++at) {
    bool end = at < kEnds || bytes.size() - at <= kEnds;
    if (!end && at % stride != 0) continue;
    inputs += 2;
    // In memory of its own size, so that a sanitizer sees what goes beyond.
    use(std::string(bytes, 0, at), at);
    copy[at] = static_cast<char>(bytes[at] ^ 1 << at % 8);
    use(copy, at);
    copy[at] = bytes[at];
  }
}

void DamageLog(const std::string& bytes) {
  ForEachDamage(bytes, 100, [&](absl::string_view damaged, size_t at) {
    LevelDbLog log(damaged);
    size_t size = 0;
    while (log.Next()) size += log.record().size();
    Require(size <= damaged.size(), "a log has more than its bytes", at);
    Require(damaged.size() < bytes.size() || !log.status().ok() || log.cut(),
            "a flipped bit of a log was not seen", at);
  });
}

void DamageTable(const std::string& bytes) {
  ForEachDamage(bytes, 30, [](absl::string_view damaged, size_t at) {
    uint64_t budget = kMaxSize;
    absl::Status status = ReadLevelDbTable(
        damaged, budget, [](const LevelDbEntry&) { return absl::OkStatus(); });
    // Filters, and the zeros of the footer, are not read.
    Require(!status.ok() || budget < kMaxSize, "a table has no entries", at);
  });
}

void DamageManifest(const std::string& bytes) {
  ForEachDamage(bytes, bytes.size(), [](absl::string_view damaged, size_t) {
    ReadLevelDbManifest(damaged).IgnoreError();
  });
}

void DamageKey(const std::string& bytes) {
  ForEachDamage(bytes, bytes.size(), [](absl::string_view damaged, size_t at) {
    OrderOf(damaged);
    std::string json;
    std::string order;
    wire::Cursor in = CursorOn(damaged);
    KeyPrefix prefix;
    if (!ReadKeyPrefix(in, prefix) || !ReadKey(in, &json, &order)) return;
    wire::Cursor ordered = CursorOn(order);
    Require(ReadOrderedKey(ordered, json) && ordered.at_end(),
            "a key was ordered and cannot be read", at);
  });
}

void DamageBlobs(const std::string& bytes) {
  ForEachDamage(bytes, bytes.size(), [](absl::string_view damaged, size_t) {
    std::vector<IdbBlob> blobs;
    for (uint64_t schema : {3, 5}) ReadBlobs(damaged, schema, blobs);
    BlobsJson(blobs);
  });
}

void UseMessage(absl::string_view message, size_t at) {
  constexpr wire::ReaderOptions kBlink{
      .host_records = wire::ReaderOptions::HostRecords::kBlink};
  wire::MessageView view{
      .bytes = absl::MakeConstSpan(
          reinterpret_cast<const uint8_t*>(message.data()), message.size())};
  absl::Status valid = wire::Validate(view, kBlink);
  Require(wire::ToJson(view, {}, kBlink).status() == valid,
          "JSON and Validate disagree", at);
  absl::Status opened = wire::Document::Open(view, kBlink).status();
  Require(absl::IsUnimplemented(opened) || opened.ok() == valid.ok(),
          "Document and Validate disagree", at);
}

void DamageValue(const std::string& bytes) {
  ForEachDamage(bytes, 300, [](absl::string_view damaged, size_t at) {
    absl::StatusOr<std::string> message =
        Unwrap(damaged, kMaxSize, [](uint64_t) -> absl::StatusOr<std::string> {
          return absl::NotFoundError("no Blobs here");
        });
    if (message.ok()) UseMessage(*message, at);
  });
}

void DamageRow(const LevelDbRows::Row& row) {
  DamageKey(row.key);
  KeyPrefix prefix;
  wire::Cursor in = CursorOn(row.key);
  ReadKeyPrefix(in, prefix);
  if (prefix.store == 0) return DamageBlobs(row.value);
  if (prefix.index == kBlobEntries) return DamageBlobs(row.value);
  if (prefix.index != kRecords) return;
  wire::Cursor value = CursorOn(row.value);
  uint64_t version;
  absl::string_view message;
  if (value.ReadVarint(version)) {
    ReadString(value, value.remaining(), message);
    DamageValue(std::string(message));
  }
}

int Main(const std::string& folder) {
  absl::StatusOr<FolderCopy> files =
      FolderCopy::Make(folder, kMaxSize, LevelDbRows::IsPart);
  Require(files.ok(), files.status().message(), 0);
  for (const auto& [name, size] : files->files()) {
    absl::StatusOr<std::string> bytes = files->Read(name);
    Require(bytes.ok(), bytes.status().message(), 0);
    if (absl::EndsWith(name, ".log")) DamageLog(*bytes);
    if (absl::EndsWith(name, ".ldb")) DamageTable(*bytes);
    if (absl::StartsWith(name, "MANIFEST-")) DamageManifest(*bytes);
  }
  IdbOutput output(stdout, {});
  absl::StatusOr<LevelDbRows> rows =
      LevelDbRows::Read(*files, kMaxSize, output);
  Require(rows.ok(), rows.status().message(), 0);
  // The large records differ in a number only.
  constexpr size_t kLarge = 10000;
  size_t large = 0;
  for (const auto& [order, row] : rows->rows()) {
    if (row.value.size() > kLarge && ++large > 3 && !every_byte) continue;
    DamageRow(row);
  }
  std::printf("%llu inputs\n", static_cast<unsigned long long>(inputs));
  return 0;
}

}  // namespace
}  // namespace ferry::wirecat

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) return 2;
  ferry::wirecat::every_byte =
      argc == 3 && std::string(argv[1]) == "--every-byte";
  return ferry::wirecat::Main(argv[argc - 1]);
}
