#include "ferry/delegates/internal/buffer_pool.h"

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <memory>
#include <optional>
#include <thread>  // NOLINT(build/c++11)
#include <utility>
#include <vector>

#include "ferry/delegates/internal/message_memory.h"
#include "ferry/tests/support/v8_test.h"
#include "gtest/gtest.h"

namespace ferry::internal {
namespace {

constexpr size_t kSize = 1 << 20;

BufferPool::Clock::time_point now;

class BufferPoolTest : public testing_support::V8Test {
 protected:
  BufferPoolTest() { now = BufferPool::Clock::time_point(); }

  std::unique_ptr<v8::BackingStore> New(size_t size) {
    return pool_->NewBackingStore(isolate(), size);
  }
  // The address of the memory, which is free again.
  const void* FreedOf(size_t size) { return New(size)->Data(); }

  std::optional<BufferPool> pool_{std::in_place, [] { return now; }};
};

TEST_F(BufferPoolTest, GivesMemoryAgain) {
  const void* memory = FreedOf(kSize);
  EXPECT_EQ(pool_->bytes(), kSize);
  std::unique_ptr<v8::BackingStore> again = New(kSize);
  EXPECT_EQ(again->Data(), memory);
  EXPECT_EQ(again->ByteLength(), kSize);
  EXPECT_EQ(pool_->bytes(), 0u);
}

TEST_F(BufferPoolTest, GivesMemoryThatIsALittleLarger) {
  const void* memory = FreedOf(kSize);
  std::unique_ptr<v8::BackingStore> smaller = New(kSize - kSize / 8);
  EXPECT_EQ(smaller->Data(), memory);
  EXPECT_EQ(smaller->ByteLength(), kSize - kSize / 8);
  smaller.reset();
  // All of it is kept.
  EXPECT_EQ(pool_->bytes(), kSize);
}

TEST_F(BufferPoolTest, WastesNoMemory) {
  FreedOf(kSize);
  New(kSize / 2);
  EXPECT_EQ(pool_->bytes(), kSize + kSize / 2);
}

TEST_F(BufferPoolTest, GivesTheSmallestThatWillDo) {
  {
    std::unique_ptr<v8::BackingStore> large = New(kSize + kSize / 8);
    std::unique_ptr<v8::BackingStore> fitting = New(kSize);
  }
  std::unique_ptr<v8::BackingStore> taken = New(kSize - 1);
  EXPECT_EQ(pool_->bytes(), kSize + kSize / 8);
}

TEST_F(BufferPoolTest, LeavesSmallAndHugeOnesToV8) {
  New(BufferPool::kMinBytes - 1);
  New(BufferPool::kMaxBytes + 1);
  EXPECT_EQ(pool_->bytes(), 0u);
}

TEST_F(BufferPoolTest, KeepsNoMoreThanItsBound) {
  {
    std::vector<std::unique_ptr<v8::BackingStore>> all;
    for (size_t size = 0; size < 2 * BufferPool::kMaxBytes; size += 16 << 20) {
      all.push_back(New(16 << 20));
    }
  }
  EXPECT_EQ(pool_->bytes(), BufferPool::kMaxBytes);
}

TEST_F(BufferPoolTest, KeepsNothingForLong) {
  FreedOf(kSize);
  now += BufferPool::kMaxAge;
  FreedOf(2 * kSize);
  EXPECT_EQ(pool_->bytes(), 3 * kSize);
  now += std::chrono::milliseconds(1);
  FreedOf(4 * kSize);
  EXPECT_EQ(pool_->bytes(), 6 * kSize);
  now += BufferPool::kMaxAge + std::chrono::milliseconds(1);
  std::unique_ptr<v8::BackingStore> taken = New(kSize);
  EXPECT_EQ(pool_->bytes(), 0u);
}

TEST_F(BufferPoolTest, OutlivesThePool) {
  std::unique_ptr<v8::BackingStore> buffer = New(kSize);
  pool_.reset();
  static_cast<char*>(buffer->Data())[kSize - 1] = 1;
}

TEST_F(BufferPoolTest, TakesFromAnyThread) {
  std::unique_ptr<v8::BackingStore> buffer = New(kSize);
  std::thread([&] { buffer.reset(); }).join();
  EXPECT_EQ(pool_->bytes(), kSize);
}

TEST_F(BufferPoolTest, GetsTheMemoryOfDeadClones) {
  {
    v8::HandleScope handles(isolate());
    Run("structuredClone(new Uint8Array(1 << 20))");
  }
  // V8 may free it on another thread.
  isolate()->LowMemoryNotification();
  const BufferPool& pool = MessageMemory::Of(agent()).buffer_pool;
  for (int i = 0; i < 5000 && pool.bytes() == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(pool.bytes(), kSize);
}

}  // namespace
}  // namespace ferry::internal
