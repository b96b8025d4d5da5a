#include "ferry/delegates/internal/scratch_buffer.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "gtest/gtest.h"

namespace ferry::internal {
namespace {

Block NewBlock(size_t capacity) {
  Block block;
  block.data.reset(static_cast<uint8_t*>(std::malloc(capacity)));
  block.capacity = capacity;
  return block;
}

TEST(ScratchBufferTest, IsEmptyAtFirst) {
  ScratchBuffer scratch;
  Block block = scratch.Take();
  EXPECT_EQ(block.data, nullptr);
  EXPECT_EQ(block.capacity, 0u);
}

TEST(ScratchBufferTest, GivesOneBlockToOneTaker) {
  ScratchBuffer scratch;
  Block block = NewBlock(100);
  const uint8_t* memory = block.data.get();
  scratch.GiveBack(std::move(block));
  Block taken = scratch.Take();
  EXPECT_EQ(taken.data.get(), memory);
  EXPECT_EQ(taken.capacity, 100u);
  EXPECT_EQ(scratch.Take().capacity, 0u);
}

TEST(ScratchBufferTest, KeepsTheLargerBlock) {
  ScratchBuffer scratch;
  scratch.GiveBack(NewBlock(100));
  scratch.GiveBack(NewBlock(50));
  scratch.GiveBack(NewBlock(200));
  EXPECT_EQ(scratch.Take().capacity, 200u);
}

TEST(ScratchBufferTest, KeepsNoVeryLargeBlock) {
  ScratchBuffer scratch;
  scratch.GiveBack(NewBlock(ScratchBuffer::kMaxKept + 1));
  EXPECT_EQ(scratch.Take().capacity, 0u);
  scratch.GiveBack(NewBlock(ScratchBuffer::kMaxKept));
  EXPECT_EQ(scratch.Take().capacity, ScratchBuffer::kMaxKept);
}

}  // namespace
}  // namespace ferry::internal
