#include "ferry/shell/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace ferry::shell {
namespace {

// Memory is asked for as the bytes come, because a script may ask for far more
// than a file has.
constexpr size_t kChunkSize = 64 * 1024;

constexpr mode_t kNewFileMode = 0666;

}  // namespace

int FileDescriptor::Open(const std::string& path, int flags) {
  do {
    fd_ = open(path.c_str(), flags | O_CLOEXEC, kNewFileMode);
  } while (fd_ < 0 && errno == EINTR);
  return fd_ < 0 ? errno : 0;
}

int FileDescriptor::Close() {
  if (fd_ < 0) return 0;
  // The descriptor is gone also where close reports an error: a second try
  // could close somebody else's.
  return close(std::exchange(fd_, -1)) == 0 || errno == EINTR ? 0 : errno;
}

int FileDescriptor::Read(size_t length, std::optional<int64_t> position,
                         std::vector<uint8_t>& bytes) const {
  uint8_t chunk[kChunkSize];
  while (length > 0) {
    const size_t wanted = std::min(length, sizeof(chunk));
    const ssize_t size = position.has_value()
                             ? pread(fd_, chunk, wanted, *position)
                             : read(fd_, chunk, wanted);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    if (size == 0) return 0;
    bytes.insert(bytes.end(), chunk, chunk + size);
    length -= size;
    if (position.has_value()) *position += size;
  }
  return 0;
}

int FileDescriptor::Write(absl::Span<const uint8_t> bytes,
                          std::optional<int64_t> position) const {
  while (!bytes.empty()) {
    const ssize_t size =
        position.has_value()
            ? pwrite(fd_, bytes.data(), bytes.size(), *position)
            : write(fd_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    bytes.remove_prefix(size);
    if (position.has_value()) *position += size;
  }
  return 0;
}

int FileDescriptor::GetStatus(Status& status) const {
  struct stat found;
  if (fstat(fd_, &found) != 0) return errno;
  status.size = found.st_size;
  status.modified = static_cast<double>(found.st_mtim.tv_sec) * 1e3 +
                    static_cast<double>(found.st_mtim.tv_nsec) / 1e6;
  return 0;
}

}  // namespace ferry::shell
