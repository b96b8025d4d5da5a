#include "ferry/transfer/internal/builtins.h"

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-date.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-primitive-object.h>
#include <v8-primitive.h>
#include <v8-promise.h>
#include <v8-regexp.h>
#include <v8-typed-array.h>
#include <v8-value-serializer.h>

#include "ferry/transfer/internal/strings.h"
#include "ferry/transfer/v8_compat.h"

namespace ferry::internal {
namespace {

// Notes whether V8 asks about what it is given to serialize.
class QuestionProbe final : public v8::ValueSerializer::Delegate {
 public:
  void ThrowDataCloneError(v8::Local<v8::String> message) override {}
  bool HasCustomHostObject(v8::Isolate* isolate) override { return true; }
  v8::Maybe<bool> IsHostObject(v8::Isolate* isolate,
                               v8::Local<v8::Object> object) override {
    asked_ = true;
    return v8::Just(false);
  }

  bool asked() const { return asked_; }

 private:
  bool asked_ = false;
};

// Since 13.9, and in builds of older versions that took the change over (those
// of Node.js 22 and 24), which only a try tells apart.
bool AsksAboutErrors() {
  static const bool asks = [] {
    v8::Isolate* isolate = v8::Isolate::GetCurrent();
    v8::HandleScope handles(isolate);
    // A realm of its own: nobody's getters run.
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope scope(context);
    QuestionProbe probe;
    v8::ValueSerializer serializer(isolate, &probe);
    bool written =
        serializer
            .WriteValue(context,
                        v8::Exception::Error(v8::String::Empty(isolate)))
            .FromMaybe(false);
    return written && probe.asked();
  }();
  return asks;
}

}  // namespace

bool MayBeHostObject(v8::Local<v8::Value> value) {
  if (!value->IsObject()) return false;
  if (value->IsNativeError()) return AsksAboutErrors();
  return !(value->IsArray() || value->IsMap() || value->IsSet() ||
           value->IsDate() || value->IsRegExp() || value->IsFunction() ||
           value->IsProxy() || value->IsArrayBuffer() ||
           value->IsSharedArrayBuffer() || value->IsArrayBufferView() ||
           value->IsPromise() || value->IsWeakMap() || value->IsWeakSet() ||
           value->IsWeakRef() || value->IsGeneratorObject() ||
           value->IsModuleNamespaceObject() || value->IsArgumentsObject() ||
           value->IsMapIterator() || value->IsSetIterator() ||
           value->IsBooleanObject() || value->IsNumberObject() ||
           value->IsStringObject() || value->IsSymbolObject() ||
           value->IsBigIntObject() || value->IsWasmModuleObject() ||
           value->IsWasmMemoryObject());
}

v8::Local<v8::Value> GetObjectPrototype(v8::Local<v8::Context> context) {
  v8::Context::Scope scope(context);
  return GetPrototype(v8::Object::New(v8::Isolate::GetCurrent()));
}

bool IsObjectPrototype(v8::Local<v8::Context> context,
                       v8::Local<v8::Value> value) {
  if (!value->IsObject()) return false;
  v8::Local<v8::Context> realm;
  if (!value.As<v8::Object>()->GetCreationContext().ToLocal(&realm)) {
    realm = context;
  }
  return value == GetObjectPrototype(realm);
}

bool InheritsFromBuiltin(v8::Local<v8::Context> context,
                         v8::Local<v8::Object> prototype) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Context::Scope scope(context);
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, 0);
  v8::Local<v8::Object> samples[] = {
      v8::Array::New(isolate),
      v8::Map::New(isolate),
      v8::Set::New(isolate),
      v8::Date::New(context, 0).ToLocalChecked().As<v8::Object>(),
      v8::RegExp::New(context, v8::String::Empty(isolate), v8::RegExp::kNone)
          .ToLocalChecked(),
      v8::Promise::Resolver::New(context).ToLocalChecked()->GetPromise(),
      buffer,
      v8::DataView::New(buffer, 0, 0),
      // Its prototype's prototype is the one of all typed arrays.
      GetPrototype(v8::Uint8Array::New(buffer, 0, 0)).As<v8::Object>(),
      v8::NumberObject::New(isolate, 0).As<v8::Object>(),
      v8::StringObject::New(isolate, v8::String::Empty(isolate))
          .As<v8::Object>(),
  };
  v8::Local<v8::Value> error_prototype;
  if (!AsksAboutErrors()) {
    error_prototype = GetPrototype(
        v8::Exception::Error(v8::String::Empty(isolate)).As<v8::Object>());
  }
  for (v8::Local<v8::Value> link = prototype;
       link->IsObject() && !link->IsProxy();
       link = GetPrototype(link.As<v8::Object>())) {
    if (link == error_prototype) return true;
    for (v8::Local<v8::Object> sample : samples) {
      if (GetPrototype(sample) == link) return true;
    }
  }
  return false;
}

}  // namespace ferry::internal
