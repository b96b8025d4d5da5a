#ifndef FERRY_TOOLS_WIRECAT_IDB_LEVELDB_BYTES_H_
#define FERRY_TOOLS_WIRECAT_IDB_LEVELDB_BYTES_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/wire/cursor.h"

namespace ferry::wirecat {

// LevelDB's numbers (doc/impl.md and util/coding.h of LevelDB).

inline wire::Cursor CursorOn(absl::string_view bytes) {
  return wire::Cursor(absl::MakeConstSpan(
      reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
}

inline bool ReadString(wire::Cursor& in, uint64_t size,
                       absl::string_view& bytes) {
  absl::Span<const uint8_t> span;
  if (!in.ReadBytes(size, span)) return false;
  bytes = {reinterpret_cast<const char*>(span.data()), span.size()};
  return true;
}

// A varint length, and so many bytes.
inline bool ReadSized(wire::Cursor& in, absl::string_view& bytes) {
  uint32_t size;
  return in.ReadVarint(size) && ReadString(in, size, bytes);
}

// Little-endian, of up to 8 bytes.
inline uint64_t FixedAt(absl::string_view bytes, size_t offset, size_t size) {
  uint64_t number = 0;
  for (size_t i = size; i > 0; --i) {
    number = number << 8 | static_cast<uint8_t>(bytes[offset + i - 1]);
  }
  return number;
}

// Whether `stored` is the checksum of the bytes, which LevelDB masks
// (util/crc32c.h).
bool ChecksumMatches(absl::string_view bytes, uint32_t stored);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_LEVELDB_BYTES_H_
