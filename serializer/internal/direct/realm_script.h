#ifndef FERRY_SERIALIZER_INTERNAL_DIRECT_REALM_SCRIPT_H_
#define FERRY_SERIALIZER_INTERNAL_DIRECT_REALM_SCRIPT_H_

#include <v8-container.h>
#include <v8-context.h>
#include <v8-isolate.h>
#include <v8-local-handle.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-value.h>

#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "ferry/agent/internal/v8_compat.h"

// What scripts of the library need of one realm, and which a script of its user
// cannot have changed. Nothing here runs user code.
namespace ferry::internal {

// The method of this name if it is one that V8 made, else undefined.
v8::Local<v8::Value> BuiltinMethod(v8::Isolate* isolate,
                                   v8::Local<v8::Context> context,
                                   v8::Local<v8::Value> object,
                                   absl::string_view method);

// Reflect.apply, if V8 made it.
v8::Local<v8::Value> BuiltinApply(v8::Isolate* isolate,
                                  v8::Local<v8::Context> context);

// `object`, which inherits nothing from now on.
template <typename T>
v8::Local<T> WithoutPrototype(v8::Isolate* isolate,
                              v8::Local<v8::Context> context,
                              v8::Local<T> object) {
  SetPrototype(context, object, v8::Null(isolate)).Check();
  return object;
}

using Members = std::vector<std::pair<const char*, v8::Local<v8::Value>>>;

// What walk.js needs: methods of Maps and Sets, and a Map and a Set to see
// whether they work.
Members WalkMembers(v8::Isolate* isolate, v8::Local<v8::Context> context);

// An object of these members, which inherits nothing.
v8::Local<v8::Object> NewMembers(
    v8::Isolate* isolate,
    absl::Span<const std::pair<const char*, v8::Local<v8::Value>>> members);

// What `body`, of a function of `native`, returns in the current context.
v8::MaybeLocal<v8::Array> RunScript(v8::Isolate* isolate,
                                    v8::Local<v8::Context> context,
                                    const char* body, absl::string_view name,
                                    v8::Local<v8::Value> native);

// A handle for what the realm keeps.
template <typename T>
void ResetWeak(v8::Isolate* isolate, v8::Global<T>& handle,
               v8::Local<T> object) {
  handle.Reset(isolate, object);
  handle.SetWeak();
}

// Whether a hole of an array reads as undefined, and can be set without a
// setter: neither Array.prototype nor Object.prototype has elements.
bool HolesAreUndefined(v8::Isolate* isolate, v8::Local<v8::Context> context,
                       v8::Local<v8::Object> array_prototype,
                       v8::Local<v8::Object> object_prototype);

}  // namespace ferry::internal

#endif  // FERRY_SERIALIZER_INTERNAL_DIRECT_REALM_SCRIPT_H_
