#ifndef FERRY_AGENT_STRINGS_H_
#define FERRY_AGENT_STRINGS_H_

#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <string>

#include "absl/strings/string_view.h"

namespace ferry {

// `text` (UTF-8) as a string of V8. Text for messages: what is too long for V8
// is cut off.
v8::Local<v8::String> NewString(v8::Isolate* isolate, absl::string_view text);

// `string` as UTF-8; lone surrogates become U+FFFD.
std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::Value> string);

// How an error message calls `object`: its constructor's name, cut to a length
// that a person reads. Runs no user code.
std::string Describe(v8::Isolate* isolate, v8::Local<v8::Object> object);

// A name that user code chose, for a message: cut to a length that a person
// reads, "..." where something is missing.
std::string Shorten(std::string name);

}  // namespace ferry

#endif  // FERRY_AGENT_STRINGS_H_
