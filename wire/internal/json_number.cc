#include "ferry/wire/internal/json_number.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "ferry/wire/internal/number_text.h"

namespace ferry::wire {

void AppendJsonNumber(double number, std::string& out) {
  if (std::isfinite(number) && !(number == 0 && std::signbit(number))) {
    absl::StrAppend(&out, NumberText(number).view());
  } else {
    absl::StrAppend(&out, "{\"$number\":\"",
                    number == 0 ? "-0" : NumberText(number).view(), "\"}");
  }
}

}  // namespace ferry::wire
