#ifndef FERRY_TRANSFER_INTERNAL_STRINGS_H_
#define FERRY_TRANSFER_INTERNAL_STRINGS_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <string>

#include "absl/strings/string_view.h"

namespace ferry::internal {

// `text` (UTF-8, shorter than v8::String::kMaxLength) as a string of V8.
v8::Local<v8::String> NewString(v8::Isolate* isolate, absl::string_view text);

// `string` as UTF-8; lone surrogates become U+FFFD.
std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::Value> string);

// How an error message calls `object`: its constructor's name. Runs no user
// code.
std::string Describe(v8::Isolate* isolate, v8::Local<v8::Object> object);

}  // namespace ferry::internal

#endif  // FERRY_TRANSFER_INTERNAL_STRINGS_H_
