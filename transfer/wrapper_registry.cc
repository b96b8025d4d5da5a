#include "ferry/transfer/wrapper_registry.h"

#include <v8-external.h>
#include <v8-primitive.h>
#include <v8-weak-callback-info.h>

#include <iterator>
#include <string>
#include <utility>

#include "absl/log/absl_check.h"
#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"

namespace ferry {
namespace {

constexpr int kNativeField = 0;

std::string NameOfTemplate(size_t number) {
  return absl::StrCat("WrapperRegistry template ", number);
}

}  // namespace

WrapperRegistry::WrapperRegistry(Agent& agent) : isolate_(agent.isolate()) {
  v8::HandleScope handles(isolate_);
  v8::Local<v8::FunctionTemplate> kept;
  for (size_t i = 0;
       agent.TakeKept<v8::FunctionTemplate>(NameOfTemplate(i)).ToLocal(&kept);
       ++i) {
    templates_.emplace_back(isolate_, kept);
  }
}

absl::Status WrapperRegistry::CheckSnapshot() {
  if (wrapped_.empty()) return absl::OkStatus();
  v8::HandleScope handles(isolate_);
  return absl::FailedPreconditionError(absl::StrCat(
      "A startup snapshot cannot keep native objects, and ", wrapped_.size(),
      wrapped_.size() == 1 ? " is" : " are", " alive: a ",
      Describe(isolate_, wrapped_.front().wrapper.Get(isolate_)),
      wrapped_.size() == 1 ? "" : " first",
      ". Let scripts drop what they refer to it by, close ports and channels, "
      "and leave the HandleScopes that have it."));
}

void WrapperRegistry::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::HandleScope handles(isolate_);
  for (size_t i = 0; i < templates_.size(); ++i) {
    snapshot.Keep(NameOfTemplate(i), templates_[i].Get(isolate_));
  }
}

void WrapperRegistry::OnAgentEnd() {
  v8::HandleScope handles(isolate_);
  for (Wrapped& wrapped : wrapped_) {
    wrapped.wrapper.Get(isolate_)->SetInternalField(kNativeField,
                                                    v8::Undefined(isolate_));
    wrapped.wrapper.Reset();
  }
  // Only now: a native destructor may cause a garbage collection, which must
  // find no weak handle into this list.
  wrapped_.clear();
}

v8::Local<v8::FunctionTemplate> WrapperRegistry::NewTemplate(
    absl::string_view class_name, v8::FunctionCallback constructor,
    v8::Local<v8::Value> data) {
  v8::Local<v8::FunctionTemplate> wrapper =
      v8::FunctionTemplate::New(isolate_, constructor, data);
  wrapper->SetClassName(NewString(isolate_, class_name));
  wrapper->InstanceTemplate()->SetInternalFieldCount(kNativeField + 1);
  templates_.emplace_back(isolate_, wrapper);
  return wrapper;
}

void WrapperRegistry::Wrap(v8::Local<v8::Object> wrapper,
                           std::unique_ptr<PlatformObject> native) {
  Enter(wrapper, NativePtr(native.release(), Deleter{.owns = true}));
}

void WrapperRegistry::WrapCollected(v8::Local<v8::Object> wrapper,
                                    PlatformObject& native) {
  Enter(wrapper, NativePtr(&native, Deleter{.owns = false}));
}

void WrapperRegistry::Enter(v8::Local<v8::Object> wrapper, NativePtr native) {
  ABSL_CHECK(IsWrapper(wrapper) && Unwrap(wrapper) == nullptr)
      << "WrapperRegistry::Wrap needs an empty instance of a template from "
         "NewTemplate";
  Wrapped& wrapped = wrapped_.emplace_back(
      Wrapped{this, std::move(native), v8::Global<v8::Object>(), false, {}});
  wrapped.self = std::prev(wrapped_.end());
  wrapper->SetInternalField(kNativeField,
                            v8::External::New(isolate_, &wrapped));
  wrapped.wrapper.Reset(isolate_, wrapper);
  wrapped.wrapper.SetWeak(
      &wrapped,
      [](const v8::WeakCallbackInfo<Wrapped>& info) {
        Wrapped* dead = info.GetParameter();
        dead->wrapper.Reset();
        dead->registry->wrapped_.erase(dead->self);
      },
      v8::WeakCallbackType::kParameter);
}

void WrapperRegistry::Discard(v8::Local<v8::Object> object) {
  Wrapped* wrapped = Find(object);
  if (wrapped == nullptr) return;
  object->SetInternalField(kNativeField, v8::Undefined(isolate_));
  wrapped_.erase(wrapped->self);
}

void WrapperRegistry::SetDetached(v8::Local<v8::Object> object) {
  if (Wrapped* wrapped = Find(object)) wrapped->detached = true;
}

bool WrapperRegistry::IsDetached(v8::Local<v8::Object> object) const {
  Wrapped* wrapped = Find(object);
  return wrapped != nullptr && wrapped->detached;
}

PlatformObject* WrapperRegistry::Unwrap(v8::Local<v8::Object> object) const {
  Wrapped* wrapped = Find(object);
  return wrapped == nullptr ? nullptr : wrapped->native.get();
}

PlatformObject* WrapperRegistry::Unwrap(
    v8::Local<v8::Value> value, v8::Local<v8::FunctionTemplate> of) const {
  return of->HasInstance(value) ? UnwrapInstance(value.As<v8::Object>())
                                : nullptr;
}

PlatformObject* WrapperRegistry::UnwrapInstance(
    v8::Local<v8::Object> instance) {
  Wrapped* wrapped = Read(instance);
  return wrapped == nullptr ? nullptr : wrapped->native.get();
}

void WrapperRegistry::ForEach(
    absl::FunctionRef<void(v8::Local<v8::Object>, const PlatformObject&)> visit)
    const {
  for (const Wrapped& wrapped : wrapped_) {
    v8::HandleScope handles(isolate_);
    visit(wrapped.wrapper.Get(isolate_), *wrapped.native);
  }
}

size_t WrapperRegistry::CountInstances(
    v8::Local<v8::FunctionTemplate> of) const {
  size_t count = 0;
  ForEach([&](v8::Local<v8::Object> wrapper, const PlatformObject&) {
    count += of->HasInstance(wrapper);
  });
  return count;
}

WrapperRegistry::Wrapped* WrapperRegistry::Find(
    v8::Local<v8::Object> object) const {
  return IsWrapper(object) ? Read(object) : nullptr;
}

// Null where it is empty, as one without a field is: an instance of a template
// that inherits from ours and has none of its own.
WrapperRegistry::Wrapped* WrapperRegistry::Read(v8::Local<v8::Object> wrapper) {
  if (wrapper->InternalFieldCount() <= kNativeField) return nullptr;
  v8::Local<v8::Data> field = wrapper->GetInternalField(kNativeField);
  if (!field->IsValue() || !field.As<v8::Value>()->IsExternal()) return nullptr;
  return static_cast<Wrapped*>(
      field.As<v8::Value>().As<v8::External>()->Value());
}

bool WrapperRegistry::IsWrapper(v8::Local<v8::Object> object) const {
  if (object->InternalFieldCount() <= kNativeField) return false;
  for (const v8::Global<v8::FunctionTemplate>& known : templates_) {
    if (known.Get(isolate_)->HasInstance(object)) return true;
  }
  return false;
}

}  // namespace ferry
