#include "ferry/agent/strings.h"

#include <v8-value.h>

#include <cstddef>

namespace ferry {

namespace {

constexpr size_t kMaxName = 120;

// The start of `text`, at most `size` bytes and no part of a UTF-8 sequence.
absl::string_view Cut(absl::string_view text, size_t size) {
  if (text.size() <= size) return text;
  while (size > 0 && (text[size] & 0xc0) == 0x80) --size;
  return text.substr(0, size);
}

}  // namespace

v8::Local<v8::String> NewString(v8::Isolate* isolate, absl::string_view text) {
  text = Cut(text, v8::String::kMaxLength);
  return v8::String::NewFromUtf8(isolate, text.data(),
                                 v8::NewStringType::kNormal,
                                 static_cast<int>(text.size()))
      .ToLocalChecked();
}

std::string ToUtf8(v8::Isolate* isolate, v8::Local<v8::Value> string) {
  v8::String::Utf8Value utf8(isolate, string);
  return *utf8 == nullptr ? std::string() : std::string(*utf8, utf8.length());
}

std::string Describe(v8::Isolate* isolate, v8::Local<v8::Object> object) {
  // A proxy is asked nothing: its traps are user code.
  if (object->IsProxy()) return "Proxy";
  return Shorten(ToUtf8(isolate, object->GetConstructorName()));
}

std::string Shorten(std::string name) {
  if (name.size() <= kMaxName) return name;
  return std::string(Cut(name, kMaxName)) + "...";
}

}  // namespace ferry
