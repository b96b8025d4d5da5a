#include "ferry/delegates/internal/fresh_pages.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

// Since Linux 5.14; the C library's headers may be older.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
#endif

namespace ferry::internal {

#ifdef __linux__

void MakePages(void* data, size_t size) {
  static const uintptr_t page = static_cast<uintptr_t>(getpagesize());
  const uintptr_t address = reinterpret_cast<uintptr_t>(data);
  const uintptr_t begin = (address + page - 1) & ~(page - 1);
  const uintptr_t end = (address + size) & ~(page - 1);
  // Not large pages (MADV_HUGEPAGE): they are twice as fast where some are
  // free, but to make one free can take 30 ms. An error says that the system is
  // too old.
  if (begin < end) {
    madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);
  }
}

#else

void MakePages(void* data, size_t size) {}

#endif

}  // namespace ferry::internal
