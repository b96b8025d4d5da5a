#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_TRIALS_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_TRIALS_H_

#include <algorithm>
#include <chrono>  // NOLINT(build/c++11)
#include <cstddef>
#include <utility>

namespace ferry::internal {

// Whether a script of a realm is to be taken instead of a native way that does
// the same. In a new realm, and where V8 compiles nothing, it is slower. So
// each realm tries it: what trials lose is a small part of the time that the
// native way takes, and the script is taken once it is faster. After it gave
// up, the native way is taken for some times at once.
//
//   if (trials.is_taken() ? trials.Rests() : !trials.MayTry()) {
//     ... the native way, and then trials.OnNative(about how long it takes)
//   }
//
// Isolate-bound.
class Trials {
 public:
  using Clock = std::chrono::steady_clock;
  using Duration = Clock::duration;

  // Trials may lose one of so many parts of the time of native ways.
  explicit Trials(int part = 20) : part_(part) {}

  // Whether the script has won.
  bool is_taken() const { return is_taken_; }
  void Take() { is_taken_ = true; }

  // --- Before it has won.

  // Whether it is time for a trial. If so, the caller takes the script and says
  // how long that took; else it takes the native way.
  bool MayTry() {
    if (trial_ != Duration::zero() && trial_was_used_) {
      native_start_ = Clock::now();
      return false;
    }
    trial_ = Duration::zero();
    return credit_ > Duration::zero();
  }
  // For the value of the trial, which began at `start`, the native way takes
  // about as long as `expected`. What the script did was used: the next value
  // is compared with.
  void OnUsedTrial(Clock::time_point start, bool was_bad, Duration expected) {
    trial_was_used_ = true;
    trial_expected_ = expected;
    EndTrial(start, was_bad);
  }
  // The native way is taken now for the same value.
  void OnVainTrial(Clock::time_point start, bool was_bad) {
    trial_was_used_ = false;
    EndTrial(start, was_bad);
    native_start_ = Clock::now();
  }
  // The native way was taken, which takes about as long as `expected`, and is
  // over.
  void OnNative(Duration expected) {
    if (trial_ != Duration::zero()) Compare(expected);
    credit_ = std::min<Duration>(
        credit_ + expected * of_expected_ / (kWhole * part_), kMostForTrials);
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
  static constexpr std::chrono::milliseconds kMostForTrials{1};
  // Of native ways, until the first trial, which makes and compiles the script.
  static constexpr std::chrono::milliseconds kBeforeTrials{5};
  static constexpr int kWinsToTake = 3;
  // Chance decides some trials that are soon over.
  static constexpr std::chrono::microseconds kShort{20};
  static constexpr int kWinsOfShort = 8;
  // A script that is still slower than the native way was interrupted.
  static constexpr int kMostTimesSlower = 4;
  static constexpr size_t kLongestRest = 256;
  static constexpr int kWhole = 256;
  static constexpr int kMostOfExpected = 16 * kWhole;

  void EndTrial(Clock::time_point start, bool was_bad) {
    trial_ = std::max<Duration>(Clock::now() - start, Duration(1));
    was_bad_ = was_bad;
    credit_ -= trial_;
  }

  void Compare(Duration expected) {
    const Duration native = Clock::now() - native_start_;
    const Duration trial = std::exchange(trial_, Duration::zero());
    of_expected_ = static_cast<int>(std::clamp<Duration::rep>(
        native.count() * kWhole / expected.count(), 1, kMostOfExpected));
    // How long the native way would have taken for the value of the trial.
    Duration replaced = native;
    if (trial_was_used_) {
      replaced = native * trial_expected_.count() / expected.count();
      credit_ += std::min(trial, replaced);
      // Of a value of another size it says little.
      if (4 * replaced > 5 * native || 5 * replaced < 4 * native) return;
    }
    const bool has_won = !was_bad_ && trial < replaced;
    wins_ = has_won ? wins_ + 1 : 0;
    is_taken_ = wins_ >= (native < kShort ? kWinsOfShort : kWinsToTake);
    // A busy machine may have made the trial long. And what has won is soon
    // tried again.
    const Duration most = std::max<Duration>(
        kMostForTrials, has_won ? native / part_ : native * kMostTimesSlower);
    credit_ = std::max(credit_, -most);
  }

  int part_;
  bool is_taken_ = false;
  // How much time trials may lose.
  Duration credit_ = -Duration(kBeforeTrials) / part_;
  // How long the native way took when it was last compared with, of what was
  // expected, in parts of kWhole.
  int of_expected_ = kWhole;
  // The trial that waits to be compared; zero for none.
  Duration trial_ = Duration::zero();
  Duration trial_expected_ = Duration::zero();
  bool trial_was_used_ = false;
  bool was_bad_ = false;
  Clock::time_point native_start_;
  // Trials in a row in which the script was faster.
  int wins_ = 0;
  // How many times the native way is taken next, and will be once the script
  // has given up.
  size_t rest_ = 0;
  size_t next_rest_ = 1;
};

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_TRIALS_H_
