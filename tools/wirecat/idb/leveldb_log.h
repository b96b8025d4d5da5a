#ifndef FERRY_TOOLS_WIRECAT_IDB_LEVELDB_LOG_H_
#define FERRY_TOOLS_WIRECAT_IDB_LEVELDB_LOG_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace ferry::wirecat {

// Goes through the records of a log of LevelDB's, as which its MANIFEST is
// written too (doc/log_format.md of LevelDB).
//
//   LevelDbLog log(bytes);
//   while (log.Next()) Use(log.record());
//   if (!log.status().ok()) return log.status();
//
// A log may end in the middle of a record: its writer has died there, or goes
// on. Ownership: borrows the bytes. Errors: DataLoss, with the offset.
class LevelDbLog {
 public:
  explicit LevelDbLog(absl::string_view bytes) : bytes_(bytes) {}

  bool Next();
  // Valid until the next call of Next.
  absl::string_view record() const { return record_; }

  const absl::Status& status() const { return status_; }
  // After the end: whether a record lacks its end.
  bool cut() const { return cut_; }

 private:
  enum Piece : unsigned char {
    kNone = 0,
    kFull = 1,
    kFirst = 2,
    kMiddle = 3,
    kLast = 4,
  };

  // False at the end, and on an error.
  bool ReadPiece(Piece& piece, absl::string_view& bytes);
  bool Fail(size_t offset, absl::string_view what);

  const absl::string_view bytes_;
  size_t at_ = 0;
  bool in_record_ = false;
  bool cut_ = false;
  std::string joined_;
  absl::string_view record_;
  absl::Status status_;
};

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_LEVELDB_LOG_H_
