#include "ferry/tests/support/matchers.h"

#include <v8-context.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/tests/support/typed_tree.h"

namespace ferry::testing_support {
namespace {

v8::Local<v8::Context> CurrentContext() {
  return v8::Isolate::GetCurrent()->GetCurrentContext();
}

v8::Local<v8::Value> Get(v8::Local<v8::Object> object, absl::string_view name) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  return object->Get(CurrentContext(), NewString(isolate, name))
      .FromMaybe(v8::Undefined(isolate).As<v8::Value>());
}

}  // namespace

ThrownError DescribeError(v8::Local<v8::Value> exception) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  ThrownError error;
  if (!exception->IsObject()) {
    error.message = ToUtf8(isolate, exception);
    return error;
  }
  v8::Local<v8::Object> object = exception.As<v8::Object>();
  v8::Local<v8::Value> code = Get(object, "code");
  error.class_name = ToUtf8(isolate, object->GetConstructorName());
  error.name = ToUtf8(isolate, Get(object, "name"));
  error.message = ToUtf8(isolate, Get(object, "message"));
  error.code = code->IsInt32() ? code.As<v8::Int32>()->Value() : 0;
  return error;
}

v8::Local<v8::Value> Evaluate(absl::string_view script) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Script> compiled;
  v8::Local<v8::Value> value;
  if (!v8::Script::Compile(CurrentContext(), NewString(isolate, script))
           .ToLocal(&compiled) ||
      !compiled->Run(CurrentContext()).ToLocal(&value)) {
    return NewString(isolate,
                     absl::StrCat("(the script threw: ",
                                  ToUtf8(isolate, try_catch.Exception()), ")"));
  }
  return value;
}

std::string TreeOf(v8::Local<v8::Value> value) {
  return TypedTree(CurrentContext(), value);
}

std::string TreeOfScript(absl::string_view script) {
  return TreeOf(Evaluate(script));
}

std::vector<uint8_t> BytesOf(v8::Local<v8::Value> buffer) {
  auto store = buffer->IsSharedArrayBuffer()
                   ? buffer.As<v8::SharedArrayBuffer>()->GetBackingStore()
                   : buffer.As<v8::ArrayBuffer>()->GetBackingStore();
  const uint8_t* data = static_cast<const uint8_t*>(store->Data());
  return std::vector<uint8_t>(data, data + store->ByteLength());
}

}  // namespace ferry::testing_support
