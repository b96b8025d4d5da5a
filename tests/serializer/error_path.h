#ifndef FERRY_TESTS_SERIALIZER_ERROR_PATH_H_
#define FERRY_TESTS_SERIALIZER_ERROR_PATH_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/tests/support/matchers.h"
#include "ferry/tests/support/v8_test.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {

// What a DataCloneError says, and where.
struct PlacedError {
  std::string message;
  // The properties of that name; nothing where there are none.
  std::optional<std::string> path;
  std::optional<double> index;
};

class ErrorPathFixture : public V8Test {
 protected:
  PlacedError PlaceOf(v8::Local<v8::Value> exception) {
    if (exception.IsEmpty()) {
      ADD_FAILURE() << "nothing was thrown";
      return {};
    }
    ThrownError thrown = DescribeError(exception);
    EXPECT_EQ(thrown.name, "DataCloneError") << thrown.message;
    PlacedError error{.message = thrown.message, .path = {}, .index = {}};
    v8::Local<v8::Value> path = Get(exception, "path");
    if (!path->IsUndefined()) {
      error.path = *v8::String::Utf8Value(isolate(), path);
    }
    v8::Local<v8::Value> index = Get(exception, "index");
    if (index->IsNumber()) error.index = index.As<v8::Number>()->Value();
    return error;
  }

  // What is thrown when `value` is cloned.
  PlacedError Refusal(v8::Local<v8::Value> value) {
    return PlaceOf(Clone(value).exception);
  }

  // What `path` leads to from `value`.
  v8::Local<v8::Value> Follow(v8::Local<v8::Value> value,
                              absl::string_view path) {
    Set("$", value);
    return Run(path);
  }

  std::string Text(absl::string_view script) {
    return *v8::String::Utf8Value(isolate(), Run(script));
  }

 private:
  v8::Local<v8::Value> Get(v8::Local<v8::Value> object, const char* name) {
    return object.As<v8::Object>()
        ->Get(source(),
              v8::String::NewFromUtf8(isolate(), name).ToLocalChecked())
        .ToLocalChecked();
  }
};

}  // namespace ferry::testing_support

#endif  // FERRY_TESTS_SERIALIZER_ERROR_PATH_H_
