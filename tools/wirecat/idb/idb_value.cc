#include "tools/wirecat/idb/idb_value.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/wire/blink.h"
#include "ferry/wire/internal/json_number.h"
#include "tools/wirecat/idb/compression.h"
#include "tools/wirecat/idb/idb_key.h"
#include "tools/wirecat/idb/leveldb_bytes.h"

namespace ferry::wirecat {
namespace {

// A version of Blink's that no message has.
constexpr absl::string_view kWrapped("\xff\x11", 2);

enum Wrapping : char { kMovedToBlob = 1, kCompressedBySnappy = 2 };

// Chromium before 58, up to Blink's version 16, swapped each two bytes. No
// message begins with a version, so the form tells.
bool IsSwapped(absl::string_view value) {
  return value.size() > 1 && value[0] >= 1 && value[0] <= 16 &&
         value[1] == '\xff';
}

void Swap(std::string& value) {
  for (size_t i = 0; i + 1 < value.size(); i += 2) {
    std::swap(value[i], value[i + 1]);
  }
}

bool ReadBlob(wire::Cursor& in, uint64_t schema_version, IdbBlob& blob) {
  constexpr uint64_t kFilesHaveSizes = 4;
  uint8_t kind;
  absl::string_view token;
  if (!in.ReadByte(kind) || kind > 2) return false;
  blob.kind = static_cast<IdbBlob::Kind>(kind);
  if (blob.kind == IdbBlob::Kind::kFileSystemHandle) {
    uint64_t size;
    if (!in.ReadVarint(size) || !ReadString(in, size, token)) return false;
    blob.token = std::string(token);
    return true;
  }
  if (!in.ReadVarint(blob.number) || !ReadUtf16Json(in, blob.type)) {
    return false;
  }
  bool file = blob.kind == IdbBlob::Kind::kFile;
  bool whole = schema_version >= kFilesHaveSizes;
  if ((whole || !file) && !in.ReadVarint(blob.size)) return false;
  if (!file) return true;
  uint64_t last_modified = 0;
  if (!ReadUtf16Json(in, blob.name)) return false;
  if (whole && !in.ReadVarint(last_modified)) return false;
  blob.last_modified = MillisecondsSince1970(last_modified);
  return true;
}

}  // namespace

double MillisecondsSince1970(uint64_t chromium_time) {
  constexpr double kFrom1601To1970 = 11644473600000;
  return static_cast<double>(chromium_time) / 1000 - kFrom1601To1970;
}

bool ReadBlobs(absl::string_view bytes, uint64_t schema_version,
               std::vector<IdbBlob>& blobs) {
  wire::Cursor in = CursorOn(bytes);
  while (!in.at_end()) {
    if (!ReadBlob(in, schema_version, blobs.emplace_back())) return false;
  }
  return true;
}

std::string BlobsJson(const std::vector<IdbBlob>& blobs) {
  std::string json = "[";
  for (const IdbBlob& blob : blobs) {
    if (json.size() > 1) json += ",";
    switch (blob.kind) {
      case IdbBlob::Kind::kFileSystemHandle:
        absl::StrAppend(&json, "{\"kind\":\"FileSystemHandle\",\"token\":\"",
                        absl::BytesToHexString(blob.token), "\"}");
        continue;
      case IdbBlob::Kind::kBlob:
        json += "{\"kind\":\"Blob\"";
        break;
      case IdbBlob::Kind::kFile:
        absl::StrAppend(&json, "{\"kind\":\"File\",\"name\":", blob.name,
                        ",\"lastModified\":");
        wire::AppendJsonNumber(blob.last_modified, json);
        break;
    }
    absl::StrAppend(&json, ",\"number\":", blob.number, ",\"type\":", blob.type,
                    ",\"size\":", blob.size, "}");
  }
  return json + "]";
}

bool IsWrapped(absl::string_view value) {
  return value.size() > kWrapped.size() &&
         value.substr(0, kWrapped.size()) == kWrapped &&
         (value[2] == kMovedToBlob || value[2] == kCompressedBySnappy);
}

absl::string_view ValueInside(absl::string_view file) {
  if (IsWrapped(file)) return file;
  wire::Cursor in = CursorOn(file);
  uint64_t version;
  absl::string_view value;
  // A message begins with FF itself, and no record has such a version.
  if (file.empty() || file[0] == '\xff' || !in.ReadVarint(version) ||
      !ReadString(in, in.remaining(), value)) {
    return {};
  }
  bool blink = wire::IsBlink(absl::MakeConstSpan(
      reinterpret_cast<const uint8_t*>(value.data()), value.size()));
  if (blink || IsWrapped(value) || IsSwapped(value)) return value;
  return IsSwapped(file) ? file : absl::string_view();
}

absl::StatusOr<std::string> Unwrap(
    absl::string_view value, uint64_t max_size,
    const std::function<absl::StatusOr<std::string>(uint64_t place)>& read) {
  // Chromium compresses first, and then moves.
  constexpr int kMost = 4;
  std::string message(value);
  for (int layer = 0; IsWrapped(message); ++layer) {
    if (layer == kMost) {
      return absl::DataLossError("a value is wrapped too often");
    }
    absl::string_view inside =
        absl::string_view(message).substr(kWrapped.size() + 1);
    if (message[kWrapped.size()] == kCompressedBySnappy) {
      absl::StatusOr<std::string> bytes = UncompressSnappy(inside, max_size);
      if (!bytes.ok()) return bytes.status();
      message = *std::move(bytes);
      continue;
    }
    wire::Cursor in = CursorOn(inside);
    uint64_t size;
    uint64_t place;
    if (!in.ReadVarint(size) || !in.ReadVarint(place)) {
      return absl::DataLossError("a value was moved to a Blob without a name");
    }
    absl::StatusOr<std::string> bytes = read(place);
    if (!bytes.ok()) return bytes.status();
    if (bytes->size() != size) {
      return absl::DataLossError(
          absl::StrCat("the Blob that the value was moved to has ",
                       bytes->size(), " bytes, not ", size));
    }
    message = *std::move(bytes);
  }
  if (IsSwapped(message)) Swap(message);
  return message;
}

}  // namespace ferry::wirecat
