#include "tools/wirecat/idb/idb_output.h"

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/wire/internal/json_string.h"
#include "ferry/wire/to_json.h"

namespace ferry::wirecat {
namespace {

const char* Bool(bool value) { return value ? "true" : "false"; }

absl::StatusOr<std::string> ValueJson(const std::string& message,
                                      wire::ReaderOptions reader) {
  reader.host_records = wire::ReaderOptions::HostRecords::kBlink;
  return wire::ToJson(
      {.bytes = absl::MakeConstSpan(
           reinterpret_cast<const uint8_t*>(message.data()), message.size())},
      {}, reader);
}

}  // namespace

void IdbOutput::Begin(absl::string_view store) {
  line_ = absl::StrCat("{\"database\":", database_, ",\"store\":", store);
}

void IdbOutput::Database(absl::string_view name, absl::string_view origin,
                         uint64_t version) {
  database_ = std::string(name);
  line_ = absl::StrCat("{\"database\":", name);
  if (!origin.empty()) absl::StrAppend(&line_, ",\"origin\":", origin);
  absl::StrAppend(&line_, ",\"version\":", version, "}\n");
  std::fputs(line_.c_str(), out_);
}

void IdbOutput::Store(const IdbStore& store) {
  Begin(store.name);
  absl::StrAppend(&line_, ",\"keyPath\":", store.key_path,
                  ",\"autoIncrement\":", Bool(store.auto_increment), "}\n");
  std::fputs(line_.c_str(), out_);
}

void IdbOutput::Index(const IdbStore& store, const IdbIndex& index) {
  Begin(store.name);
  absl::StrAppend(&line_, ",\"index\":", index.name,
                  ",\"keyPath\":", index.key_path,
                  ",\"unique\":", Bool(index.unique),
                  ",\"multiEntry\":", Bool(index.multi_entry), "}\n");
  std::fputs(line_.c_str(), out_);
}

void IdbOutput::Record(const IdbStore& store, absl::string_view key,
                       const absl::StatusOr<std::string>& value,
                       const std::vector<IdbBlob>& blobs) {
  Begin(store.name);
  absl::StrAppend(&line_, ",\"key\":", key);
  absl::StatusOr<std::string> json =
      value.ok() ? ValueJson(*value, reader_) : value;
  if (json.ok()) {
    absl::StrAppend(&line_, ",\"value\":", *json);
  } else {
    ++failures_;
    std::string message(json.status().message());
    line_ += ",\"error\":";
    wire::AppendVisibleString(wire::Text::Utf8(message), line_);
  }
  if (!blobs.empty()) absl::StrAppend(&line_, ",\"blobs\":", BlobsJson(blobs));
  line_ += "}\n";
  std::fputs(line_.c_str(), out_);
}

void IdbOutput::IndexEntry(const IdbStore& store, const IdbIndex& index,
                           absl::string_view key,
                           absl::string_view primary_key) {
  Begin(store.name);
  absl::StrAppend(&line_, ",\"index\":", index.name, ",\"key\":", key,
                  ",\"primaryKey\":", primary_key, "}\n");
  std::fputs(line_.c_str(), out_);
}

void IdbOutput::Progress(absl::string_view what, uint64_t done, uint64_t all) {
  constexpr auto kPause = std::chrono::seconds(2);
  Clock::time_point now = Clock::now();
  if (now - last_progress_ < kPause) return;
  last_progress_ = now;
  Note(absl::StrCat(what, ": ", done, " of ", all));
}

void IdbOutput::Note(absl::string_view text) {
  std::fflush(out_);
  std::fprintf(stderr, "wirecat: %.*s\n", static_cast<int>(text.size()),
               text.data());
}

}  // namespace ferry::wirecat
