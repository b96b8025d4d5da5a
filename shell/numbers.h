#ifndef FERRY_SHELL_NUMBERS_H_
#define FERRY_SHELL_NUMBERS_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-value.h>

#include <cstdint>

#include "absl/strings/string_view.h"

// WebIDL's conversions to whole numbers. When one throws, the result is empty.
namespace ferry::shell {

// The largest n for which n and n + 1 are numbers of JavaScript.
inline constexpr int64_t kMaxSafeInteger = (int64_t{1} << 53) - 1;

// [Clamp] long long: rounded to the nearest (even) one; NaN is 0.
v8::Maybe<int64_t> ToClamped(v8::Local<v8::Context> context,
                             v8::Local<v8::Value> value);

// [EnforceRange]: cut towards 0; a TypeError, which begins with `what`, where
// it is not from 0 to `max`.
v8::Maybe<int64_t> ToEnforced(v8::Local<v8::Context> context,
                              absl::string_view what,
                              v8::Local<v8::Value> value, int64_t max);

}  // namespace ferry::shell

#endif  // FERRY_SHELL_NUMBERS_H_
