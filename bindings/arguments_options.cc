#include <v8-exception.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <variant>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/exceptions/error_policy.h"
#include "ferry/wire/limits.h"

namespace ferry {
namespace {

using internal::ThrowTypeError;
using wire::Limits;

// Above it a number of JavaScript does not say which whole number it means.
constexpr uint64_t kMaxSafeInteger = (uint64_t{1} << 53) - 1;

// All members of Limits.
constexpr struct {
  const char* name;
  std::variant<uint32_t Limits::*, uint64_t Limits::*> member;
} kLimits[] = {
    {"bigintBytes", &Limits::bigint_bytes},
    {"bufferBytes", &Limits::buffer_bytes},
    {"bytes", &Limits::bytes},
    {"depth", &Limits::depth},
    {"hostObjects", &Limits::host_objects},
    {"keyComparisons", &Limits::key_comparisons},
    {"nodes", &Limits::nodes},
    {"objects", &Limits::objects},
    {"patternBytes", &Limits::pattern_bytes},
    {"patternWork", &Limits::pattern_work},
    {"resizableBuffers", &Limits::resizable_buffers},
    {"resizableBytes", &Limits::resizable_bytes},
    {"sparseElements", &Limits::sparse_elements},
};

v8::Maybe<bool> RefuseType(absl::string_view call, absl::string_view problem) {
  ThrowTypeError(v8::Isolate::GetCurrent(), absl::StrCat(call, ": ", problem));
  return v8::Nothing<bool>();
}

v8::Maybe<bool> RefuseRange(absl::string_view call, absl::string_view problem) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  isolate->ThrowException(v8::Exception::RangeError(
      NewString(isolate, absl::StrCat(call, ": ", problem))));
  return v8::Nothing<bool>();
}

bool Get(v8::Local<v8::Context> context, v8::Local<v8::Value> dictionary,
         absl::string_view name, v8::Local<v8::Value>& value) {
  return dictionary.As<v8::Object>()
      ->Get(context, NewString(v8::Isolate::GetCurrent(), name))
      .ToLocal(&value);
}

template <typename T>
v8::Maybe<bool> TakeLimit(absl::string_view call, absl::string_view name,
                          v8::Local<v8::Value> value, T& limit) {
  constexpr uint64_t kMax =
      std::min<uint64_t>(std::numeric_limits<T>::max(), kMaxSafeInteger);
  if (!value->IsNumber()) {
    return RefuseType(call,
                      absl::StrCat("member limits.", name, " is no number."));
  }
  const double number = value.As<v8::Number>()->Value();
  if (!(number >= 0 && number <= static_cast<double>(kMax)) ||
      number != std::floor(number)) {
    return RefuseRange(
        call, absl::StrCat("member limits.", name,
                           " is no whole number from 0 to ", kMax, "."));
  }
  limit = static_cast<T>(number);
  return v8::Just(true);
}

v8::Maybe<bool> TakeLimits(v8::Local<v8::Context> context,
                           absl::string_view call,
                           v8::Local<v8::Value> argument, Limits& limits) {
  if (argument->IsNullOrUndefined()) return v8::Just(true);
  if (!argument->IsObject()) {
    return RefuseType(call,
                      "member limits is no object such as {bytes: 1000}.");
  }
  for (const auto& [name, member] : kLimits) {
    v8::Local<v8::Value> value;
    if (!Get(context, argument, name, value)) return v8::Nothing<bool>();
    if (value->IsUndefined()) continue;
    const v8::Maybe<bool> taken = std::visit(
        [&, name = name](auto at) {
          return TakeLimit(call, name, value, limits.*at);
        },
        member);
    if (taken.IsNothing()) return v8::Nothing<bool>();
  }
  return v8::Just(true);
}

}  // namespace

v8::Maybe<bool> TakeOptions(v8::Local<v8::Context> context,
                            absl::string_view call,
                            v8::Local<v8::Value> argument, wire::Limits& limits,
                            ErrorPolicy& error_policy) {
  if (argument->IsNullOrUndefined()) return v8::Just(true);
  if (!argument->IsObject()) {
    return RefuseType(call, "the options are no object such as {limits: {}}.");
  }
  v8::Local<v8::Value> full_errors;
  v8::Local<v8::Value> given_limits;
  if (!Get(context, argument, "fullErrors", full_errors) ||
      !Get(context, argument, "limits", given_limits)) {
    return v8::Nothing<bool>();
  }
  if (full_errors->BooleanValue(v8::Isolate::GetCurrent())) {
    error_policy = ErrorPolicy::kFull;
  }
  return TakeLimits(context, call, given_limits, limits);
}

}  // namespace ferry
