#ifndef FERRY_SHELL_BINDINGS_H_
#define FERRY_SHELL_BINDINGS_H_

#include <v8-context.h>
#include <v8-function-callback.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-primitive.h>
#include <v8-typed-array.h>
#include <v8-value.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/strings.h"

// What every file of native functions needs: text, errors, bytes, properties.
namespace ferry::shell {

// `text`, UTF-8 of any length, as a string of V8; empty, with a RangeError
// pending, where V8 has no strings of that length.
v8::MaybeLocal<v8::String> NewLongString(v8::Isolate* isolate,
                                         absl::string_view text);

// `value` as text, converted as String(value) does; false, with an exception
// pending, where that throws.
bool ToText(v8::Isolate* isolate, v8::Local<v8::Value> value,
            std::string& text);

void ThrowError(v8::Isolate* isolate, absl::string_view message);
void ThrowTypeError(v8::Isolate* isolate, absl::string_view message);
void ThrowRangeError(v8::Isolate* isolate, absl::string_view message);

void SetValue(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
              absl::string_view name, v8::Local<v8::Value> value);
void SetFunction(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
                 absl::string_view name, v8::FunctionCallback callback);

// A copy of `bytes`; empty, with a RangeError pending, where there is no
// memory.
v8::MaybeLocal<v8::Uint8Array> NewUint8Array(v8::Isolate* isolate,
                                             absl::Span<const uint8_t> bytes);

// Copies the bytes of a view or buffer; false where `value` is neither.
bool CopyBytes(v8::Local<v8::Value> value, std::vector<uint8_t>& bytes);

// Takes what cannot be copied out of `maybe`; false where there is nothing.
template <typename T>
bool MoveTo(v8::Maybe<T> maybe, T& result) {
  if (maybe.IsNothing()) return false;
  result = std::move(maybe).FromJust();
  return true;
}

}  // namespace ferry::shell

#endif  // FERRY_SHELL_BINDINGS_H_
