#ifndef FERRY_WIRE_INTERNAL_NUMBER_TEXT_H_
#define FERRY_WIRE_INTERNAL_NUMBER_TEXT_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace ferry::wire {

// A number as JavaScript's Number::toString writes it, such as 1e+21 or
// -0.0000015 ("0" for -0). ECMA-262, section 6.1.6.1.20.
//
//   NumberText text(1.5);
//   use(text.view());
class NumberText {
 public:
  explicit NumberText(double number);

  absl::string_view view() const { return {buffer_, size_}; }

 private:
  void AppendPositive(double number);
  void Format(absl::string_view digits, int point);
  void Append(absl::string_view text);
  void AppendZeros(int count);

  // "-0.00000" and 17 digits, or 21 digits, or an exponent.
  char buffer_[40];
  size_t size_ = 0;
};

}  // namespace ferry::wire

#endif  // FERRY_WIRE_INTERNAL_NUMBER_TEXT_H_
