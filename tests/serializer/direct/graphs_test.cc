// Random graphs become the same by a message and without one. A million of
// them:
//
//   tools/bazel test --config=opt --test_timeout=7200
//       --test_env=FERRY_GRAPHS=1000000 //tests/serializer/direct:graphs_test

#include "ferry/tests/serializer/direct/graphs.h"

#include <cstdint>
#include <cstdlib>

#include "ferry/serializer/internal/scripted/scripted_reader.h"
#include "ferry/serializer/internal/scripted/scripted_writer.h"
#include "ferry/tests/support/test_isolate.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

TEST(RandomGraphsTest, AreWhatAMessageMakesOfThem) {
  constexpr uint32_t kGraphs = 150;
  const char* all = std::getenv("FERRY_GRAPHS");
  const uint32_t isolates =
      (all == nullptr ? 600 : std::strtoul(all, nullptr, 10)) / kGraphs;
  uint64_t walked = 0;
  uint64_t read = 0;
  uint64_t written = 0;
  for (uint32_t i = 0; i < isolates; ++i) {
    TestIsolate local;
    Graphs graphs(local);
    for (uint32_t j = 0; j < kGraphs; ++j) {
      // Numbers that are far from each other.
      const uint32_t seed = (i * kGraphs + j + 1) * 2654435761u;
      EXPECT_EQ(graphs.DifferenceOf(seed), "") << seed;
    }
    walked += graphs.walked();
    read += internal::ScriptedReader::Of(local.agent()).counters().values;
    written += internal::ScriptedWriter::Of(local.agent()).counters().values;
  }
  EXPECT_GT(walked, 60 * isolates);
  EXPECT_GT(read, 5 * isolates);
  EXPECT_GT(written, 5 * isolates);
}

}  // namespace
}  // namespace ferry::testing_support
