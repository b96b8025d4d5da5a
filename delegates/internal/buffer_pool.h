#ifndef FERRY_DELEGATES_INTERNAL_BUFFER_POOL_H_
#define FERRY_DELEGATES_INTERNAL_BUFFER_POOL_H_

#include <v8-array-buffer.h>
#include <v8-isolate.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <memory>

namespace ferry::internal {

// The memory of large ArrayBuffers that V8 has freed, kept for the next copies
// of an agent: most of what a large copy costs is that the system makes fresh
// pages, not the copying. It comes from the isolate's allocator.
//
// At most kMaxBytes are kept, and none for longer than kMaxAge: what is older
// is freed with the next large buffer that is made or freed, the rest with the
// pool. V8 counts a buffer from here among its external memory like any other;
// what is kept here it does not see.
//
// Isolate-bound; the buffers may be freed on any thread, and later.
class BufferPool {
 public:
  using Clock = std::chrono::steady_clock;

  // Smaller memory is warm in malloc.
  static constexpr size_t kMinBytes = 64 << 10;
  // V8 lets 64 to 150 MB more die before it collects garbage, and frees all
  // that is dead at once.
  static constexpr size_t kMaxBytes = 192 << 20;
  static constexpr Clock::duration kMaxAge = std::chrono::seconds(2);

  explicit BufferPool(Clock::time_point (*now)() = &Clock::now);
  ~BufferPool();

  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  // Memory for a buffer of `size` bytes, with whatever is in it. Null where
  // there is none.
  std::unique_ptr<v8::BackingStore> NewBackingStore(v8::Isolate* isolate,
                                                    size_t size);

  // What is kept. Any thread may change it meanwhile.
  size_t bytes() const;

 private:
  class Shelf;
  struct Loan;

  static void OnFree(void* data, size_t size, void* loan);

  // Lives until the last buffer is freed.
  const std::shared_ptr<Shelf> shelf_;
};

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_BUFFER_POOL_H_
