#ifndef FERRY_AGENT_INTERNAL_V8_COMPAT_H_
#define FERRY_AGENT_INTERNAL_V8_COMPAT_H_

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-maybe.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-template.h>
#include <v8-value.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "absl/types/span.h"
#include "ferry/agent/v8_version.h"
#include "ferry/wire/v8_release.h"

// The one place that knows how V8 versions differ. Supported: 12.4 and later.
namespace ferry::internal {

// The V8 in use.
inline constexpr wire::V8Release kV8Release{V8_MAJOR_VERSION, V8_MINOR_VERSION};

// The prototype, without the hidden prototypes that V8 before 12.8 could have.
inline v8::Local<v8::Value> GetPrototype(v8::Local<v8::Object> object) {
#if FERRY_V8_AT_LEAST(12, 8)
  return object->GetPrototypeV2();
#else
  return object->GetPrototype();
#endif
}

inline v8::Maybe<bool> SetPrototype(v8::Local<v8::Context> context,
                                    v8::Local<v8::Object> object,
                                    v8::Local<v8::Value> prototype) {
#if FERRY_V8_AT_LEAST(12, 8)
  return object->SetPrototypeV2(context, prototype);
#else
  return object->SetPrototype(context, prototype);
#endif
}

// Gives `exception`, whose name and message are these, a `stack`. Nothing only
// while execution terminates.
inline v8::Maybe<bool> CaptureStackTrace(v8::Isolate* isolate,
                                         v8::Local<v8::Context> context,
                                         v8::Local<v8::Object> exception,
                                         v8::Local<v8::Value> name,
                                         v8::Local<v8::Value> message) {
#if FERRY_V8_AT_LEAST(13, 0)
  return v8::Exception::CaptureStackTrace(context, exception);
#else
  // These versions give a stack to errors of their own only. It begins with
  // the name that the error has when it is first asked for.
  v8::Local<v8::String> key = v8::String::NewFromUtf8Literal(isolate, "stack");
  v8::Local<v8::Object> error =
      v8::Exception::Error(message.As<v8::String>()).As<v8::Object>();
  v8::Local<v8::Value> stack;
  if (error
          ->CreateDataProperty(
              context, v8::String::NewFromUtf8Literal(isolate, "name"), name)
          .IsNothing() ||
      !error->Get(context, key).ToLocal(&stack)) {
    return v8::Nothing<bool>();
  }
  return exception->DefineOwnProperty(context, key, stack, v8::DontEnum);
#endif
}

// A copy of `object` itself, with the same children. V8 12.4 knows the isolate.
template <typename Object>
v8::Local<v8::Object> CloneShallow(v8::Isolate* isolate,
                                   v8::Local<Object> object) {
  if constexpr (requires { object->Clone(isolate); }) {
    return object->Clone(isolate);
  } else {
    return object->Clone();
  }
}

// Whether `object` was made from an API template or wraps a C++ object, also
// where it has no internal fields. V8 before 12.8 cannot tell.
inline bool IsApiWrapper(v8::Local<v8::Object> object) {
#if FERRY_V8_AT_LEAST(12, 8)
  return object->IsApiWrapper();
#else
  return object->InternalFieldCount() > 0;
#endif
}

// Error.isError(object) is what `is_error` says of an API object. V8
// before 13.4 has no Error.isError, or does not ask.
template <typename Isolate>
void SetIsErrorCallback(Isolate* isolate,
                        bool (*is_error)(v8::Isolate*, v8::Local<v8::Object>)) {
  if constexpr (requires {
                  isolate->SetIsJSApiWrapperNativeErrorCallback(is_error);
                }) {
    isolate->SetIsJSApiWrapperNativeErrorCallback(is_error);
  }
}

// A pointer to a C++ object in an internal field. From V8 14 on it has a tag;
// only V8's sandbox, which needs more of an embedder, looks at it.
inline void SetPointerField(v8::Local<v8::Object> object, int index,
                            void* pointer) {
#if FERRY_V8_AT_LEAST(14, 2)
  object->SetAlignedPointerInInternalField(index, pointer,
                                           v8::kEmbedderDataTypeTagDefault);
#else
  object->SetAlignedPointerInInternalField(index, pointer);
#endif
}

template <typename T>
T* GetPointerField(v8::Local<v8::Object> object, int index) {
#if FERRY_V8_AT_LEAST(14, 2)
  return static_cast<T*>(object->GetAlignedPointerFromInternalField(
      index, v8::kEmbedderDataTypeTagDefault));
#else
  return static_cast<T*>(object->GetAlignedPointerFromInternalField(index));
#endif
}

// Whether V8 can say that there is no memory for a buffer, so that its end is
// not the end of the process.
inline constexpr bool kBackingStoresMayFail = FERRY_V8_AT_LEAST(13, 6);

// Memory for a buffer, or null where there is none. Before 13.6 V8 zeroes it
// and ends the process when there is none.
inline std::unique_ptr<v8::BackingStore> NewUninitializedBackingStore(
    v8::Isolate* isolate, size_t size) {
#if FERRY_V8_AT_LEAST(13, 6)
  return v8::ArrayBuffer::NewBackingStore(
      isolate, size, v8::BackingStoreInitializationMode::kUninitialized,
      v8::BackingStoreOnFailureMode::kReturnNull);
#else
  return v8::ArrayBuffer::NewBackingStore(isolate, size);
#endif
}

// Plain objects with the same keys, made in one call.
class RecordTemplate {
 public:
  bool IsEmpty() const { return template_.IsEmpty(); }
  void Reset(v8::Isolate* isolate, absl::Span<const std::string_view> keys) {
    template_.Reset(isolate, v8::DictionaryTemplate::New(
                                 isolate, {keys.data(), keys.size()}));
  }
  // `values` in the order of the keys.
  v8::Local<v8::Object> New(v8::Isolate* isolate,
                            v8::Local<v8::Context> context,
                            absl::Span<const v8::Local<v8::Value>> values) {
    absl::InlinedVector<v8::MaybeLocal<v8::Value>, 32> all(values.begin(),
                                                           values.end());
    return template_.Get(isolate)->NewInstance(context,
                                               {all.data(), all.size()});
  }

 private:
  v8::Global<v8::DictionaryTemplate> template_;
};

// The realm that `object` was made in; empty where it is gone. Later V8s want
// the isolate.
template <typename Object>
v8::MaybeLocal<v8::Context> GetCreationContext(v8::Isolate* isolate,
                                               v8::Local<Object> object) {
  if constexpr (requires { object->GetCreationContext(isolate); }) {
    return object->GetCreationContext(isolate);
  } else {
    return object->GetCreationContext();
  }
}

// Tells V8 that its objects hold so many bytes more outside of its heap, or
// less where it is negative. V8 wants the sum to end at 0.
inline void AdjustExternalMemory(v8::Isolate* isolate, int64_t bytes) {
  isolate->AdjustAmountOfExternalAllocatedMemory(bytes);
}

// Gives the characters of `string`, which it had itself until now, to
// `resource`: V8 ends it with the string.
template <typename String>
bool MakeExternal(v8::Isolate* isolate, v8::Local<String> string,
                  v8::String::ExternalOneByteStringResource* resource) {
  if constexpr (requires { string->MakeExternal(isolate, resource); }) {
    return string->MakeExternal(isolate, resource);
  } else {
    return string->MakeExternal(resource);
  }
}

// The characters of a string: where V8 keeps it with one byte for each
// (IsOneByte), or with two.
template <typename String>
void WriteOneByte(v8::Isolate* isolate, v8::Local<String> string, uint8_t* to) {
  if constexpr (requires { string->WriteOneByteV2(isolate, 0, 0, to); }) {
    string->WriteOneByteV2(isolate, 0, string->Length(), to);
  } else {
    string->WriteOneByte(isolate, to, 0, -1, String::NO_NULL_TERMINATION);
  }
}
template <typename String>
void WriteTwoByte(v8::Isolate* isolate, v8::Local<String> string,
                  uint16_t* to) {
  if constexpr (requires { string->WriteV2(isolate, 0, 0, to); }) {
    string->WriteV2(isolate, 0, string->Length(), to);
  } else {
    string->Write(isolate, to, 0, -1, String::NO_NULL_TERMINATION);
  }
}

// V(Float16Array, kFloat16) where V8's public API has the class.
#if FERRY_V8_AT_LEAST(13, 6)
#define FERRY_FLOAT16_ARRAY(V) V(Float16Array, kFloat16)
#else
#define FERRY_FLOAT16_ARRAY(V)
#endif

}  // namespace ferry::internal

#endif  // FERRY_AGENT_INTERNAL_V8_COMPAT_H_
