#include "ferry/serializer/internal/large_buffers.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-internal.h>
#include <v8-isolate.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <cstdint>

namespace ferry::internal {
namespace {

using v8::internal::Internals;
using v8::internal::ValueHelper;

// Whether V8's serializer writes `object` by its own properties unless it is
// told otherwise: it is no array, no API object, and nothing that has a type of
// its own, such as a Map, whatever its prototype is. V8's inline functions read
// the type in the same way.
bool IsOrdinaryObject(v8::Local<v8::Object> object) {
  return Internals::GetInstanceType(ValueHelper::ValueAsAddress(*object)) ==
         Internals::kJSObjectType;
}

class Search {
 public:
  Search(v8::Local<v8::Context> context,
         absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object,
         absl::FunctionRef<void(v8::Local<v8::ArrayBuffer>)> found)
      : context_(context), is_host_object_(is_host_object), found_(found) {}

  // False where the search ends.
  bool Visit(v8::Local<v8::Value> value) {
    if (!value->IsObject() || value->IsArrayBufferView()) return true;
    if (value->IsArrayBuffer()) {
      found_(value.As<v8::ArrayBuffer>());
      return true;
    }
    v8::Local<v8::Object> object = value.As<v8::Object>();
    return IsWrittenByProperties(object) && VisitProperties(object);
  }

 private:
  // More would cost more than it may save.
  static constexpr int kMaxProperties = 32;

  // Of a Map, a Date or a host object V8 never reads the properties.
  bool IsWrittenByProperties(v8::Local<v8::Object> object) {
    if (object->IsArray()) {
      return object.As<v8::Array>()->Length() <= kMaxProperties;
    }
    return IsOrdinaryObject(object) && !is_host_object_(object);
  }

  bool VisitProperties(v8::Local<v8::Object> object) {
    v8::Local<v8::Array> keys;
    if (!object
             ->GetOwnPropertyNames(context_,
                                   static_cast<v8::PropertyFilter>(
                                       v8::ONLY_ENUMERABLE | v8::SKIP_SYMBOLS),
                                   v8::KeyConversionMode::kConvertToString)
             .ToLocal(&keys)) {
      return false;
    }
    for (uint32_t i = 0; i < keys->Length(); ++i) {
      v8::Local<v8::Value> key;
      v8::Local<v8::Value> value;
      if (++properties_ > kMaxProperties ||
          !keys->Get(context_, i).ToLocal(&key) ||
          object->HasRealNamedCallbackProperty(context_, key.As<v8::Name>())
              .FromMaybe(true) ||
          !object->Get(context_, key).ToLocal(&value) || !Visit(value)) {
        return false;
      }
    }
    return true;
  }

  const v8::Local<v8::Context> context_;
  const absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object_;
  const absl::FunctionRef<void(v8::Local<v8::ArrayBuffer>)> found_;
  int properties_ = 0;
};

}  // namespace

void FindArrayBuffers(
    v8::Local<v8::Context> context, v8::Local<v8::Value> value,
    absl::FunctionRef<bool(v8::Local<v8::Object>)> is_host_object,
    absl::FunctionRef<void(v8::Local<v8::ArrayBuffer>)> found) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  Search(context, is_host_object, found).Visit(value);
}

}  // namespace ferry::internal
