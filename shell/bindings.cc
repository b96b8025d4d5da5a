#include "ferry/shell/bindings.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-function.h>

#include <cstring>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"

namespace ferry::shell {

v8::MaybeLocal<v8::String> NewLongString(v8::Isolate* isolate,
                                         absl::string_view text) {
  v8::Local<v8::String> string;
  if (text.size() > static_cast<size_t>(v8::String::kMaxLength) ||
      !v8::String::NewFromUtf8(isolate, text.data(), v8::NewStringType::kNormal,
                               static_cast<int>(text.size()))
           .ToLocal(&string)) {
    ThrowRangeError(isolate, absl::StrCat(text.size(),
                                          " bytes are too long for a string."));
    return {};
  }
  return string;
}

bool ToText(v8::Isolate* isolate, v8::Local<v8::Value> value,
            std::string& text) {
  v8::Local<v8::String> string;
  if (!value->ToString(isolate->GetCurrentContext()).ToLocal(&string)) {
    return false;
  }
  v8::String::Utf8Value utf8(isolate, string);
  text.assign(*utf8, utf8.length());
  return true;
}

void ThrowError(v8::Isolate* isolate, absl::string_view message) {
  isolate->ThrowException(v8::Exception::Error(NewString(isolate, message)));
}

void ThrowTypeError(v8::Isolate* isolate, absl::string_view message) {
  isolate->ThrowException(
      v8::Exception::TypeError(NewString(isolate, message)));
}

void ThrowRangeError(v8::Isolate* isolate, absl::string_view message) {
  isolate->ThrowException(
      v8::Exception::RangeError(NewString(isolate, message)));
}

void SetValue(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
              absl::string_view name, v8::Local<v8::Value> value) {
  object
      ->CreateDataProperty(context, NewString(v8::Isolate::GetCurrent(), name),
                           value)
      .Check();
}

void SetFunction(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
                 absl::string_view name, v8::FunctionCallback callback) {
  v8::Local<v8::Function> function =
      v8::Function::New(context, callback, {}, 0,
                        v8::ConstructorBehavior::kThrow)
          .ToLocalChecked();
  function->SetName(NewString(v8::Isolate::GetCurrent(), name));
  SetValue(context, object, name, function);
}

v8::MaybeLocal<v8::Uint8Array> NewUint8Array(v8::Isolate* isolate,
                                             absl::Span<const uint8_t> bytes) {
  v8::Local<v8::ArrayBuffer> buffer;
  if (!v8::ArrayBuffer::MaybeNew(isolate, bytes.size()).ToLocal(&buffer)) {
    ThrowRangeError(isolate,
                    absl::StrCat("No memory for ", bytes.size(), " bytes."));
    return {};
  }
  if (!bytes.empty()) std::memcpy(buffer->Data(), bytes.data(), bytes.size());
  return v8::Uint8Array::New(buffer, 0, bytes.size());
}

bool CopyBytes(v8::Local<v8::Value> value, std::vector<uint8_t>& bytes) {
  if (value->IsArrayBufferView()) {
    v8::Local<v8::ArrayBufferView> view = value.As<v8::ArrayBufferView>();
    bytes.resize(view->ByteLength());
    view->CopyContents(bytes.data(), bytes.size());
    return true;
  }
  if (value->IsArrayBuffer()) {
    v8::Local<v8::ArrayBuffer> buffer = value.As<v8::ArrayBuffer>();
    bytes.resize(buffer->ByteLength());
    if (!bytes.empty()) {
      std::memcpy(bytes.data(), buffer->Data(), bytes.size());
    }
    return true;
  }
  return false;
}

}  // namespace ferry::shell
