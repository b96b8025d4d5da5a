#include "tools/wirecat/idb/leveldb_log.h"

#include <cstdint>

#include "absl/crc/crc32c.h"
#include "absl/strings/str_cat.h"
#include "tools/wirecat/idb/leveldb_bytes.h"

namespace ferry::wirecat {
namespace {

constexpr size_t kBlock = 32768;
// The checksum, the size (2 bytes) and what piece it is.
constexpr size_t kHead = 4 + 2 + 1;

}  // namespace

bool ChecksumMatches(absl::string_view bytes, uint32_t stored) {
  uint32_t crc = static_cast<uint32_t>(absl::ComputeCrc32c(bytes));
  return stored == ((crc >> 15 | crc << 17) + 0xa282ead8);
}

bool LevelDbLog::Next() {
  Piece piece;
  absl::string_view bytes;
  while (ReadPiece(piece, bytes)) {
    bool begins = piece == kFull || piece == kFirst;
    // A writer that dies in the middle of a record leaves its first pieces; the
    // next one begins a new record.
    if (!begins && !in_record_) {
      return Fail(at_ - bytes.size() - kHead, "a record lacks its beginning");
    }
    if (begins) joined_.clear();
    in_record_ = piece == kFirst || piece == kMiddle;
    if (piece == kFull) {
      record_ = bytes;
      return true;
    }
    joined_.append(bytes);
    if (piece == kLast) {
      record_ = joined_;
      return true;
    }
  }
  cut_ = cut_ || in_record_;
  return false;
}

bool LevelDbLog::ReadPiece(Piece& piece, absl::string_view& bytes) {
  for (;;) {
    size_t left_in_block = kBlock - at_ % kBlock;
    if (left_in_block < kHead) at_ += left_in_block;
    if (!status_.ok() || at_ >= bytes_.size()) return false;
    if (bytes_.size() - at_ < kHead) break;
    size_t size = FixedAt(bytes_, at_ + 4, 2);
    uint8_t type = static_cast<uint8_t>(bytes_[at_ + 6]);
    // Room that was asked for in advance.
    if (type == kNone && size == 0) {
      at_ += kBlock - at_ % kBlock;
      continue;
    }
    if (size > kBlock - at_ % kBlock - kHead) {
      return Fail(at_, "a piece of a record goes beyond its block");
    }
    if (size > bytes_.size() - at_ - kHead) break;
    bytes = bytes_.substr(at_ + kHead, size);
    if (!ChecksumMatches(bytes_.substr(at_ + 6, size + 1),
                         static_cast<uint32_t>(FixedAt(bytes_, at_, 4)))) {
      return Fail(at_, "the checksum does not match");
    }
    if (type < kFull || type > kLast) {
      return Fail(at_, "a piece of a record is of no known kind");
    }
    piece = static_cast<Piece>(type);
    at_ += kHead + size;
    return true;
  }
  at_ = bytes_.size();
  cut_ = true;
  return false;
}

bool LevelDbLog::Fail(size_t offset, absl::string_view what) {
  status_ =
      absl::DataLossError(absl::StrCat("At byte ", offset, ": ", what, "."));
  return false;
}

}  // namespace ferry::wirecat
