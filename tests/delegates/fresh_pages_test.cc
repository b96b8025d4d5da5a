#include "ferry/delegates/internal/fresh_pages.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "gtest/gtest.h"

#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace ferry::internal {
namespace {

TEST(FreshPagesTest, KeepsWhatIsThere) {
  std::vector<uint8_t> memory(1 << 20);
  for (size_t i = 0; i < memory.size(); ++i) memory[i] = i * 7 % 251;
  const std::vector<uint8_t> before = memory;
  MakePages(memory.data() + 3, memory.size() - 5);
  EXPECT_EQ(memory, before);
}

TEST(FreshPagesTest, TakesWhatIsSmallerThanAPage) {
  uint8_t memory[100] = {};
  MakePages(memory + 1, 0);
  MakePages(memory + 1, 98);
}

#if defined(__linux__) && defined(MADV_POPULATE_WRITE)
TEST(FreshPagesTest, MakesWholePagesOnly) {
  const size_t page = static_cast<size_t>(getpagesize());
  constexpr size_t kPages = 8;
  void* memory = mmap(nullptr, kPages * page, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  if (madvise(memory, page, MADV_POPULATE_WRITE) != 0) {
    GTEST_SKIP() << "This Linux is older than 5.14.";
  }
  MakePages(static_cast<uint8_t*>(memory) + 2 * page + 1, 4 * page);
  unsigned char is_there[kPages];
  ASSERT_EQ(mincore(memory, kPages * page, is_there), 0);
  const unsigned char expected[kPages] = {1, 0, 0, 1, 1, 1, 0, 0};
  EXPECT_EQ(std::memcmp(is_there, expected, kPages), 0);
  munmap(memory, kPages * page);
}
#endif

}  // namespace
}  // namespace ferry::internal
