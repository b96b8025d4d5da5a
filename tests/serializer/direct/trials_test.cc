#include "ferry/serializer/internal/direct/trials.h"

#include <chrono>  // NOLINT(build/c++11)
#include <thread>  // NOLINT(build/c++11)

#include "gtest/gtest.h"

namespace ferry::internal {
namespace {

using std::chrono::milliseconds;

// A trial of so long, and then the native way.
void Try(Trials& trials, milliseconds script, milliseconds native,
         bool gave_up = false) {
  trials.OnTrial(Trials::Clock::now() - script, gave_up);
  std::this_thread::sleep_for(native);
  trials.OnNative(native);
}

// How many times the native way is taken until the next trial.
int NativesUntilTrial(Trials& trials, milliseconds native) {
  int count = 0;
  while (!trials.MayTry()) {
    trials.OnNative(native);
    ++count;
  }
  return count;
}

TEST(TrialsTest, BeginWhereTheNativeWayHasTakenLongEnough) {
  Trials trials;
  EXPECT_FALSE(trials.MayTry());
  EXPECT_EQ(NativesUntilTrial(trials, milliseconds(1)), 6);
}

TEST(TrialsTest, OfAScriptThatIsSlowerTakeATenthOfTheTime) {
  for (bool gave_up : {false, true}) {
    Trials trials;
    NativesUntilTrial(trials, milliseconds(20));
    Try(trials, milliseconds(50), milliseconds(20), gave_up);
    const int natives = NativesUntilTrial(trials, milliseconds(20));
    EXPECT_GE(natives, 24);
    EXPECT_LE(natives, 40);
    EXPECT_FALSE(trials.is_taken());
  }
}

TEST(TrialsTest, ThatWereInterruptedAreSoonForgiven) {
  Trials trials;
  NativesUntilTrial(trials, milliseconds(10));
  Try(trials, milliseconds(10000), milliseconds(10));
  EXPECT_LE(NativesUntilTrial(trials, milliseconds(10)), 100);
}

TEST(TrialsTest, AreSoonOverWhereTheScriptIsFaster) {
  Trials trials;
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(trials.is_taken());
    EXPECT_LE(NativesUntilTrial(trials, milliseconds(20)), 2);
    Try(trials, milliseconds(10), milliseconds(20));
  }
  EXPECT_TRUE(trials.is_taken());
}

}  // namespace
}  // namespace ferry::internal
