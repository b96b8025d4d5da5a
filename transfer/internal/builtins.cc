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

#include <atomic>
#include <optional>
#include <vector>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"

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

// Asks V8, in a realm of its own so that nobody's getters run. Empty where
// there is no stack or memory left for the question.
std::optional<bool> TryAsksAboutErrors() {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Context> context = v8::Context::New(isolate);
  if (context.IsEmpty()) return std::nullopt;
  v8::Context::Scope scope(context);
  QuestionProbe probe;
  v8::ValueSerializer serializer(isolate, &probe);
  if (!serializer
           .WriteValue(context,
                       v8::Exception::Error(v8::String::Empty(isolate)))
           .FromMaybe(false)) {
    return std::nullopt;
  }
  return probe.asked();
}

// Whether a value of `realm` has one of these prototypes is what counts; the
// list is empty where there is no stack or memory left to make it.
std::vector<v8::Local<v8::Value>> BuiltinPrototypes(
    v8::Local<v8::Context> realm) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Context::Scope scope(realm);
  v8::Local<v8::Value> date;
  v8::Local<v8::RegExp> reg_exp;
  v8::Local<v8::Promise::Resolver> resolver;
  v8::Local<v8::String> empty = v8::String::Empty(isolate);
  if (!v8::Date::New(realm, 0).ToLocal(&date) ||
      !v8::RegExp::New(realm, empty, v8::RegExp::kNone).ToLocal(&reg_exp) ||
      !v8::Promise::Resolver::New(realm).ToLocal(&resolver)) {
    return {};
  }
  v8::Local<v8::ArrayBuffer> buffer = v8::ArrayBuffer::New(isolate, 0);
  v8::Local<v8::Value> samples[] = {
      v8::Array::New(isolate),
      v8::Map::New(isolate),
      v8::Set::New(isolate),
      date,
      reg_exp,
      resolver->GetPromise(),
      buffer,
      v8::DataView::New(buffer, 0, 0),
      // Its prototype's prototype is the one of all typed arrays.
      GetPrototype(v8::Uint8Array::New(buffer, 0, 0)),
      v8::NumberObject::New(isolate, 0),
      v8::StringObject::New(isolate, empty),
      v8::BooleanObject::New(isolate, false),
  };
  std::vector<v8::Local<v8::Value>> prototypes;
  for (v8::Local<v8::Value> sample : samples) {
    prototypes.push_back(GetPrototype(sample.As<v8::Object>()));
  }
  if (!AsksAboutErrors()) {
    prototypes.push_back(
        GetPrototype(v8::Exception::Error(empty).As<v8::Object>()));
  }
  return prototypes;
}

}  // namespace

// Since 13.9, and in builds of older versions that took the change over (those
// of Node.js 22 and 24), which only a try tells apart.
bool AsksAboutErrors() {
  static std::atomic<std::optional<bool>> known;
  std::optional<bool> asks = known.load(std::memory_order_relaxed);
  if (!asks) {
    asks = TryAsksAboutErrors();
    known.store(asks, std::memory_order_relaxed);
  }
  return asks.value_or(false);
}

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

v8::Maybe<bool> InheritsFromBuiltin(v8::Local<v8::Context> context,
                                    v8::Local<v8::Object> prototype) {
  v8::Local<v8::Context> realm;
  std::vector<v8::Local<v8::Value>> builtins;
  for (v8::Local<v8::Value> link = prototype;
       link->IsObject() && !link->IsProxy();
       link = GetPrototype(link.As<v8::Object>())) {
    v8::Local<v8::Context> home;
    if (!link.As<v8::Object>()->GetCreationContext().ToLocal(&home)) {
      home = context;
    }
    if (realm.IsEmpty() || realm != home) {
      realm = home;
      builtins = BuiltinPrototypes(realm);
      if (builtins.empty()) return v8::Nothing<bool>();
    }
    for (v8::Local<v8::Value> builtin : builtins) {
      if (builtin == link) return v8::Just(true);
    }
  }
  return v8::Just(false);
}

}  // namespace ferry::internal
