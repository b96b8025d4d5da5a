#include "ferry/wire/internal/number_text.h"

#include <charconv>
#include <cmath>
#include <cstring>

namespace ferry::wire {

NumberText::NumberText(double number) {
  if (std::isnan(number)) {
    Append("NaN");
    return;
  }
  if (number < 0) Append("-");
  number = std::abs(number);
  if (number == 0) {
    Append("0");
  } else if (std::isinf(number)) {
    Append("Infinity");
  } else {
    AppendPositive(number);
  }
}

void NumberText::AppendPositive(double number) {
  // The shortest digits that give the number back: d.ddde±xx.
  char scientific[32];
  const char* end = std::to_chars(scientific, scientific + sizeof scientific,
                                  number, std::chars_format::scientific)
                        .ptr;
  char digits[20];
  size_t count = 0;
  const char* at = scientific;
  for (; *at != 'e'; ++at) {
    if (*at != '.') digits[count++] = *at;
  }
  int exponent = 0;
  std::from_chars(at[1] == '+' ? at + 2 : at + 1, end, exponent);
  Format({digits, count}, exponent + 1);
}

// `point` is how many digits are before the decimal point.
void NumberText::Format(absl::string_view digits, int point) {
  int count = static_cast<int>(digits.size());
  if (point > 0 && point <= 21) {
    if (count <= point) {
      Append(digits);
      AppendZeros(point - count);
    } else {
      Append(digits.substr(0, point));
      Append(".");
      Append(digits.substr(point));
    }
    return;
  }
  if (point > -6 && point <= 0) {
    Append("0.");
    AppendZeros(-point);
    Append(digits);
    return;
  }
  Append(digits.substr(0, 1));
  if (count > 1) {
    Append(".");
    Append(digits.substr(1));
  }
  int exponent = point - 1;
  Append(exponent < 0 ? "e-" : "e+");
  char text[8];
  char* end = std::to_chars(text, text + sizeof text, std::abs(exponent)).ptr;
  Append({text, static_cast<size_t>(end - text)});
}

void NumberText::Append(absl::string_view text) {
  std::memcpy(buffer_ + size_, text.data(), text.size());
  size_ += text.size();
}

void NumberText::AppendZeros(int count) {
  std::memset(buffer_ + size_, '0', count);
  size_ += count;
}

}  // namespace ferry::wire
