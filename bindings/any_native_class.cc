#include "ferry/bindings/any_native_class.h"

#include <v8-primitive.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/native_member.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

using internal::NativeMember;

AnyNativeClass::AnyNativeClass(Agent& agent, absl::string_view name)
    : agent_(agent), name_(name), cell_(std::make_shared<Agent*>(&agent)) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::FunctionTemplate> made =
      WrapperRegistry::Of(agent).NewTemplate(name);
  made->ReadOnlyPrototype();
  made->PrototypeTemplate()->Set(
      v8::Symbol::GetToStringTag(isolate), NewString(isolate, name),
      static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
  template_.Reset(isolate, made);
  // It outlives this class, which is made after it.
  NativeClasses::Of(agent).all_.push_back(this);
}

void AnyNativeClass::Finish() {
  if (has_constructor_) return;
  v8::HandleScope handles(agent_.isolate());
  function_template()->SetCallHandler(internal::IllegalConstructor);
}

void AnyNativeClass::AddConstructor(v8::FunctionCallback callback, int length) {
  v8::HandleScope handles(agent_.isolate());
  function_template()->SetCallHandler(
      callback, NativeMember::New(
                    agent_.isolate(), cell_,
                    absl::StrCat("Failed to construct '", name_, "'"), length));
  function_template()->SetLength(length);
  has_constructor_ = true;
}

Agent* AnyNativeClass::Enter(const CallInfo& info) {
  return NativeMember::Of(info).Enter(info);
}

Agent* AnyNativeClass::EnterConstructor(const CallInfo& info) {
  return NativeMember::Of(info).EnterConstructor(info);
}

PlatformObject* AnyNativeClass::ThisNative(const CallInfo& info) {
  PlatformObject* native = WrapperRegistry::UnwrapInstance(info.This());
  if (native == nullptr) {
    internal::ThrowTypeError(info.GetIsolate(), "Illegal invocation");
  }
  return native;
}

v8::Local<v8::FunctionTemplate> AnyNativeClass::AddMember(
    Kind kind, absl::string_view name, v8::FunctionCallback callback,
    int length) {
  v8::Isolate* isolate = agent_.isolate();
  v8::Local<v8::Value> data = NativeMember::New(
      isolate, cell_,
      absl::StrCat("Failed to execute '", name, "' on '", name_, "'"), length);
  // The signature is the brand check: V8 throws a TypeError where `this` is
  // something else.
  v8::Local<v8::FunctionTemplate> function = v8::FunctionTemplate::New(
      isolate, callback, data, v8::Signature::New(isolate, function_template()),
      length, v8::ConstructorBehavior::kThrow);
  function->SetClassName(NewString(
      isolate, kind == Kind::kGetter ? absl::StrCat("get ", name) : name));
  members_.push_back({kind, std::string(name), {}});
  members_.back().function.Reset(isolate, function);
  return function;
}

void AnyNativeClass::AddMethod(absl::string_view name,
                               v8::FunctionCallback callback, int length) {
  v8::HandleScope handles(agent_.isolate());
  function_template()->PrototypeTemplate()->Set(
      NewString(agent_.isolate(), name),
      AddMember(Kind::kMethod, name, callback, length));
}

void AnyNativeClass::AddGetter(absl::string_view name,
                               v8::FunctionCallback callback) {
  v8::HandleScope handles(agent_.isolate());
  function_template()->PrototypeTemplate()->SetAccessorProperty(
      NewString(agent_.isolate(), name),
      AddMember(Kind::kGetter, name, callback, 0));
}

v8::MaybeLocal<v8::Object> AnyNativeClass::NewObject(
    v8::Local<v8::Context> context,
    std::unique_ptr<PlatformObject> native) const {
  v8::EscapableHandleScope handles(agent_.isolate());
  v8::Local<v8::Object> wrapper;
  // This makes an empty wrapper; the class's constructor is not called.
  if (!function_template()->InstanceTemplate()->NewInstance(context).ToLocal(
          &wrapper)) {
    return {};
  }
  WrapperRegistry::Of(agent_).Wrap(wrapper, std::move(native));
  return handles.Escape(wrapper);
}

PlatformObject* AnyNativeClass::UnwrapAny(v8::Local<v8::Value> value) const {
  v8::HandleScope handles(agent_.isolate());
  return WrapperRegistry::Of(agent_).Unwrap(value, function_template());
}

v8::Maybe<void> AnyNativeClass::InstallOn(v8::Local<v8::Context> context,
                                          v8::Local<v8::Object> target) const {
  v8::HandleScope handles(agent_.isolate());
  v8::Local<v8::Function> constructor;
  if (!function_template()->GetFunction(context).ToLocal(&constructor) ||
      internal::DefineInterface(context, target, name_, constructor)
          .IsNothing()) {
    return v8::Nothing<void>();
  }
  return v8::JustVoid();
}

v8::Maybe<void> AnyNativeClass::DefineMembers(
    v8::Local<v8::Context> context, v8::Local<v8::Object> prototype) const {
  v8::Isolate* isolate = agent_.isolate();
  v8::HandleScope handles(isolate);
  for (const Member& member : members_) {
    v8::Local<v8::Function> function;
    if (!member.function.Get(isolate)->GetFunction(context).ToLocal(
            &function)) {
      return v8::Nothing<void>();
    }
    v8::Local<v8::String> name = NewString(isolate, member.name);
    if (member.kind == Kind::kGetter) {
      prototype->SetAccessorProperty(name, function);
    } else if (prototype->DefineOwnProperty(context, name, function)
                   .IsNothing()) {
      return v8::Nothing<void>();
    }
  }
  return v8::JustVoid();
}

size_t AnyNativeClass::CountObjects() const {
  v8::HandleScope handles(agent_.isolate());
  return WrapperRegistry::Of(agent_).CountInstances(function_template());
}

std::vector<absl::string_view> AnyNativeClass::GetterNames() const {
  std::vector<absl::string_view> names;
  for (const Member& member : members_) {
    if (member.kind == Kind::kGetter) names.push_back(member.name);
  }
  return names;
}

v8::MaybeLocal<v8::Value> AnyNativeClass::CallGetter(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object,
    absl::string_view name) const {
  for (const Member& member : members_) {
    if (member.kind != Kind::kGetter || member.name != name) continue;
    v8::Local<v8::Function> getter;
    if (!member.function.Get(agent_.isolate())
             ->GetFunction(context)
             .ToLocal(&getter)) {
      return {};
    }
    return getter->Call(context, object, 0, nullptr);
  }
  internal::ThrowTypeError(
      agent_.isolate(), absl::StrCat(name_, " has no getter \"", name, "\"."));
  return {};
}

const AnyNativeClass* NativeClasses::Find(v8::Local<v8::Value> value) const {
  if (!value->IsObject()) return nullptr;
  for (const AnyNativeClass* each : all_) {
    if (each->HasInstance(value)) return each;
  }
  return nullptr;
}

}  // namespace ferry
