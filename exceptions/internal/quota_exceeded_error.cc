#include "ferry/exceptions/internal/quota_exceeded_error.h"

#include <v8-exception.h>
#include <v8-function-callback.h>
#include <v8-primitive.h>

#include <cmath>

#include "absl/strings/str_cat.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"

namespace ferry {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// What a startup snapshot keeps.
constexpr absl::string_view kTemplate = "QuotaExceededErrorClass template";

constexpr absl::string_view kName = "QuotaExceededError";
constexpr absl::string_view kCall = "Failed to construct 'QuotaExceededError'";

// After those of DOMException.
enum Field { kQuota = kDOMExceptionFieldCount, kRequested, kFieldCount };

template <typename NewError>
bool Refuse(v8::Isolate* isolate, NewError new_error,
            absl::string_view problem) {
  isolate->ThrowException(
      new_error(NewString(isolate, absl::StrCat(kCall, ": ", problem)), {}));
  return false;
}

// A member of the dictionary, WebIDL's `double`, or null where it is missing.
bool TakeAmount(v8::Local<v8::Context> context, v8::Local<v8::Object> options,
                absl::string_view name, v8::Local<v8::Value>& amount) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::Local<v8::Value> value;
  double number;
  if (!options->Get(context, NewString(isolate, name)).ToLocal(&value)) {
    return false;
  }
  if (value->IsUndefined()) return true;
  if (!value->NumberValue(context).To(&number)) return false;
  if (!std::isfinite(number)) {
    return Refuse(isolate, v8::Exception::TypeError,
                  absl::StrCat(name, " is not a finite number."));
  }
  if (number < 0) {
    return Refuse(isolate, v8::Exception::RangeError,
                  absl::StrCat(name, " is negative."));
  }
  amount = v8::Number::New(isolate, number);
  return true;
}

bool TakeOptions(v8::Local<v8::Context> context, v8::Local<v8::Value> options,
                 v8::Local<v8::Value>& quota, v8::Local<v8::Value>& requested) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  quota = requested = v8::Null(isolate);
  if (options->IsNullOrUndefined()) return true;
  if (!options->IsObject()) {
    return Refuse(isolate, v8::Exception::TypeError,
                  "the options are no object such as {quota: 1}.");
  }
  if (!TakeAmount(context, options.As<v8::Object>(), "quota", quota) ||
      !TakeAmount(context, options.As<v8::Object>(), "requested", requested)) {
    return false;
  }
  if (quota->IsNumber() && requested->IsNumber() &&
      requested.As<v8::Number>()->Value() < quota.As<v8::Number>()->Value()) {
    return Refuse(isolate, v8::Exception::RangeError,
                  "requested is less than quota.");
  }
  return true;
}

void Construct(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (!info.IsConstructCall()) {
    isolate->ThrowException(v8::Exception::TypeError(NewString(
        isolate, "Class constructor QuotaExceededError needs 'new'.")));
    return;
  }
  v8::Local<v8::String> message = v8::String::Empty(isolate);
  v8::Local<v8::Value> quota;
  v8::Local<v8::Value> requested;
  if ((!info[0]->IsUndefined() &&
       !info[0]->ToString(context).ToLocal(&message)) ||
      !TakeOptions(context, info[1], quota, requested)) {
    return;
  }
  InitializeDOMException(info.This(), NewString(isolate, kName), message);
  QuotaExceededErrorClass::SetAmounts(info.This(), quota, requested);
  SetDOMExceptionStack(context, info.This());
}

template <v8::Local<v8::Value> (*get)(v8::Local<v8::Object>)>
void Getter(const Info& info) {
  info.GetReturnValue().Set(get(info.This()));
}

v8::Local<v8::Value> ToValue(v8::Isolate* isolate,
                             std::optional<double> amount) {
  if (!amount.has_value()) return v8::Null(isolate);
  return v8::Number::New(isolate, *amount);
}

v8::Local<v8::Value> GetField(v8::Local<v8::Object> error, Field field) {
  v8::Local<v8::Data> data = error->GetInternalField(field);
  return data.As<v8::Value>();
}

}  // namespace

QuotaExceededErrorClass::QuotaExceededErrorClass(Agent& agent) : agent_(agent) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::FunctionTemplate> error;
  if (agent.TakeKept<v8::FunctionTemplate>(kTemplate).ToLocal(&error)) {
    template_.Reset(isolate, error);
    return;
  }
  error = v8::FunctionTemplate::New(isolate, Construct);
  error->SetClassName(NewString(isolate, kName));
  error->Inherit(DOMExceptionClass::Of(agent).class_template());
  error->InstanceTemplate()->SetInternalFieldCount(kFieldCount);
  BrandDOMExceptions(isolate, error);
  error->ReadOnlyPrototype();
  error->PrototypeTemplate()->Set(
      v8::Symbol::GetToStringTag(isolate), NewString(isolate, kName),
      static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
  SetDOMExceptionGetter(isolate, error, "quota", Getter<GetQuota>);
  SetDOMExceptionGetter(isolate, error, "requested", Getter<GetRequested>);
  template_.Reset(isolate, error);
}

void QuotaExceededErrorClass::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::HandleScope handles(agent_.isolate());
  snapshot.Keep(kTemplate, template_.Get(agent_.isolate()));
}

void QuotaExceededErrorClass::AddReferences(std::vector<intptr_t>& references) {
  for (v8::FunctionCallback callback :
       {Construct, Getter<GetQuota>, Getter<GetRequested>}) {
    references.push_back(reinterpret_cast<intptr_t>(callback));
  }
}

v8::MaybeLocal<v8::Function> QuotaExceededErrorClass::GetConstructor(
    v8::Local<v8::Context> context) {
  v8::EscapableHandleScope handles(agent_.isolate());
  v8::Local<v8::Function> parent;
  v8::Local<v8::Function> constructor;
  // Templates inherit prototypes, but not the constructors themselves.
  if (!DOMExceptionClass::Of(agent_).GetConstructor(context).ToLocal(&parent) ||
      !template_.Get(agent_.isolate())
           ->GetFunction(context)
           .ToLocal(&constructor) ||
      internal::SetPrototype(context, constructor, parent).IsNothing()) {
    return {};
  }
  return handles.Escape(constructor);
}

v8::MaybeLocal<v8::Object> QuotaExceededErrorClass::NewWithoutStack(
    v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent_.isolate();
  v8::EscapableHandleScope handles(isolate);
  v8::Local<v8::Object> error;
  if (GetConstructor(context).IsEmpty() ||
      !template_.Get(isolate)->InstanceTemplate()->NewInstance(context).ToLocal(
          &error)) {
    return {};
  }
  InitializeDOMException(error, NewString(isolate, kName),
                         v8::String::Empty(isolate));
  SetAmounts(error, v8::Null(isolate), v8::Null(isolate));
  return handles.Escape(error);
}

bool QuotaExceededErrorClass::HasInstance(v8::Local<v8::Object> object) const {
  return template_.Get(agent_.isolate())->HasInstance(object);
}

v8::Local<v8::Value> QuotaExceededErrorClass::GetQuota(
    v8::Local<v8::Object> error) {
  return GetField(error, kQuota);
}

v8::Local<v8::Value> QuotaExceededErrorClass::GetRequested(
    v8::Local<v8::Object> error) {
  return GetField(error, kRequested);
}

void QuotaExceededErrorClass::SetAmounts(v8::Local<v8::Object> error,
                                         v8::Local<v8::Value> quota,
                                         v8::Local<v8::Value> requested) {
  error->SetInternalField(kQuota, quota);
  error->SetInternalField(kRequested, requested);
}

namespace {

// One of the class that the realm has already; empty where it has none.
v8::MaybeLocal<v8::Object> NewAdopted(Agent& agent,
                                      v8::Local<v8::Context> context,
                                      absl::string_view message,
                                      v8::Local<v8::Value> quota,
                                      v8::Local<v8::Value> requested) {
  v8::Isolate* isolate = agent.isolate();
  DOMExceptionClass& exceptions = DOMExceptionClass::Of(agent);
  v8::Local<v8::Object> error;
  if (exceptions.GetAdopted(context).IsEmpty() ||
      !exceptions.New(context, kName, message).ToLocal(&error) ||
      error
          ->DefineOwnProperty(context, NewString(isolate, "quota"), quota,
                              v8::DontEnum)
          .IsNothing() ||
      error
          ->DefineOwnProperty(context, NewString(isolate, "requested"),
                              requested, v8::DontEnum)
          .IsNothing()) {
    return {};
  }
  return error;
}

}  // namespace

void ThrowQuotaExceededError(Agent& agent, v8::Local<v8::Context> context,
                             absl::string_view message,
                             std::optional<double> quota,
                             std::optional<double> requested) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> quota_value = ToValue(isolate, quota);
  v8::Local<v8::Value> requested_value = ToValue(isolate, requested);
  v8::Local<v8::Object> error;
  if (NewAdopted(agent, context, message, quota_value, requested_value)
          .ToLocal(&error)) {
    isolate->ThrowException(error);
    return;
  }
  if (!QuotaExceededErrorClass::Of(agent).NewWithoutStack(context).ToLocal(
          &error)) {
    return;
  }
  InitializeDOMException(error, NewString(isolate, kName),
                         NewString(isolate, message));
  QuotaExceededErrorClass::SetAmounts(error, quota_value, requested_value);
  SetDOMExceptionStack(context, error);
  isolate->ThrowException(error);
}

}  // namespace ferry
