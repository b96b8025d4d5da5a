#include "ferry/bindings/any_native_class.h"

#include <v8-primitive.h>

#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/native_member.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {

using internal::NativeMember;

AnyNativeClass::AnyNativeClass(
    Agent& agent, absl::string_view name,
    const std::vector<internal::ClassMember>& members)
    : agent_(agent),
      name_(name),
      cell_(std::make_shared<const AnyNativeClass*>(this)) {
  v8::HandleScope handles(agent.isolate());
  v8::Local<v8::FunctionTemplate> made;
  was_kept_ = agent.TakeKept<v8::FunctionTemplate>(NameOf("")).ToLocal(&made);
  template_.Reset(agent.isolate(), was_kept_ ? made : NewTemplate());
  for (const internal::ClassMember& member : members) AddMember(member);
  if (!was_kept_ &&
      (members_.empty() || members_.front().kind != Kind::kConstructor)) {
    function_template()->SetCallHandler(internal::IllegalConstructor);
  }
  // It outlives this class, which is made after it.
  NativeClasses::Of(agent).all_.push_back(this);
}

Agent* AnyNativeClass::Enter(const CallInfo& info) {
  return NativeMember::Enter(info);
}

Agent* AnyNativeClass::EnterConstructor(const CallInfo& info) {
  return NativeMember::EnterConstructor(info);
}

PlatformObject* AnyNativeClass::ThisNative(const CallInfo& info) {
  PlatformObject* native = WrapperRegistry::UnwrapInstance(info.This());
  if (native == nullptr) {
    internal::ThrowTypeError(info.GetIsolate(), "Illegal invocation");
  }
  return native;
}

void AnyNativeClass::ReturnPromise(
    const CallInfo& info,
    absl::FunctionRef<void(Agent&, PlatformObject&)> call) {
  internal::ReturnPromise(info, [&] {
    Agent* agent = NativeMember::EnterBranded(info);
    if (agent == nullptr) return;
    if (PlatformObject* native = ThisNative(info)) call(*agent, *native);
  });
}

v8::Local<v8::FunctionTemplate> AnyNativeClass::NewTemplate() const {
  v8::Isolate* isolate = agent_.isolate();
  v8::Local<v8::FunctionTemplate> made =
      WrapperRegistry::Of(agent_).NewTemplate(name_);
  made->ReadOnlyPrototype();
  made->PrototypeTemplate()->Set(
      v8::Symbol::GetToStringTag(isolate), NewString(isolate, name_),
      static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
  return made;
}

void AnyNativeClass::AddMember(const internal::ClassMember& member) {
  v8::Isolate* isolate = agent_.isolate();
  v8::Local<v8::String> data = NativeMember::Get(
      agent_, NameOf(absl::StrCat(member.name, " data")), cell_, name_, member);
  v8::Local<v8::FunctionTemplate> function;
  if (member.kind == Kind::kConstructor) {
    function = function_template();
  } else if (was_kept_) {
    ABSL_CHECK(agent_.TakeKept<v8::FunctionTemplate>(NameOf(member.name))
                   .ToLocal(&function))
        << "the startup snapshot is of another program: there " << name_
        << " has no " << member.name;
  } else {
    function = NewFunction(member, data);
  }
  if (!was_kept_) AddToTemplate(member, data, function);
  members_.push_back({member.kind, member.name, {}, {}});
  members_.back().data.Reset(isolate, data);
  members_.back().function.Reset(isolate, function);
}

v8::Local<v8::FunctionTemplate> AnyNativeClass::NewFunction(
    const internal::ClassMember& member, v8::Local<v8::String> data) const {
  v8::Isolate* isolate = agent_.isolate();
  // The signature is the brand check: V8 throws a TypeError where `this` is
  // something else. A promise is rejected instead.
  v8::Local<v8::Signature> signature;
  if (member.kind != Kind::kPromiseMethod) {
    signature = v8::Signature::New(isolate, function_template());
  }
  v8::Local<v8::FunctionTemplate> function =
      v8::FunctionTemplate::New(isolate, member.callback, data, signature,
                                member.length, v8::ConstructorBehavior::kThrow);
  function->SetClassName(NewString(
      isolate, member.kind == Kind::kGetter ? absl::StrCat("get ", member.name)
                                            : member.name));
  return function;
}

void AnyNativeClass::AddToTemplate(
    const internal::ClassMember& member, v8::Local<v8::String> data,
    v8::Local<v8::FunctionTemplate> function) const {
  if (member.kind == Kind::kConstructor) {
    function->SetCallHandler(member.callback, data);
    function->SetLength(member.length);
    return;
  }
  v8::Local<v8::String> name = NewString(agent_.isolate(), member.name);
  v8::Local<v8::ObjectTemplate> prototype =
      function_template()->PrototypeTemplate();
  if (member.kind == Kind::kGetter) {
    prototype->SetAccessorProperty(name, function);
  } else {
    prototype->Set(name, function);
  }
}

std::string AnyNativeClass::NameOf(absl::string_view part) const {
  return absl::StrCat("NativeClass ", name_, " ", part);
}

void AnyNativeClass::WriteMembers(SnapshotWriter& snapshot) const {
  v8::Isolate* isolate = agent_.isolate();
  v8::HandleScope handles(isolate);
  snapshot.Keep(NameOf(""), function_template());
  for (const Member& member : members_) {
    snapshot.Keep(NameOf(absl::StrCat(member.name, " data")),
                  member.data.Get(isolate));
    if (member.kind == Kind::kConstructor) continue;
    snapshot.Keep(NameOf(member.name), member.function.Get(isolate));
  }
}

void AnyNativeClass::AddReferencesOf(
    const std::vector<internal::ClassMember>& members,
    std::vector<intptr_t>& references) {
  references.push_back(
      reinterpret_cast<intptr_t>(internal::IllegalConstructor));
  for (const internal::ClassMember& member : members) {
    references.push_back(reinterpret_cast<intptr_t>(member.callback));
  }
}

v8::MaybeLocal<v8::Object> AnyNativeClass::NewEmpty(
    v8::Local<v8::Context> context) const {
  // The class's constructor is not called.
  return function_template()->InstanceTemplate()->NewInstance(context);
}

v8::MaybeLocal<v8::Object> AnyNativeClass::NewObject(
    v8::Local<v8::Context> context,
    std::unique_ptr<PlatformObject> native) const {
  v8::EscapableHandleScope handles(agent_.isolate());
  v8::Local<v8::Object> wrapper;
  if (!NewEmpty(context).ToLocal(&wrapper)) return {};
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
    if (member.kind == Kind::kConstructor) continue;
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
