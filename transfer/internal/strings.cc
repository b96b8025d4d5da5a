#include "ferry/transfer/internal/strings.h"

#include <v8-value.h>

namespace ferry::internal {

v8::Local<v8::String> NewString(v8::Isolate* isolate, absl::string_view text) {
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
  return ToUtf8(isolate, object->GetConstructorName());
}

}  // namespace ferry::internal
