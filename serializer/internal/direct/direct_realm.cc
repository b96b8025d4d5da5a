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

namespace ferry::internal {
namespace {

// What the script returns, in its order: the walk, an empty trace, and then
// these arrays.
constexpr uint32_t kFirstSample = 2;
constexpr ObjectKind kSampleKinds[] = {
    ObjectKind::kNumbers, ObjectKind::kNumbers,  ObjectKind::kNumbers,
    ObjectKind::kNumbers, ObjectKind::kElements, ObjectKind::kHoleyElements,
};

// The value of an own property, if it is data. Runs no user code.
v8::MaybeLocal<v8::Value> RealDataProperty(v8::Isolate* isolate,
                                           v8::Local<v8::Context> context,
                                           v8::Local<v8::Object> object,
                                           absl::string_view property) {
  v8::Local<v8::String> name = NewString(isolate, property);
  if (!object->HasRealNamedProperty(context, name).FromMaybe(false) ||
      object->HasRealNamedCallbackProperty(context, name).FromMaybe(true)) {
    return {};
  }
  return object->GetRealNamedProperty(context, name);
}

// The method of this name if it is one that V8 made, else undefined. Runs no
// user code.
v8::Local<v8::Value> BuiltinMethod(v8::Isolate* isolate,
                                   v8::Local<v8::Context> context,
                                   v8::Local<v8::Value> object,
                                   absl::string_view method) {
  v8::Local<v8::Value> value;
  if (!RealDataProperty(isolate, context, object.As<v8::Object>(), method)
           .ToLocal(&value) ||
      !value->IsFunction() || value->IsProxy()) {
    return v8::Undefined(isolate);
  }
  v8::Local<v8::Function> function = value.As<v8::Function>();
  const bool is_builtin =
      function->ScriptId() == v8::UnboundScript::kNoScriptId &&
      function->GetBoundFunction()->IsUndefined() &&
      function->GetName()->StrictEquals(NewString(isolate, method));
  return is_builtin ? value : v8::Undefined(isolate).As<v8::Value>();
}

// Reflect.apply, if V8 made it.
v8::Local<v8::Value> BuiltinApply(v8::Isolate* isolate,
                                  v8::Local<v8::Context> context) {
  v8::Local<v8::Value> reflect;
  if (!RealDataProperty(isolate, context, context->Global(), "Reflect")
           .ToLocal(&reflect) ||
      !reflect->IsObject() || reflect->IsProxy()) {
    return v8::Undefined(isolate);
  }
  return BuiltinMethod(isolate, context, reflect, "apply");
}

// `object`, which inherits nothing from now on.
template <typename T>
v8::Local<T> WithoutPrototype(v8::Isolate* isolate,
                              v8::Local<v8::Context> context,
                              v8::Local<T> object) {
  SetPrototype(context, object, v8::Null(isolate)).Check();
  return object;
}

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
  std::vector<v8::Local<v8::Name>> names;
  std::vector<v8::Local<v8::Value>> values;
  for (const auto& [name, value] : members) {
    names.push_back(NewString(isolate, name));
    values.push_back(value);
  }
  return v8::Object::New(isolate, v8::Null(isolate), names.data(),
                         values.data(), names.size());
}

v8::MaybeLocal<v8::Array> RunScript(v8::Isolate* isolate,
                                    v8::Local<v8::Context> context,
                                    v8::Local<v8::Value> native) {
  v8::ScriptCompiler::Source source(
      NewString(isolate, kCloneScript),
      v8::ScriptOrigin(NewString(isolate, "ferry:clone")));
  v8::Local<v8::String> parameter = NewString(isolate, "native");
  v8::Local<v8::Function> function;
  v8::Local<v8::Value> result;
  if (!v8::ScriptCompiler::CompileFunction(context, &source, 1, &parameter)
           .ToLocal(&function) ||
      !function->Call(context, v8::Undefined(isolate), 1, &native)
           .ToLocal(&result)) {
    return {};
  }
  return result.As<v8::Array>();
}

template <typename T>
void ResetWeak(v8::Isolate* isolate, v8::Global<T>& handle,
               v8::Local<T> object) {
  handle.Reset(isolate, object);
  handle.SetWeak();
}

}  // namespace

void DirectRealm::SetContext(v8::Isolate* isolate,
                             v8::Local<v8::Context> context) {
  ResetWeak(isolate, context_, context);
}

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
  if (!RunScript(isolate, context, NewNative(isolate, context, natives))
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
  v8::Local<v8::Object> object_prototype = object_prototype_.Get(isolate);
  v8::Local<v8::Object> array_prototype = array_prototype_.Get(isolate);
  v8::Local<v8::Array> names;
  // Array.prototype is an array, whose length is above every index.
  if (!array_prototype->IsArray() ||
      array_prototype.As<v8::Array>()->Length() != 0 ||
      GetPrototype(array_prototype) != object_prototype ||
      !object_prototype
           ->GetOwnPropertyNames(context, v8::SKIP_SYMBOLS,
                                 v8::KeyConversionMode::kKeepNumbers)
           .ToLocal(&names)) {
    return false;
  }
  // Elements come first.
  v8::Local<v8::Value> first;
  return names->Length() == 0 ||
         (names->Get(context, 0).ToLocal(&first) && !first->IsNumber());
}

}  // namespace ferry::internal
