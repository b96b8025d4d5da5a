// What the files of an IndexedDB folder hold, in each of its forms: no crash,
// no read out of bounds, no hang; and keys sort alike in both forms.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/wirecat/idb/idb_key.h"
#include "tools/wirecat/idb/idb_value.h"
#include "tools/wirecat/idb/leveldb_bytes.h"
#include "tools/wirecat/idb/leveldb_log.h"
#include "tools/wirecat/idb/leveldb_manifest.h"
#include "tools/wirecat/idb/leveldb_table.h"

namespace {

namespace wirecat = ferry::wirecat;

constexpr uint64_t kMaxSize = 1 << 20;

// A key is the same one after it was ordered.
void UseKey(absl::string_view bytes) {
  ferry::wire::Cursor in = wirecat::CursorOn(bytes);
  std::string json;
  std::string order;
  if (!wirecat::ReadKey(in, &json, &order)) return;
  ferry::wire::Cursor ordered = wirecat::CursorOn(order);
  std::string again;
  if (!wirecat::ReadOrderedKey(ordered, again) || !ordered.at_end()) {
    std::abort();
  }
  // -0 is 0 there, and NaN is no key.
  if (again.size() != json.size() && json.find("$number") == json.npos) {
    std::abort();
  }
}

void UseFiles(absl::string_view bytes) {
  wirecat::LevelDbLog log(bytes);
  uint64_t sum = 0;
  while (log.Next()) sum += log.record().size();
  if (sum > bytes.size()) std::abort();
  wirecat::ReadLevelDbManifest(bytes).IgnoreError();
  uint64_t budget = kMaxSize;
  wirecat::ReadLevelDbTable(bytes, budget, [](const wirecat::LevelDbEntry&) {
    return absl::OkStatus();
  }).IgnoreError();
}

void UseValue(absl::string_view bytes) {
  std::vector<wirecat::IdbBlob> blobs;
  for (uint64_t schema : {uint64_t{3}, uint64_t{5}}) {
    blobs.clear();
    wirecat::ReadBlobs(bytes, schema, blobs);
  }
  if (wirecat::BlobsJson(blobs).size() < 2) std::abort();
  wirecat::Unwrap(bytes, kMaxSize,
                  [bytes](uint64_t) -> absl::StatusOr<std::string> {
                    return std::string(bytes);
                  })
      .status()
      .IgnoreError();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  UseKey(bytes);
  std::string json;
  ferry::wire::Cursor in = wirecat::CursorOn(bytes);
  wirecat::ReadOrderedKey(in, json);
  wirecat::ReadKeyPath(bytes, json);
  wirecat::OrderOf(bytes);
  UseFiles(bytes);
  UseValue(bytes);
  return 0;
}
