#ifndef FERRY_TESTS_SUPPORT_MATCHERS_H_
#define FERRY_TESTS_SUPPORT_MATCHERS_H_

#include <v8-array-buffer.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-value.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/tests/support/outcome.h"
#include "gmock/gmock.h"

// Matchers for what scripts and the library give. They look at values from the
// current context of the current isolate.
namespace ferry::testing_support {

// What the matchers need of an exception.
struct ThrownError {
  std::string class_name;  // Its constructor's.
  std::string name;
  std::string message;
  int code = 0;  // 0 where it has none.
};
ThrownError DescribeError(v8::Local<v8::Value> exception);

v8::Local<v8::Value> Evaluate(absl::string_view script);
std::string TreeOf(v8::Local<v8::Value> value);
std::string TreeOfScript(absl::string_view script);
std::vector<uint8_t> BytesOf(v8::Local<v8::Value> buffer);

// --- Outcomes ---

// A DOMException "DataCloneError" whose message matches.
MATCHER_P(ThrowsDataCloneError, message,
          "throws a DataCloneError whose message " +
              testing::DescribeMatcher<std::string>(message, negation)) {
  if (arg.exception.IsEmpty() || arg.value.has_value()) return false;
  ThrownError error = DescribeError(arg.exception);
  return error.class_name == "DOMException" && error.name == "DataCloneError" &&
         error.code == 25 &&
         testing::ExplainMatchResult(message, error.message, result_listener);
}

// An error of that name ("TypeError") whose message matches.
MATCHER_P2(Throws, name, message,
           std::string("throws a ") + name + " whose message " +
               testing::DescribeMatcher<std::string>(message, negation)) {
  if (arg.exception.IsEmpty() || arg.value.has_value()) return false;
  ThrownError error = DescribeError(arg.exception);
  return error.name == name &&
         testing::ExplainMatchResult(message, error.message, result_listener);
}

// Exactly this value is thrown.
MATCHER_P(ThrowsValue, value, "throws that value") {
  return !arg.exception.IsEmpty() && arg.exception == value;
}

MATCHER(IsTerminated, "was terminated") {
  return arg.terminated && !arg.value.has_value();
}

MATCHER(Succeeds, "returns") {
  return arg.value.has_value() && arg.exception.IsEmpty();
}

MATCHER_P(Returns, value, "returns something that matches") {
  return arg.value.has_value() &&
         testing::ExplainMatchResult(value, *arg.value, result_listener);
}

// A DataCloneError, or any value.
MATCHER(ThrowsDataCloneErrorOrSucceeds, "throws a DataCloneError or returns") {
  return arg.value.has_value() ||
         testing::Value(arg, ThrowsDataCloneError(testing::_));
}

// --- Values ---

// Has the same types, values and identities as what the script gives.
MATCHER_P(EvaluatesTo, script, std::string("equals ") + script) {
  std::string tree = TreeOf(arg);
  *result_listener << "which is " << tree;
  return tree == TreeOfScript(script);
}

MATCHER_P(HasTypedTree, expected, "has the typed tree " + expected) {
  std::string tree = TreeOf(arg);
  *result_listener << "which is " << tree;
  return tree == expected;
}

// --- Buffers ---

MATCHER(IsDetached, "is a detached ArrayBuffer") {
  return arg->IsArrayBuffer() && v8::Local<v8::Value>(arg)
                                     .template As<v8::ArrayBuffer>()
                                     ->WasDetached();
}

// An attached ArrayBuffer or SharedArrayBuffer with these bytes.
MATCHER_P(HoldsBytes, bytes, "is a buffer with other bytes") {
  if (!arg->IsSharedArrayBuffer() &&
      (!arg->IsArrayBuffer() || v8::Local<v8::Value>(arg)
                                    .template As<v8::ArrayBuffer>()
                                    ->WasDetached())) {
    *result_listener << "which is detached, or no buffer";
    return false;
  }
  return testing::ExplainMatchResult(
      testing::ElementsAreArray(std::vector<uint8_t>(bytes)), BytesOf(arg),
      result_listener);
}

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SUPPORT_MATCHERS_H_
