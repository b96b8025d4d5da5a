#include "ferry/shell/native_classes.h"

#include <v8-primitive.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/shell/bindings.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry::shell {
namespace {

v8::Local<v8::FunctionTemplate> NewFunction(v8::Isolate* isolate,
                                            v8::Local<v8::FunctionTemplate> on,
                                            absl::string_view name,
                                            v8::FunctionCallback callback,
                                            int length) {
  v8::Local<v8::FunctionTemplate> function = v8::FunctionTemplate::New(
      isolate, callback, {}, v8::Signature::New(isolate, on), length,
      v8::ConstructorBehavior::kThrow);
  function->SetClassName(NewString(isolate, name));
  return function;
}

}  // namespace

v8::MaybeLocal<v8::Object> NativeClasses::NewObject(
    Agent& agent, v8::Local<v8::Context> context, NativeClass which,
    std::unique_ptr<PlatformObject> native) const {
  v8::Local<v8::Object> wrapper;
  // This makes an empty wrapper; the class's constructor is not called.
  if (!Get(agent.isolate(), which)
           ->InstanceTemplate()
           ->NewInstance(context)
           .ToLocal(&wrapper)) {
    return {};
  }
  WrapperRegistry::Of(agent).Wrap(wrapper, std::move(native));
  return wrapper;
}

void AddMethod(v8::Isolate* isolate, v8::Local<v8::FunctionTemplate> on,
               absl::string_view name, v8::FunctionCallback callback,
               int length) {
  on->PrototypeTemplate()->Set(
      NewString(isolate, name),
      NewFunction(isolate, on, name, callback, length));
}

void AddGetter(v8::Isolate* isolate, v8::Local<v8::FunctionTemplate> on,
               absl::string_view name, v8::FunctionCallback callback) {
  on->PrototypeTemplate()->SetAccessorProperty(
      NewString(isolate, name),
      NewFunction(isolate, on, absl::StrCat("get ", name), callback, 0));
}

void AddToStringTag(v8::Isolate* isolate, v8::Local<v8::FunctionTemplate> on,
                    absl::string_view tag) {
  on->PrototypeTemplate()->Set(
      v8::Symbol::GetToStringTag(isolate), NewString(isolate, tag),
      static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
}

}  // namespace ferry::shell
