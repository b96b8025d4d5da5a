#include "tools/wirecat/idb/folder_copy.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "absl/crc/crc32c.h"
#include "absl/strings/str_cat.h"
#include "tools/wirecat/input.h"

namespace ferry::wirecat {
namespace {

// Closes what it holds.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int get() const { return number_; }
  bool ok() const { return number_ >= 0; }

 private:
  const int number_;
};

absl::Status SystemError(absl::string_view name) {
  return absl::ErrnoToStatus(errno, Shown(std::string(name)));
}

absl::Status TooLarge() {
  return absl::ResourceExhaustedError(
      "the files have too many bytes; --bytes allows more.");
}

// Never waits for a writer, as opening a pipe does.
absl::StatusOr<int> OpenFile(int folder, const std::string& name) {
  Descriptor file(openat(folder, name.c_str(),
                         O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status;
  if (!file.ok() && errno == ELOOP) {
    return absl::InvalidArgumentError(
        absl::StrCat(Shown(name), " is a link, and no browser makes one."));
  }
  if (!file.ok() || fstat(file.get(), &status) != 0) return SystemError(name);
  if (!S_ISREG(status.st_mode)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Shown(name), " is no file."));
  }
  return dup(file.get());
}

struct Content {
  uint64_t size = 0;
  absl::crc32c_t checksum{0};

  friend bool operator==(const Content&, const Content&) = default;
};

using Contents = std::map<std::string, Content>;

// Reads a file to its end, at most `left` bytes, which it lowers. `use` gets
// the pieces.
absl::StatusOr<Content> Go(
    int folder, const std::string& name, uint64_t& left,
    const std::function<absl::Status(absl::string_view)>& use) {
  absl::StatusOr<int> number = OpenFile(folder, name);
  if (!number.ok()) return number.status();
  Descriptor file(*number);
  Content content;
  auto block = std::make_unique<char[]>(1 << 16);
  for (;;) {
    ssize_t size = read(file.get(), block.get(), 1 << 16);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return SystemError(name);
    if (size == 0) return content;
    if (static_cast<uint64_t>(size) > left) return TooLarge();
    absl::string_view piece(block.get(), static_cast<size_t>(size));
    left -= piece.size();
    content.size += piece.size();
    content.checksum = absl::ExtendCrc32c(content.checksum, piece);
    absl::Status status = use(piece);
    if (!status.ok()) return status;
  }
}

// Calls `use` for the name and size of each file that is wanted, until it
// fails.
absl::Status ForEachFile(
    int folder, const std::function<bool(absl::string_view)>& wanted,
    const std::function<absl::Status(const std::string&, uint64_t)>& use) {
  int again = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (again < 0) return SystemError("the folder");
  std::unique_ptr<DIR, int (*)(DIR*)> names(fdopendir(again), closedir);
  while (const dirent* entry = readdir(names.get())) {
    std::string name = entry->d_name;
    struct stat status = {};
    if (name == "." || name == ".." || !wanted(name) ||
        (fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISDIR(status.st_mode))) {
      continue;
    }
    absl::Status used = use(name, static_cast<uint64_t>(status.st_size));
    if (!used.ok()) return used;
  }
  return absl::OkStatus();
}

absl::Status WriteAll(int file, absl::string_view bytes,
                      const std::string& name) {
  while (!bytes.empty()) {
    ssize_t size = write(file, bytes.data(), bytes.size());
    if (size < 0) return SystemError(name);
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return absl::OkStatus();
}

// One pass over the folder, whose pieces `progress` is told of. With `place`,
// copies it there.
absl::StatusOr<Contents> Pass(
    int folder, uint64_t max_size,
    const std::function<bool(absl::string_view)>& wanted,
    const std::function<void(size_t)>& progress, const std::string* place) {
  Contents contents;
  uint64_t left = max_size;
  absl::Status status = ForEachFile(
      folder, wanted, [&](const std::string& name, uint64_t) -> absl::Status {
        Descriptor copy(place == nullptr
                            ? -1
                            : open(absl::StrCat(*place, "/", name).c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                                   0600));
        if (place != nullptr && !copy.ok()) return SystemError(*place);
        absl::StatusOr<Content> content =
            Go(folder, name, left, [&](absl::string_view piece) {
              progress(piece.size());
              return place == nullptr ? absl::OkStatus()
                                      : WriteAll(copy.get(), piece, *place);
            });
        if (content.ok()) contents[name] = *content;
        return content.status();
      });
  if (!status.ok()) return status;
  return contents;
}

std::string TemporaryFolder() {
  const char* place = std::getenv("TMPDIR");
  return place == nullptr || *place == '\0' ? "/tmp" : place;
}

}  // namespace

absl::StatusOr<FolderCopy> FolderCopy::Make(
    const std::string& folder, uint64_t max_size,
    const std::function<bool(absl::string_view)>& wanted,
    const Progress& progress) {
  constexpr int kAttempts = 5;
  constexpr auto kPause = std::chrono::milliseconds(100);
  Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.ok()) return absl::ErrnoToStatus(errno, "cannot be read");
  std::string place = absl::StrCat(TemporaryFolder(), "/wirecat-XXXXXX");
  if (mkdtemp(place.data()) == nullptr) return SystemError(place);
  FolderCopy copy(place);
  absl::Status gone;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kPause);
    uint64_t all = 0;
    absl::Status sized = ForEachFile(opened.get(), wanted,
                                     [&](const std::string&, uint64_t size) {
                                       all += 2 * size;
                                       return absl::OkStatus();
                                     });
    if (!sized.ok()) return sized;
    uint64_t done = 0;
    auto read = [&](size_t bytes) { progress(done += bytes, all); };
    absl::StatusOr<Contents> first =
        Pass(opened.get(), max_size, wanted, read, &place);
    absl::StatusOr<Contents> second =
        first.ok() ? Pass(opened.get(), max_size, wanted, read, nullptr)
                   : first.status();
    // A file that went away between its name and itself.
    gone = second.status();
    if (absl::IsNotFound(gone)) continue;
    if (!second.ok()) return second.status();
    if (*first != *second) continue;
    for (const auto& [name, content] : *first) {
      copy.files_[name] = content.size;
    }
    return copy;
  }
  return absl::AbortedError(
      absl::StrCat("changed while it was read, ", kAttempts,
                   " times. Close the browser, or copy the folder first."));
}

FolderCopy::FolderCopy(FolderCopy&& other) noexcept
    : place_(std::exchange(other.place_, "")),
      files_(std::move(other.files_)) {}

// Also of what an earlier pass has left there, and SQLite.
FolderCopy::~FolderCopy() {
  if (place_.empty()) return;
  std::unique_ptr<DIR, int (*)(DIR*)> names(opendir(place_.c_str()), closedir);
  if (names != nullptr) {
    while (const dirent* entry = readdir(names.get())) {
      if (entry->d_type == DT_DIR) continue;
      unlinkat(dirfd(names.get()), entry->d_name, 0);
    }
  }
  rmdir(place_.c_str());
}

absl::StatusOr<std::string> FolderCopy::Read(const std::string& name) const {
  auto file = files_.find(name);
  if (file == files_.end()) {
    return absl::NotFoundError(absl::StrCat(Shown(name), " is not there."));
  }
  Descriptor folder(open(place_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.ok()) return SystemError(place_);
  return ReadFileIn(folder.get(), name, file->second);
}

absl::StatusOr<std::string> ReadFileIn(int folder, const std::string& name,
                                       uint64_t max_size) {
  std::string bytes;
  absl::StatusOr<Content> content =
      Go(folder, name, max_size, [&bytes](absl::string_view piece) {
        bytes.append(piece);
        return absl::OkStatus();
      });
  if (!content.ok()) return content.status();
  return bytes;
}

}  // namespace ferry::wirecat
