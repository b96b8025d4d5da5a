#ifndef FERRY_DELEGATES_INTERNAL_PATH_TEXT_H_
#define FERRY_DELEGATES_INTERNAL_PATH_TEXT_H_

#include <v8-context.h>
#include <v8-local-handle.h>
#include <v8-value.h>

#include <string>

#include "absl/strings/string_view.h"

namespace ferry::internal {

// Appends the access to a property to `path`: .name, ["a name"] or [3]. `key`
// is a string or a number.
void AppendProperty(v8::Local<v8::Context> context, v8::Local<v8::Value> key,
                    std::string& path);

// A primitive as JavaScript writes it: "text", 5, 5n, null.
std::string LiteralOf(v8::Local<v8::Context> context,
                      v8::Local<v8::Value> primitive);

// A path as a message shows it: a long one without its middle.
std::string ShortenPath(absl::string_view path);

}  // namespace ferry::internal

#endif  // FERRY_DELEGATES_INTERNAL_PATH_TEXT_H_
