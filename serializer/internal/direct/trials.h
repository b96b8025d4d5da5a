#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_TRIALS_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_TRIALS_H_

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>

namespace ferry::internal {

// Whether a script of a realm is to be taken instead of a native way that does
// the same. In a new realm, and where V8 compiles nothing, it is slower. So
// each realm tries it: for a tenth of the time that the native way takes, both
// are taken, and the script alone once it is faster. After it gave up, the
// native way is taken for some times at once.
//
// Isolate-bound.
class Trials {
 public:
  using Clock = std::chrono::steady_clock;

  // Whether the script has won.
  bool is_taken() const { return is_taken_; }
  void Take() { is_taken_ = true; }

  // --- Before it has won.

  // Whether it is time for a trial. If so, the caller takes the script and says
  // how long that took, and then the native way.
  bool MayTry() {
    trial_ = Clock::duration::zero();
    return credit_ > Clock::duration::zero();
  }
  void OnTrial(Clock::time_point start, bool gave_up) {
    trial_end_ = Clock::now();
    trial_ = trial_end_ - start;
    credit_ -= trial_;
    gave_up_ = gave_up;
  }
  // The native way was taken, which takes about as long as `expected`, and is
  // over.
  void OnNative(Clock::duration expected) {
    if (trial_ != Clock::duration::zero()) {
      const Clock::duration native = Clock::now() - trial_end_;
      const bool has_won = !gave_up_ && trial_ < native;
      wins_ = has_won ? wins_ + 1 : 0;
      is_taken_ = wins_ >= (native < kShort ? kWinsOfShort : kWinsToTake);
      // A busy machine may have made the trial long. And what has won is soon
      // tried again.
      const Clock::duration most = std::max<Clock::duration>(
          kMostForTrials,
          has_won ? native / kPartForTrials : native * kMostTimesSlower);
      credit_ = std::max(credit_, -most);
      trial_ = Clock::duration::zero();
    }
    credit_ = std::min<Clock::duration>(credit_ + expected / kPartForTrials,
                                        kMostForTrials);
  }

  // --- After it has won.

  // Whether to take the native way at once.
  bool Rests() {
    if (rest_ == 0) return false;
    --rest_;
    return true;
  }
  // How the script went: whether it gave up, or was a bad idea all the same.
  void OnScript(bool was_bad) {
    if (was_bad) {
      rest_ = next_rest_;
      next_rest_ = std::min(2 * next_rest_, kLongestRest);
    } else {
      next_rest_ = 1;
    }
  }

 private:
  // The part of the time of native ways which trials may take.
  static constexpr int kPartForTrials = 10;
  static constexpr std::chrono::milliseconds kMostForTrials{1};
  // Until the first trial, which makes and compiles the script, native ways
  // have taken ten times as long.
  static constexpr std::chrono::microseconds kBeforeTrials{500};
  static constexpr int kWinsToTake = 3;
  // Chance decides some trials that are soon over.
  static constexpr std::chrono::microseconds kShort{20};
  static constexpr int kWinsOfShort = 8;
  // A script that is still slower than the native way was interrupted.
  static constexpr int kMostTimesSlower = 4;
  static constexpr size_t kLongestRest = 256;

  bool is_taken_ = false;
  // How long trials may take.
  Clock::duration credit_ = -kBeforeTrials;
  // The trial of the value that is next taken natively; zero for none.
  Clock::duration trial_ = Clock::duration::zero();
  Clock::time_point trial_end_;
  bool gave_up_ = false;
  // Trials in a row in which the script was faster.
  int wins_ = 0;
  // How many times the native way is taken next, and will be once the script
  // has given up.
  size_t rest_ = 0;
  size_t next_rest_ = 1;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_TRIALS_H_
