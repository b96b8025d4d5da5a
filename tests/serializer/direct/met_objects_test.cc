#include "ferry/serializer/internal/direct/met_objects.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace ferry::internal {
namespace {

// Addresses of objects of the heap: odd, and near each other.
MetObjects::Address AddressOf(uint32_t i) { return 0x7f0000000001 + i * 24; }

TEST(MetObjectsTest, NumbersObjectsInTheOrderInWhichTheyAreMet) {
  MetObjects met;
  EXPECT_EQ(met.Number(AddressOf(5)), 0u);
  EXPECT_EQ(met.Number(AddressOf(3)), 1u);
  EXPECT_EQ(met.Number(AddressOf(5)), 0u);
  EXPECT_EQ(met.size(), 2u);
}

TEST(MetObjectsTest, KeepsNumbersWhileItGrows) {
  constexpr uint32_t kMany = 100'000;
  MetObjects met;
  for (uint32_t i = 0; i < kMany; ++i) {
    ASSERT_EQ(met.Number(AddressOf(i)), i);
  }
  for (uint32_t i = kMany; i > 0; --i) {
    ASSERT_EQ(met.Number(AddressOf(i - 1)), i - 1);
  }
  EXPECT_EQ(met.size(), kMany);
}

TEST(MetObjectsTest, ForgetsAllThatItMet) {
  MetObjects met;
  // Small and large tables in turn.
  for (uint32_t many : {10u, 100'000u, 10u, 40'000u, 0u, 10u}) {
    for (uint32_t i = 0; i < many; ++i) {
      ASSERT_EQ(met.Number(AddressOf(many - i)), i);
    }
    EXPECT_EQ(met.size(), many);
    met.Clear();
    EXPECT_EQ(met.size(), 0u);
  }
}

}  // namespace
}  // namespace ferry::internal
