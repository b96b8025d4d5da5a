#include "tools/wirecat/idb/leveldb_table.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "tools/wirecat/idb/compression.h"
#include "tools/wirecat/idb/leveldb_bytes.h"

namespace ferry::wirecat {
namespace {

constexpr uint64_t kMagic = 0xdb4775248b80fb57;
constexpr size_t kFooter = 48;
// The kind of compression, and the checksum.
constexpr size_t kBlockTail = 1 + 4;

struct Handle {
  uint64_t offset = 0;
  uint64_t size = 0;
};

bool ReadHandle(wire::Cursor& in, Handle& handle) {
  return in.ReadVarint(handle.offset) && in.ReadVarint(handle.size);
}

absl::Status Damaged(uint64_t offset, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("At byte ", offset, ": ", what, "."));
}

// A block, uncompressed. The footer is no part of one.
absl::StatusOr<std::string> ReadBlock(absl::string_view file,
                                      const Handle& handle, uint64_t& budget) {
  const uint64_t end = file.size() - kFooter;
  if (handle.offset > end || end - handle.offset < kBlockTail ||
      handle.size > end - handle.offset - kBlockTail) {
    return Damaged(handle.offset, absl::StrCat("a block of ", handle.size,
                                               " bytes goes beyond the table"));
  }
  absl::string_view stored = file.substr(handle.offset, handle.size);
  if (!ChecksumMatches(file.substr(handle.offset, handle.size + 1),
                       static_cast<uint32_t>(FixedAt(
                           file, handle.offset + handle.size + 1, 4)))) {
    return Damaged(handle.offset, "the checksum of a block does not match");
  }
  absl::StatusOr<std::string> block;
  switch (file[handle.offset + handle.size]) {
    case 0:
      if (stored.size() > budget) {
        return absl::ResourceExhaustedError(
            "the tables have too many bytes; --bytes allows more");
      }
      block = std::string(stored);
      break;
    case 1:
      block = UncompressSnappy(stored, budget);
      break;
    default:
      return Damaged(handle.offset,
                     "a block is compressed in a way that Chromium has not");
  }
  if (!block.ok()) {
    return absl::Status(block.status().code(),
                        absl::StrCat("At byte ", handle.offset, ": ",
                                     block.status().message(), "."));
  }
  budget -= block->size();
  return block;
}

// Keys have what they share with the one before cut off.
absl::Status ReadBlockEntries(
    absl::string_view block, uint64_t offset,
    absl::FunctionRef<absl::Status(absl::string_view, absl::string_view)> use) {
  const absl::Status damaged = Damaged(offset, "the entries of a block");
  if (block.size() < 4) return damaged;
  uint64_t restarts = FixedAt(block, block.size() - 4, 4);
  if (restarts > block.size() / 4 - 1) return damaged;
  wire::Cursor in = CursorOn(block.substr(0, block.size() - 4 * restarts - 4));
  std::string key;
  while (!in.at_end()) {
    uint32_t shared;
    uint32_t own_size;
    uint32_t value_size;
    absl::string_view own;
    absl::string_view value;
    if (!in.ReadVarint(shared) || !in.ReadVarint(own_size) ||
        !in.ReadVarint(value_size) || shared > key.size() ||
        !ReadString(in, own_size, own) || !ReadString(in, value_size, value)) {
      return damaged;
    }
    key.resize(shared);
    key.append(own);
    absl::Status status = use(key, value);
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// A key of LevelDB's own ends with its sequence and what was done.
absl::Status UseEntry(
    absl::string_view key, absl::string_view value, uint64_t offset,
    absl::FunctionRef<absl::Status(const LevelDbEntry&)> use) {
  constexpr size_t kTail = 8;
  if (key.size() < kTail) return Damaged(offset, "a key without a sequence");
  size_t user_size = key.size() - kTail;
  uint64_t tail = FixedAt(key, user_size, kTail);
  if ((tail & 0xff) > 1) return Damaged(offset, "a key of no known kind");
  return use({.key = key.substr(0, user_size),
              .sequence = tail >> 8,
              .deleted = (tail & 0xff) == 0,
              .value = value});
}

}  // namespace

absl::Status ReadLevelDbTable(
    absl::string_view file, uint64_t& budget,
    absl::FunctionRef<absl::Status(const LevelDbEntry&)> use) {
  if (file.size() < kFooter ||
      FixedAt(file, file.size() - sizeof kMagic, sizeof kMagic) != kMagic) {
    return Damaged(file.size(), "this is not the end of a table of LevelDB");
  }
  wire::Cursor footer = CursorOn(file.substr(file.size() - kFooter));
  Handle filters;
  Handle index;
  if (!ReadHandle(footer, filters) || !ReadHandle(footer, index)) {
    return Damaged(file.size() - kFooter, "the footer of a table");
  }
  absl::StatusOr<std::string> index_block = ReadBlock(file, index, budget);
  if (!index_block.ok()) return index_block.status();
  return ReadBlockEntries(
      *index_block, index.offset,
      [&](absl::string_view, absl::string_view value) -> absl::Status {
        wire::Cursor in = CursorOn(value);
        Handle handle;
        if (!ReadHandle(in, handle)) {
          return Damaged(index.offset, "the index of a table");
        }
        absl::StatusOr<std::string> block = ReadBlock(file, handle, budget);
        if (!block.ok()) return block.status();
        return ReadBlockEntries(
            *block, handle.offset,
            [&](absl::string_view key, absl::string_view entry_value) {
              return UseEntry(key, entry_value, handle.offset, use);
            });
      });
}

}  // namespace ferry::wirecat
