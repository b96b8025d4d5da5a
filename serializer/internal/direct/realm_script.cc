#include "ferry/serializer/internal/direct/realm_script.h"

#include <v8-exception.h>
#include <v8-function.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include "ferry/agent/strings.h"

namespace ferry::internal {
namespace {

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

}  // namespace

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

Members WalkMembers(v8::Isolate* isolate, v8::Local<v8::Context> context) {
  v8::Local<v8::Map> map = v8::Map::New(isolate);
  v8::Local<v8::Set> set = v8::Set::New(isolate);
  v8::Local<v8::Value> map_prototype = GetPrototype(map);
  v8::Local<v8::Value> set_prototype = GetPrototype(set);
  return {
      {"apply", BuiltinApply(isolate, context)},
      {"mapForEach", BuiltinMethod(isolate, context, map_prototype, "forEach")},
      {"mapSet", BuiltinMethod(isolate, context, map_prototype, "set")},
      {"setForEach", BuiltinMethod(isolate, context, set_prototype, "forEach")},
      {"setAdd", BuiltinMethod(isolate, context, set_prototype, "add")},
      {"map", WithoutPrototype(isolate, context, map)},
      {"set", WithoutPrototype(isolate, context, set)},
  };
}

v8::Local<v8::Object> NewMembers(
    v8::Isolate* isolate,
    absl::Span<const std::pair<const char*, v8::Local<v8::Value>>> members) {
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
                                    const char* body, absl::string_view name,
                                    v8::Local<v8::Value> native) {
  v8::ScriptCompiler::Source source(NewString(isolate, body),
                                    v8::ScriptOrigin(NewString(isolate, name)));
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

bool HolesAreUndefined(v8::Isolate* isolate, v8::Local<v8::Context> context,
                       v8::Local<v8::Object> array_prototype,
                       v8::Local<v8::Object> object_prototype) {
  v8::HandleScope handles(isolate);
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
