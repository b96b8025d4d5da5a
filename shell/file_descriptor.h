#ifndef FERRY_SHELL_FILE_DESCRIPTOR_H_
#define FERRY_SHELL_FILE_DESCRIPTOR_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace ferry::shell {

// Owns a file descriptor of the system: closes it at the latest when it is
// destroyed. May move between threads.
//
// Each function that may fail returns 0 or errno. Positions are in bytes;
// without one a call works at the file's own position, and moves it.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  ~FileDescriptor() { Close(); }

  FileDescriptor(FileDescriptor&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }

  // `flags` is of open(2).
  int Open(const std::string& path, int flags);
  // Nothing where it is closed already.
  int Close();

  // -1 where it is closed.
  int get() const { return fd_; }

  // Appends up to `length` bytes to `bytes`: fewer only at the file's end.
  int Read(size_t length, std::optional<int64_t> position,
           std::vector<uint8_t>& bytes) const;
  int Write(absl::Span<const uint8_t> bytes,
            std::optional<int64_t> position) const;

  struct Status {
    int64_t size = 0;
    // When the contents were last changed, in milliseconds since 1970.
    double modified = 0;
  };
  int GetStatus(Status& status) const;

 private:
  int fd_ = -1;
};

}  // namespace ferry::shell

#endif  // FERRY_SHELL_FILE_DESCRIPTOR_H_
