#include "ferry/delegates/internal/error_reading.h"

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-primitive.h>
#include <v8-value.h>

#include "absl/strings/string_view.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"

namespace ferry::internal {
namespace {

enum class Found { kNothing, kValue, kUserCode };

// Looks a property up along the prototypes.
Found Find(v8::Local<v8::Context> context, v8::Local<v8::Value> object,
           absl::string_view property, v8::Local<v8::Value>& value) {
  v8::Local<v8::String> name = NewString(v8::Isolate::GetCurrent(), property);
  for (; object->IsObject(); object = GetPrototype(object.As<v8::Object>())) {
    v8::Local<v8::Object> holder = object.As<v8::Object>();
    bool found;
    bool is_accessor;
    if (object->IsProxy() || holder->HasNamedLookupInterceptor() ||
        !holder->HasRealNamedProperty(context, name).To(&found) ||
        !holder->HasRealNamedCallbackProperty(context, name).To(&is_accessor)) {
      return Found::kUserCode;
    }
    if (!found) continue;
    return !is_accessor && holder->Get(context, name).ToLocal(&value)
               ? Found::kValue
               : Found::kUserCode;
  }
  return Found::kNothing;
}

bool IsNameQuiet(v8::Local<v8::Context> context, v8::Local<v8::Object> error) {
  v8::Local<v8::Value> name;
  return Find(context, error, "name", name) == Found::kValue &&
         !name->IsObject();
}

// V8 leaves a message out that is inherited or an accessor.
bool IsMessageQuiet(v8::Local<v8::Context> context,
                    v8::Local<v8::Object> error) {
  v8::Local<v8::String> name = NewString(v8::Isolate::GetCurrent(), "message");
  bool found;
  bool is_accessor;
  v8::Local<v8::Value> message;
  if (!error->HasRealNamedProperty(context, name).To(&found) ||
      !error->HasRealNamedCallbackProperty(context, name).To(&is_accessor)) {
    return false;
  }
  return !found || is_accessor ||
         (error->Get(context, name).ToLocal(&message) && !message->IsObject());
}

// The getter of an error's own `stack`; undefined where it is no accessor.
v8::MaybeLocal<v8::Value> StackGetter(v8::Local<v8::Context> context,
                                      v8::Local<v8::Object> error) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> descriptor;
  if (!error->GetOwnPropertyDescriptor(context, NewString(isolate, "stack"))
           .ToLocal(&descriptor)) {
    return {};
  }
  if (!descriptor->IsObject()) return v8::Undefined(isolate);
  return descriptor.As<v8::Object>()->Get(context, NewString(isolate, "get"));
}

// Whether `stack` is V8's own, and no user function formats it in that realm.
bool IsStackQuiet(v8::Local<v8::Context> context, v8::Local<v8::Object> error) {
  v8::Local<v8::Context> realm;
  if (!error->GetCreationContext().ToLocal(&realm)) return false;
  v8::Local<v8::Object> fresh;
  {
    v8::Context::Scope scope(realm);
    fresh = v8::Exception::Error(v8::String::Empty(v8::Isolate::GetCurrent()))
                .As<v8::Object>();
  }
  v8::Local<v8::Value> getter;
  v8::Local<v8::Value> fresh_getter;
  v8::Local<v8::Value> constructor;
  v8::Local<v8::Value> formatter;
  return StackGetter(context, error).ToLocal(&getter) &&
         StackGetter(context, fresh).ToLocal(&fresh_getter) &&
         (getter->IsUndefined() || getter == fresh_getter) &&
         Find(context, fresh, "constructor", constructor) == Found::kValue &&
         Find(context, constructor, "prepareStackTrace", formatter) ==
             Found::kNothing;
}

}  // namespace

bool IsReadWithoutUserCode(v8::Local<v8::Context> context,
                           v8::Local<v8::Object> error) {
  return IsNameQuiet(context, error) && IsMessageQuiet(context, error) &&
         IsStackQuiet(context, error);
}

}  // namespace ferry::internal
