#include "ferry/tests/support/platform.h"
#include "gtest/gtest.h"

// V8's platform can be started once per process and never again, so it
// belongs to main and not to a fixture.
int main(int argc, char** argv) {
  // V8 has threads; a death test that forks in their midst may hang.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  testing::InitGoogleTest(&argc, argv);
  ferry::testing_support::StartV8();
  return RUN_ALL_TESTS();
}
