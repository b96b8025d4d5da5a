#include "ferry/shell/numbers.h"

#include <v8-isolate.h>

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {

v8::Maybe<int64_t> ToClamped(v8::Local<v8::Context> context,
                             v8::Local<v8::Value> value) {
  double number;
  if (!value->NumberValue(context).To(&number)) return v8::Nothing<int64_t>();
  if (std::isnan(number)) return v8::Just(int64_t{0});
  constexpr auto kLimit = static_cast<double>(kMaxSafeInteger);
  return v8::Just(static_cast<int64_t>(
      std::nearbyint(std::clamp(number, -kLimit, kLimit))));
}

v8::Maybe<int64_t> ToEnforced(v8::Local<v8::Context> context,
                              absl::string_view what,
                              v8::Local<v8::Value> value, int64_t max) {
  double number;
  if (!value->NumberValue(context).To(&number)) return v8::Nothing<int64_t>();
  number = std::trunc(number);
  // NaN is in no range.
  if (!(number >= 0 && number <= static_cast<double>(max))) {
    ThrowTypeError(
        v8::Isolate::GetCurrent(),
        absl::StrCat(what, " must be a whole number from 0 to ", max, "."));
    return v8::Nothing<int64_t>();
  }
  return v8::Just(static_cast<int64_t>(number));
}

}  // namespace ferry::shell
