#ifndef FERRY_TESTS_SUPPORT_OUTCOME_H_
#define FERRY_TESTS_SUPPORT_OUTCOME_H_

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-value.h>

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>

namespace ferry::testing_support {

// How a call ended: with a value, an exception, or a termination. What the
// matchers ThrowsDataCloneError, Returns and so on look at.
template <typename T>
struct Outcome {
  std::optional<T> value;
  // Empty where nothing was thrown.
  v8::Local<v8::Value> exception;
  bool terminated = false;
};

// "returned", "was terminated" or "threw <exception as a string>".
std::string DescribeOutcome(bool has_value, bool terminated,
                            v8::Local<v8::Value> exception);

template <typename T>
void PrintTo(const Outcome<T>& outcome, std::ostream* stream) {
  *stream << "a call that "
          << DescribeOutcome(outcome.value.has_value(), outcome.terminated,
                             outcome.exception);
}

namespace internal_outcome {

template <typename T>
void Assign(v8::MaybeLocal<T> result, std::optional<v8::Local<T>>& value) {
  v8::Local<T> local;
  if (result.ToLocal(&local)) value = local;
}

template <typename T>
void Assign(v8::Maybe<T> result, std::optional<T>& value) {
  if (result.IsJust()) value.emplace(std::move(result).FromJust());
}

inline void Assign(v8::Maybe<void> result,
                   std::optional<std::monostate>& value) {
  if (result.IsJust()) value.emplace();
}

template <typename T>
struct ValueOf;
template <typename T>
struct ValueOf<v8::MaybeLocal<T>> {
  using type = v8::Local<T>;
};
template <typename T>
struct ValueOf<v8::Maybe<T>> {
  using type = T;
};
template <>
struct ValueOf<v8::Maybe<void>> {
  using type = std::monostate;
};

}  // namespace internal_outcome

// Calls `function`, which returns v8::Maybe or v8::MaybeLocal. The value of a
// v8::Maybe<void> is a std::monostate.
template <typename F>
auto Try(F function) {
  using T = typename internal_outcome::ValueOf<decltype(function())>::type;
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::TryCatch try_catch(isolate);
  Outcome<T> outcome;
  internal_outcome::Assign(function(), outcome.value);
  outcome.terminated = try_catch.HasTerminated();
  if (outcome.terminated) {
    isolate->CancelTerminateExecution();
  } else if (try_catch.HasCaught()) {
    outcome.exception = try_catch.Exception();
  }
  return outcome;
}

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_OUTCOME_H_
