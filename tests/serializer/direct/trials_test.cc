#include "ferry/serializer/internal/direct/trials.h"

#include <chrono>  // NOLINT(build/c++11)
#include <thread>  // NOLINT(build/c++11)

#include "gtest/gtest.h"

namespace ferry::internal {
namespace {

using std::chrono::milliseconds;

// A trial of so long, and then the native way for the same value. Returns how
// long that took, which is what the machine makes of `native`.
Trials::Duration Try(Trials& trials, milliseconds script, milliseconds native,
                     bool gave_up = false) {
  trials.OnVainTrial(Trials::Clock::now() - script, gave_up);
  const Trials::Clock::time_point start = Trials::Clock::now();
  std::this_thread::sleep_for(native);
  trials.OnNative(native);
  return Trials::Clock::now() - start;
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
  Trials trials(20);
  EXPECT_FALSE(trials.MayTry());
  EXPECT_EQ(NativesUntilTrial(trials, milliseconds(1)), 6);
}

TEST(TrialsTest, OfAScriptThatIsSlowerTakeTheirPartOfTheTime) {
  for (bool gave_up : {false, true}) {
    Trials trials(20);
    NativesUntilTrial(trials, milliseconds(20));
    const Trials::Duration native =
        Try(trials, milliseconds(50), milliseconds(20), gave_up);
    const int natives = NativesUntilTrial(trials, milliseconds(20));
    // Twenty times as long as the trial.
    EXPECT_GE(natives * native, milliseconds(800));
    EXPECT_LE(natives * native, milliseconds(1333));
    EXPECT_FALSE(trials.is_taken());
  }
}

TEST(TrialsTest, ThatWereInterruptedAreSoonForgiven) {
  Trials trials(20);
  NativesUntilTrial(trials, milliseconds(10));
  Try(trials, milliseconds(10000), milliseconds(10));
  EXPECT_LE(NativesUntilTrial(trials, milliseconds(10)), 100);
}

TEST(TrialsTest, AreSoonOverWhereTheScriptIsFaster) {
  Trials trials(20);
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(trials.is_taken());
    EXPECT_LE(NativesUntilTrial(trials, milliseconds(20)), 2);
    Try(trials, milliseconds(10), milliseconds(20));
  }
  EXPECT_TRUE(trials.is_taken());
}

// What is written or read twice for a comparison would be lost.
TEST(TrialsTest, OfWhichTheResultIsUsedLoseOnlyWhatTheNativeWayWouldHaveSaved) {
  Trials trials(20);
  NativesUntilTrial(trials, milliseconds(20));
  trials.OnUsedTrial(Trials::Clock::now() - milliseconds(22), false,
                     milliseconds(20));
  // The next value is compared with.
  EXPECT_FALSE(trials.MayTry());
  std::this_thread::sleep_for(milliseconds(20));
  trials.OnNative(milliseconds(20));
  EXPECT_LE(NativesUntilTrial(trials, milliseconds(20)), 8);
  EXPECT_FALSE(trials.is_taken());
}

TEST(TrialsTest, OfWhichTheResultIsUsedWinAgainstValuesOfTheirSize) {
  for (int size : {1, 2}) {
    Trials trials(20);
    for (int i = 0; i < 3; ++i) {
      EXPECT_FALSE(trials.is_taken());
      NativesUntilTrial(trials, milliseconds(20));
      trials.OnUsedTrial(Trials::Clock::now() - milliseconds(10), false,
                         milliseconds(20));
      EXPECT_FALSE(trials.MayTry());
      std::this_thread::sleep_for(milliseconds(20 * size));
      trials.OnNative(milliseconds(20 * size));
    }
    EXPECT_EQ(trials.is_taken(), size == 1);
  }
}

TEST(TrialsTest, OfABadIdeaNeverWin) {
  Trials trials(20);
  for (int i = 0; i < 7; ++i) {
    NativesUntilTrial(trials, milliseconds(10));
    trials.OnUsedTrial(Trials::Clock::now(), true, milliseconds(10));
    EXPECT_FALSE(trials.MayTry());
    std::this_thread::sleep_for(milliseconds(10));
    trials.OnNative(milliseconds(10));
  }
  EXPECT_FALSE(trials.is_taken());
}

}  // namespace
}  // namespace ferry::internal
