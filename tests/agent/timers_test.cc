#include "ferry/agent/timers.h"

#include <thread>  // NOLINT(build/c++11)
#include <vector>

#include "ferry/tests/support/v8_test.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ferry {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class TimersTest : public testing_support::V8Test {
 protected:
  Timers& timers() { return Timers::Of(agent()); }
  bool LoopIsAlive() { return local().event_loop().is_alive(); }

  // Until no timer waits.
  void RunLoop() {
    while (LoopIsAlive()) {
      local().RunTasks();
      std::this_thread::yield();
    }
  }

  // A callback that notes `what`.
  Timers::Callback Note(int what) {
    return [this, what] { fired_.push_back(what); };
  }

  std::vector<int> fired_;
};

TEST_F(TimersTest, FireInTheOrderOfTheirDeadlines) {
  timers().Start(0.02, Note(3));
  timers().Start(0, Note(1));
  timers().Start(0.01, Note(2));
  for (int i = 10; i < 15; ++i) timers().Start(0.02, Note(i));
  RunLoop();
  EXPECT_THAT(fired_, ElementsAre(1, 2, 3, 10, 11, 12, 13, 14));
}

TEST_F(TimersTest, AreCancelled) {
  const int first = timers().Start(0, Note(1));
  timers().Start(0, Note(2));
  const int last = timers().Start(0.001, Note(3));
  EXPECT_EQ(last, 3);
  timers().Cancel(first);
  timers().Cancel(last);
  // Once more, and one that never was.
  timers().Cancel(first);
  timers().Cancel(99);
  RunLoop();
  EXPECT_THAT(fired_, ElementsAre(2));
}

TEST_F(TimersTest, RepeatUntilTheyAreCancelled) {
  int id = 0;
  int times = 0;
  id = timers().Start(
      0.001,
      [&] {
        fired_.push_back(++times);
        if (times == 3) timers().Cancel(id);
      },
      Timers::Repeat::kForever);
  RunLoop();
  EXPECT_THAT(fired_, ElementsAre(1, 2, 3));
}

TEST_F(TimersTest, LetTheLoopEndWhereThatWasSaid) {
  const int id = timers().Start(0.001, Note(1));
  timers().SetKeepsLoopAlive(id, false);
  EXPECT_FALSE(LoopIsAlive());
  timers().SetKeepsLoopAlive(id, false);
  timers().SetKeepsLoopAlive(id, true);
  EXPECT_TRUE(LoopIsAlive());
  timers().SetKeepsLoopAlive(id, false);
  timers().Start(0.01, Note(2));
  RunLoop();
  EXPECT_THAT(fired_, ElementsAre(1, 2));
  timers().SetKeepsLoopAlive(id, true);
  EXPECT_FALSE(LoopIsAlive()) << "it has fired";
}

// It is set again without a word of the caller.
TEST_F(TimersTest, LetTheLoopEndThoughTheyRepeat) {
  const int id = timers().Start(0.001, Note(1), Timers::Repeat::kForever);
  timers().SetKeepsLoopAlive(id, false);
  timers().Start(0.02, Note(2));
  RunLoop();
  EXPECT_THAT(fired_, Contains(2));
  EXPECT_GT(fired_.size(), 2u);
  timers().Cancel(id);
  EXPECT_FALSE(LoopIsAlive());
}

TEST_F(TimersTest, KeepTheLoopRunningWhileTheyWait) {
  EXPECT_FALSE(LoopIsAlive());
  const int id = timers().Start(1000, Note(1));
  EXPECT_TRUE(LoopIsAlive());
  timers().Cancel(id);
  EXPECT_FALSE(LoopIsAlive());
  EXPECT_TRUE(timers().empty());
}

TEST_F(TimersTest, AreCancelledWithTheirAgent) {
  timers().Start(0, Note(1));
  timers().Start(0.001, Note(2), Timers::Repeat::kForever);
  local().DestroyAgent();
  EXPECT_FALSE(LoopIsAlive());
  std::this_thread::sleep_for(std::chrono::milliseconds(5));
  local().RunTasks();
  EXPECT_THAT(fired_, IsEmpty());
}

}  // namespace
}  // namespace ferry
