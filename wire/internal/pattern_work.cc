#include "ferry/wire/internal/pattern_work.h"

#include "ferry/wire/token.h"

namespace ferry::wire::internal {
namespace {

constexpr uint64_t kProperty = 64;
// A property of strings, such as RGI_Emoji.
constexpr uint64_t kStrings = 5000;
// A class of n characters takes n * n / kClass.
constexpr uint64_t kClass = 64;

// The names of properties of strings begin with one of these, and few others.
bool MayBeOfStrings(uint16_t initial) {
  return initial == 'B' || initial == 'E' || initial == 'R';
}

class Scanner {
 public:
  Scanner(const Text& source, uint32_t flags)
      : units_(source),
        has_sets_((flags & kRegExpUnicodeSets) != 0),
        folds_sets_(has_sets_ && (flags & kRegExpIgnoreCase) != 0) {}

  uint64_t Run() {
    for (uint16_t unit; units_.Next(unit);) {
      if (depth_ > 0) ++in_class_;
      if (unit == '\\') {
        Escape();
      } else if (unit == '[') {
        ++depth_;
      } else if (unit == ']' && depth_ > 0 && --depth_ == 0) {
        EndClass();
      }
    }
    EndClass();
    return work_;
  }

 private:
  void Escape() {
    uint16_t unit;
    if (!units_.Next(unit) || (unit != 'p' && unit != 'P')) return;
    work_ += kProperty;
    if (has_sets_ && units_.Next(unit) && units_.Next(unit) &&
        MayBeOfStrings(unit)) {
      work_ += kStrings;
    }
  }

  void EndClass() {
    if (folds_sets_) work_ += in_class_ * in_class_ / kClass;
    in_class_ = 0;
  }

  TextUnits units_;
  const bool has_sets_;
  const bool folds_sets_;
  uint64_t work_ = 0;
  // Classes that are open, and the characters in them.
  int depth_ = 0;
  uint64_t in_class_ = 0;
};

}  // namespace

uint64_t PatternWork(const Text& source, uint32_t flags) {
  if ((flags & (kRegExpUnicode | kRegExpUnicodeSets)) == 0) return 0;
  return Scanner(source, flags).Run();
}

}  // namespace ferry::wire::internal
