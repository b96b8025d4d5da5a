#ifndef FERRY_DELEGATES_INTERNAL_PATH_FINDER_H_
#define FERRY_DELEGATES_INTERNAL_PATH_FINDER_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace ferry::internal {

// The data value of a host object, which is serialized after the main value.
struct WrittenData {
  v8::Local<v8::Object> object;
  v8::Local<v8::Value> data;
  // How the data is reached from the object: "[kClone]().data".
  absl::string_view step;
};

// A serialization that failed.
struct FailedSerialization {
  v8::Local<v8::Value> value;
  // In the order of writing, up to the one that failed.
  absl::Span<const WrittenData> data;
  // Whom the error is about; or what V8 says of what only it knows. One of them
  // is empty.
  v8::Local<v8::Object> object;
  v8::Local<v8::String> refusal;
};

struct FoundPlace {
  // The way to the value that the error is about.
  std::string path;
  // A message that says more than V8's refusal; empty where there is none.
  std::string message;
};

// The way from the serialized value, `$`, to the value that the error is about,
// as JavaScript: $.rows[3].onclick. Walks the values again in the order in
// which V8's serializer wrote them, with a stack of its own, and runs no user
// code. `is_host_object` says what the serializer was told.
//
// The result is empty when the way is not certain: an accessor, or an error
// whose parts are computed, comes before; what is found is not what V8 refused;
// or the walk takes more than 100,000 steps, or the path more than 10,000
// characters.
std::optional<FoundPlace> FindPlace(
    v8::Local<v8::Context> context, const FailedSerialization& failed,
    absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_PATH_FINDER_H_
