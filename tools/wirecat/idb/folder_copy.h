#ifndef FERRY_TOOLS_WIRECAT_IDB_FOLDER_COPY_H_
#define FERRY_TOOLS_WIRECAT_IDB_FOLDER_COPY_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace ferry::wirecat {

// A copy of the files of a folder that may be in use, as all of them were at
// one moment: it is read until two passes see the same. The folder is only
// read, and no link in it is followed.
//
// Ownership: the copy lies in a folder of its own in TMPDIR, which goes with
// it.
class FolderCopy {
 public:
  using Progress = std::function<void(uint64_t done, uint64_t all)>;

  // Of the files, not the folders, whose name `wanted` is true of. `progress`
  // is told how many bytes were read, of how many. Errors: of the system;
  // ResourceExhausted above `max_size` bytes; Aborted where the folder goes on
  // changing; InvalidArgument where one of the files is a link or no file.
  static absl::StatusOr<FolderCopy> Make(
      const std::string& folder, uint64_t max_size,
      const std::function<bool(absl::string_view)>& wanted,
      const Progress& progress = [](uint64_t, uint64_t) {});

  FolderCopy(FolderCopy&& other) noexcept;
  FolderCopy& operator=(FolderCopy&&) = delete;
  ~FolderCopy();

  // By name; of each its size in bytes.
  const std::map<std::string, uint64_t>& files() const { return files_; }
  bool has(const std::string& name) const { return files_.count(name) != 0; }
  // Where the copy of a file lies.
  std::string path(const std::string& name) const {
    return place_ + "/" + name;
  }

  // All bytes of a file. Errors: NotFound, those of the system.
  absl::StatusOr<std::string> Read(const std::string& name) const;

 private:
  explicit FolderCopy(std::string place) : place_(std::move(place)) {}

  std::string place_;
  std::map<std::string, uint64_t> files_;
};

// All bytes of the file `name`, which is in no case a link, in an open folder.
// Errors: as those of FolderCopy::Make, of `max_size` too.
absl::StatusOr<std::string> ReadFileIn(int folder, const std::string& name,
                                       uint64_t max_size);

}  // namespace ferry::wirecat

#endif  // FERRY_TOOLS_WIRECAT_IDB_FOLDER_COPY_H_
