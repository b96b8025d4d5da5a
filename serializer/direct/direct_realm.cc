#include "ferry/serializer/direct/direct_realm.h"

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
#include "ferry/serializer/direct/clone_script.h"

namespace ferry::internal {
namespace {

// What the script returns, in its order: two functions and then these arrays.
constexpr uint32_t kFirstSample = 2;
constexpr ObjectKind kSampleKinds[] = {
    ObjectKind::kNumbers, ObjectKind::kNumbers,  ObjectKind::kNumbers,
    ObjectKind::kNumbers, ObjectKind::kElements, ObjectKind::kHoleyElements,
};

// The method of this name if it is the one that V8 made, else undefined. Runs
// no user code.
v8::Local<v8::Value> BuiltinMethod(v8::Isolate* isolate,
                                   v8::Local<v8::Context> context,
                                   v8::Local<v8::Value> prototype,
                                   absl::string_view method) {
  v8::Local<v8::String> name = NewString(isolate, method);
  v8::Local<v8::Object> object = prototype.As<v8::Object>();
  v8::Local<v8::Value> value;
  if (!object->HasRealNamedProperty(context, name).FromMaybe(false) ||
      object->HasRealNamedCallbackProperty(context, name).FromMaybe(true) ||
      !object->Get(context, name).ToLocal(&value) || !value->IsFunction() ||
      value->IsProxy()) {
    return v8::Undefined(isolate);
  }
  v8::Local<v8::Function> function = value.As<v8::Function>();
  const bool is_builtin =
      function->ScriptId() == v8::UnboundScript::kNoScriptId &&
      function->GetBoundFunction()->IsUndefined() &&
      function->GetName()->StrictEquals(name);
  return is_builtin ? value : v8::Undefined(isolate).As<v8::Value>();
}

// What the script gets. Without the methods of collections where one of them,
// or of functions, is not as V8 made it.
v8::Local<v8::Object> NewNative(v8::Isolate* isolate,
                                v8::Local<v8::Context> context,
                                const DirectRealm::Natives& natives,
                                bool& has_collections) {
  v8::Local<v8::Value> map = GetPrototype(v8::Map::New(isolate));
  v8::Local<v8::Value> set = GetPrototype(v8::Set::New(isolate));
  v8::Local<v8::Value> function = GetPrototype(natives.enter);
  const std::pair<const char*, v8::Local<v8::Value>> methods[] = {
      {"mapForEach", BuiltinMethod(isolate, context, map, "forEach")},
      {"mapSet", BuiltinMethod(isolate, context, map, "set")},
      {"setForEach", BuiltinMethod(isolate, context, set, "forEach")},
      {"setAdd", BuiltinMethod(isolate, context, set, "add")},
      {"call", BuiltinMethod(isolate, context, function, "call")},
      {"bind", BuiltinMethod(isolate, context, function, "bind")},
  };
  has_collections = true;
  for (const auto& [name, method] : methods) {
    if (method->IsUndefined()) has_collections = false;
  }
  std::vector<v8::Local<v8::Name>> names = {NewString(isolate, "enter"),
                                            NewString(isolate, "adopt"),
                                            NewString(isolate, "step")};
  std::vector<v8::Local<v8::Value>> values = {natives.enter, natives.adopt,
                                              natives.step};
  if (has_collections) {
    for (const auto& [name, method] : methods) {
      names.push_back(NewString(isolate, name));
      values.push_back(method);
    }
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
  v8::Local<v8::Value> spread;
  v8::Local<v8::Value> array;
  if (!RunScript(isolate, context,
                 NewNative(isolate, context, natives, has_collections_))
           .ToLocal(&made) ||
      !made->Get(context, 0).ToLocal(&walk) ||
      !made->Get(context, 1).ToLocal(&spread) ||
      !made->Get(context, kFirstSample).ToLocal(&array) ||
      context->GetExtrasBindingObject()
          ->SetPrivate(context, key, made)
          .IsNothing()) {
    if (try_catch.HasTerminated()) try_catch.ReThrow();
    return;
  }
  ResetWeak(isolate, walk_, walk.As<v8::Function>());
  ResetWeak(isolate, spread_, spread.As<v8::Function>());
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
