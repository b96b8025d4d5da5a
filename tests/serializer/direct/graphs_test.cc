// Random graphs become the same by a message and without one.

#include "ferry/tests/serializer/direct/graphs.h"

#include <cstdint>

#include "ferry/serializer/internal/scripted/scripted_reader.h"
#include "ferry/serializer/internal/scripted/scripted_writer.h"
#include "ferry/tests/support/test_isolate.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

TEST(RandomGraphsTest, AreWhatAMessageMakesOfThem) {
  constexpr uint32_t kIsolates = 4;
  constexpr uint32_t kGraphs = 150;
  for (uint32_t i = 0; i < kIsolates; ++i) {
    TestIsolate local;
    Graphs graphs(local);
    for (uint32_t j = 0; j < kGraphs; ++j) {
      // Numbers that are far from each other.
      const uint32_t seed = (i * kGraphs + j + 1) * 2654435761u;
      EXPECT_EQ(graphs.DifferenceOf(seed), "") << seed;
    }
    EXPECT_GT(graphs.walked(), 60);
    EXPECT_GT(internal::ScriptedReader::Of(local.agent()).counters().values, 5);
    EXPECT_GT(internal::ScriptedWriter::Of(local.agent()).counters().values, 5);
  }
}

}  // namespace
}  // namespace ferry::testing_support
