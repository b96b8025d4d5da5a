// How much memory a clone of one large buffer takes while it is made.

#include <v8-local-handle.h>

#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <thread>  // NOLINT(build/c++11)

#include "ferry/tests/serializer/clone_path.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/process_memory.h"
#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {
namespace {

constexpr size_t kSize = size_t{256} << 20;

class PeakMemoryTest : public ClonePathTest {
 protected:
  void CloneOnce(const char* script) {
    v8::HandleScope handles(isolate());
    ASSERT_THAT(Clone(Run(script)), Succeeds()) << script;
  }

  // V8 frees buffers on another thread.
  static void WaitUntilFreed(size_t most) {
    for (int i = 0; ResidentMemory() > most; ++i) {
      ASSERT_LT(i, 10000) << "the copy is not freed";
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

TEST_F(PeakMemoryTest, IsTheSourceAndTheCopy) {
  size_t before = PeakMemory();
  ASSERT_GT(before, 0u);
  Run("globalThis.it = {data: new Uint8Array(256 << 20).fill(1)}; 0");
  EXPECT_GE(PeakMemory() - before, kSize) << "the source";
  for (const char* script : {"it.data.buffer", "it.data", "it"}) {
    CloneOnce(script);
    EXPECT_LE(PeakMemory() - before, kSize / 10 * 21) << script;
    local().CollectGarbage();
    WaitUntilFreed(before + kSize / 10 * 11);
  }
}

}  // namespace
}  // namespace ferry::testing_support
