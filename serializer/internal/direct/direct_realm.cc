#include "ferry/serializer/internal/direct/direct_realm.h"

#include <v8-exception.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/internal/direct/clone_script.h"
#include "ferry/serializer/internal/direct/realm_script.h"

namespace ferry::internal {
namespace {

// What the script returns, in its order: the walk, an empty trace, and then
// these arrays.
constexpr uint32_t kFirstSample = 2;
constexpr ObjectKind kSampleKinds[] = {
    ObjectKind::kNumbers, ObjectKind::kNumbers,  ObjectKind::kNumbers,
    ObjectKind::kNumbers, ObjectKind::kElements, ObjectKind::kHoleyElements,
};

// What the script gets.
v8::Local<v8::Object> NewNative(v8::Isolate* isolate,
                                v8::Local<v8::Context> context,
                                const DirectRealm::Natives& natives) {
  v8::Local<v8::Map> map = v8::Map::New(isolate);
  v8::Local<v8::Set> set = v8::Set::New(isolate);
  v8::Local<v8::Value> map_prototype = GetPrototype(map);
  v8::Local<v8::Value> set_prototype = GetPrototype(set);
  const std::pair<const char*, v8::Local<v8::Value>> members[] = {
      {"enter", natives.enter},
      {"adopt", natives.adopt},
      {"step", natives.step},
      {"trace", WithoutPrototype(isolate, context, v8::Array::New(isolate))},
      {"apply", BuiltinApply(isolate, context)},
      {"mapForEach", BuiltinMethod(isolate, context, map_prototype, "forEach")},
      {"mapSet", BuiltinMethod(isolate, context, map_prototype, "set")},
      {"setForEach", BuiltinMethod(isolate, context, set_prototype, "forEach")},
      {"setAdd", BuiltinMethod(isolate, context, set_prototype, "add")},
      {"map", WithoutPrototype(isolate, context, map)},
      {"set", WithoutPrototype(isolate, context, set)},
  };
  return NewMembers(isolate, members);
}

}  // namespace

void DirectRealm::Initialize(v8::Isolate* isolate,
                             v8::Local<v8::Context> context,
                             v8::Local<v8::Private> key,
                             const Natives& natives) {
  v8::HandleScope handles(isolate);
  v8::TryCatch try_catch(isolate);
  v8::Local<v8::Array> made;
  v8::Local<v8::Value> walk;
  v8::Local<v8::Value> trace;
  v8::Local<v8::Value> array;
  if (!RunScript(isolate, context, kCloneScript, "ferry:clone",
                 NewNative(isolate, context, natives))
           .ToLocal(&made) ||
      !made->Get(context, 0).ToLocal(&walk) ||
      !made->Get(context, 1).ToLocal(&trace) ||
      !made->Get(context, kFirstSample).ToLocal(&array) ||
      context->GetExtrasBindingObject()
          ->SetPrivate(context, key, made)
          .IsNothing()) {
    if (try_catch.HasTerminated()) try_catch.ReThrow();
    return;
  }
  ResetWeak(isolate, walk_, walk.As<v8::Function>());
  ResetWeak(isolate, empty_trace_, trace.As<v8::Object>());
  ResetWeak(isolate, made_, made);
  ResetWeak(isolate, array_prototype_,
            GetPrototype(array.As<v8::Object>()).As<v8::Object>());
  ResetWeak(isolate, object_prototype_,
            GetPrototype(v8::Object::New(isolate)).As<v8::Object>());
}

void DirectRealm::AddArrays(v8::Isolate* isolate,
                            v8::Local<v8::Context> context,
                            HiddenClasses& classes) const {
  v8::HandleScope handles(isolate);
  v8::Local<v8::Array> made = made_.Get(isolate);
  for (uint32_t i = 0; i < std::size(kSampleKinds); ++i) {
    v8::Local<v8::Value> array;
    if (!made->Get(context, kFirstSample + i).ToLocal(&array)) return;
    classes.Add(array.As<v8::Object>(), kSampleKinds[i]);
  }
}

bool DirectRealm::HolesAreUndefined(v8::Isolate* isolate,
                                    v8::Local<v8::Context> context) const {
  v8::HandleScope handles(isolate);
  return internal::HolesAreUndefined(isolate, context,
                                     array_prototype_.Get(isolate),
                                     object_prototype_.Get(isolate));
}

}  // namespace ferry::internal
