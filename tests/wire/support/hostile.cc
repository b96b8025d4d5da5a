#include "ferry/tests/wire/support/hostile.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <new>
#include <string>

#include "ferry/wire/validate.h"
#include "gtest/gtest.h"

namespace {
size_t allocated = 0;
size_t peak = 0;
}  // namespace

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
// Counts what is allocated; each block begins with its size.
void* operator new(size_t size) {
  auto* block = static_cast<size_t*>(std::malloc(size + 16));
  if (block == nullptr) std::abort();
  *block = size;
  allocated += size;
  peak = std::max(peak, allocated);
  return block + 2;
}
void operator delete(void* pointer) noexcept {
  if (pointer == nullptr) return;
  auto* block = static_cast<size_t*>(pointer) - 2;
  allocated -= *block;
  std::free(block);
}
void operator delete(void* pointer, size_t) noexcept {
  operator delete(pointer);
}

#endif

namespace ferry::wire::testing {
namespace {

// A thousand levels of depth, while their memory grows, and a status.
constexpr size_t kScratch = 500 * 1000;

}  // namespace

Bytes Body(absl::string_view hex) { return WithHeader(15, FromHex(hex)); }

void Append(Bytes& bytes, absl::string_view hex, size_t times) {
  Bytes part = FromHex(hex);
  for (size_t i = 0; i < times; ++i) {
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
}

absl::Status Check(const Bytes& bytes) { return Validate(bytes); }

absl::Status CheckStrictly(const Bytes& bytes) {
  return Validate({.bytes = bytes}, {.mode = ReaderOptions::Mode::kStrict});
}

ReaderOptions Unlimited() {
  ReaderOptions options;
  options.limits.depth = std::numeric_limits<uint32_t>::max();
  options.limits.nodes = std::numeric_limits<uint64_t>::max();
  options.limits.objects = std::numeric_limits<uint64_t>::max();
  return options;
}

void ExpectCheap(const Bytes& bytes, const ReaderOptions& options) {
  ExpectCheap(bytes.size(), [&] { (void)Validate({.bytes = bytes}, options); });
}

void ExpectCheap(size_t size, absl::FunctionRef<void()> call) {
  size_t before = allocated;
  peak = allocated;
  // Of the processor: other programs run too.
  std::clock_t start = std::clock();
  call();
  double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_LE(peak - before, 16 * size + kScratch);
  double megabytes = static_cast<double>(size) / 1e6;
  ::testing::Test::RecordProperty("ms_per_MB",
                                  std::to_string(1e3 * seconds / megabytes));
  // Builds with instruments are slower.
#if defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
  EXPECT_LE(seconds, 0.01 * megabytes + 0.02);
#endif
}

}  // namespace ferry::wire::testing
