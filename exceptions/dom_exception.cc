#include "ferry/exceptions/dom_exception.h"

#include <v8-exception.h>
#include <v8-primitive.h>

#include "absl/strings/str_cat.h"
#include "ferry/agent/agent.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"

namespace ferry {
namespace {

// What a startup snapshot keeps.
constexpr absl::string_view kTemplate = "DOMExceptionClass template";
constexpr absl::string_view kComplete = "ferry:complete";

enum Field { kMessage, kName, kFieldCount };
static_assert(kFieldCount == kDOMExceptionFieldCount);

struct LegacyCode {
  const char* constant;
  // Null where no exception has that name any more.
  const char* name;
  int code;
};

// WebIDL, "DOMException error names" and the legacy code constants.
constexpr LegacyCode kLegacyCodes[] = {
    {"INDEX_SIZE_ERR", "IndexSizeError", 1},
    {"DOMSTRING_SIZE_ERR", nullptr, 2},
    {"HIERARCHY_REQUEST_ERR", "HierarchyRequestError", 3},
    {"WRONG_DOCUMENT_ERR", "WrongDocumentError", 4},
    {"INVALID_CHARACTER_ERR", "InvalidCharacterError", 5},
    {"NO_DATA_ALLOWED_ERR", nullptr, 6},
    {"NO_MODIFICATION_ALLOWED_ERR", "NoModificationAllowedError", 7},
    {"NOT_FOUND_ERR", "NotFoundError", 8},
    {"NOT_SUPPORTED_ERR", "NotSupportedError", 9},
    {"INUSE_ATTRIBUTE_ERR", "InUseAttributeError", 10},
    {"INVALID_STATE_ERR", "InvalidStateError", 11},
    {"SYNTAX_ERR", "SyntaxError", 12},
    {"INVALID_MODIFICATION_ERR", "InvalidModificationError", 13},
    {"NAMESPACE_ERR", "NamespaceError", 14},
    {"INVALID_ACCESS_ERR", "InvalidAccessError", 15},
    {"VALIDATION_ERR", nullptr, 16},
    {"TYPE_MISMATCH_ERR", "TypeMismatchError", 17},
    {"SECURITY_ERR", "SecurityError", 18},
    {"NETWORK_ERR", "NetworkError", 19},
    {"ABORT_ERR", "AbortError", 20},
    {"URL_MISMATCH_ERR", "URLMismatchError", 21},
    {"QUOTA_EXCEEDED_ERR", "QuotaExceededError", 22},
    {"TIMEOUT_ERR", "TimeoutError", 23},
    {"INVALID_NODE_TYPE_ERR", "InvalidNodeTypeError", 24},
    {"DATA_CLONE_ERR", "DataCloneError", 25},
};

int CodeOf(absl::string_view name) {
  for (const LegacyCode& legacy : kLegacyCodes) {
    if (legacy.name != nullptr && name == legacy.name) return legacy.code;
  }
  return 0;
}

// Not in the place of a termination, which only the making of the exception may
// have noticed.
void Throw(v8::Isolate* isolate, v8::Local<v8::Object> exception) {
  if (!isolate->IsExecutionTerminating()) isolate->ThrowException(exception);
}

v8::Local<v8::Value> GetField(v8::Local<v8::Object> exception, Field field) {
  v8::Local<v8::Data> data = exception->GetInternalField(field);
  return data.As<v8::Value>();
}

void Construct(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info.IsConstructCall()) {
    isolate->ThrowException(v8::Exception::TypeError(
        NewString(isolate, "Class constructor DOMException needs 'new'.")));
    return;
  }
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  v8::Local<v8::String> message = v8::String::Empty(isolate);
  v8::Local<v8::String> name = NewString(isolate, "Error");
  if ((!info[0]->IsUndefined() &&
       !info[0]->ToString(context).ToLocal(&message)) ||
      (!info[1]->IsUndefined() && !info[1]->ToString(context).ToLocal(&name))) {
    return;
  }
  InitializeDOMException(info.This(), name, message);
  SetDOMExceptionStack(context, info.This());
}

template <Field field>
void GetString(const v8::FunctionCallbackInfo<v8::Value>& info) {
  info.GetReturnValue().Set(GetField(info.This(), field));
}

void GetCode(const v8::FunctionCallbackInfo<v8::Value>& info) {
  info.GetReturnValue().Set(
      CodeOf(ToUtf8(info.GetIsolate(), GetField(info.This(), kName))));
}

// Known by its name: the callback of Error.isError gets the isolate alone.
v8::Local<v8::Private> GetBrand(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, NewString(isolate, "ferry:DOMException"));
}

void SetConstant(v8::Isolate* isolate, v8::Local<v8::Template> on,
                 const LegacyCode& legacy) {
  on->Set(NewString(isolate, legacy.constant),
          v8::Integer::New(isolate, legacy.code),
          static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontDelete));
}

v8::Local<v8::FunctionTemplate> NewTemplate(v8::Isolate* isolate) {
  v8::Local<v8::FunctionTemplate> exception =
      v8::FunctionTemplate::New(isolate, Construct);
  exception->SetClassName(NewString(isolate, "DOMException"));
  exception->InstanceTemplate()->SetInternalFieldCount(kFieldCount);
  BrandDOMExceptions(isolate, exception);
  exception->ReadOnlyPrototype();
  exception->PrototypeTemplate()->Set(
      v8::Symbol::GetToStringTag(isolate), NewString(isolate, "DOMException"),
      static_cast<v8::PropertyAttribute>(v8::ReadOnly | v8::DontEnum));
  SetDOMExceptionGetter(isolate, exception, "name", GetString<kName>);
  SetDOMExceptionGetter(isolate, exception, "message", GetString<kMessage>);
  SetDOMExceptionGetter(isolate, exception, "code", GetCode);
  for (const LegacyCode& legacy : kLegacyCodes) {
    SetConstant(isolate, exception, legacy);
    SetConstant(isolate, exception->PrototypeTemplate(), legacy);
  }
  return exception;
}

}  // namespace

DOMExceptionClass::DOMExceptionClass(Agent& agent) : isolate_(agent.isolate()) {
  v8::HandleScope handles(isolate_);
  v8::Local<v8::FunctionTemplate> exception;
  if (!agent.TakeKept<v8::FunctionTemplate>(kTemplate).ToLocal(&exception)) {
    exception = NewTemplate(isolate_);
  }
  template_.Reset(isolate_, exception);
  complete_.Reset(isolate_, internal::KeptPrivate(agent, kComplete));
}

void DOMExceptionClass::WriteSnapshot(SnapshotWriter& snapshot) {
  v8::HandleScope handles(isolate_);
  snapshot.Keep(kTemplate, class_template());
  snapshot.Keep(kComplete, complete_.Get(isolate_));
}

void DOMExceptionClass::AddReferences(std::vector<intptr_t>& references) {
  for (v8::FunctionCallback callback :
       {Construct, GetString<kName>, GetString<kMessage>, GetCode}) {
    references.push_back(reinterpret_cast<intptr_t>(callback));
  }
}

v8::MaybeLocal<v8::Function> DOMExceptionClass::GetConstructor(
    v8::Local<v8::Context> context) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Function> constructor;
  bool complete;
  if (!template_.Get(isolate_)->GetFunction(context).ToLocal(&constructor) ||
      !constructor->HasPrivate(context, complete_.Get(isolate_))
           .To(&complete)) {
    return {};
  }
  if (complete) return handles.Escape(constructor);
  // Templates cannot inherit from an intrinsic, so each realm's prototype is
  // put under its Error.prototype here.
  v8::Context::Scope scope(context);
  v8::Local<v8::Value> prototype;
  v8::Local<v8::Object> error =
      v8::Exception::Error(v8::String::Empty(isolate_)).As<v8::Object>();
  if (!constructor->Get(context, NewString(isolate_, "prototype"))
           .ToLocal(&prototype) ||
      internal::SetPrototype(context, prototype.As<v8::Object>(),
                             internal::GetPrototype(error))
          .IsNothing() ||
      constructor
          ->SetPrivate(context, complete_.Get(isolate_), v8::True(isolate_))
          .IsNothing()) {
    return {};
  }
  return handles.Escape(constructor);
}

v8::Maybe<void> DOMExceptionClass::Adopt(v8::Local<v8::Context> context,
                                         v8::Local<v8::Function> constructor) {
  v8::HandleScope handles(isolate_);
  if (adopted_.IsEmpty()) adopted_.Reset(isolate_, v8::Private::New(isolate_));
  v8::Local<v8::Function> own;
  return GetConstructor(context).ToLocal(&own) &&
                 own->SetPrivate(context, adopted_.Get(isolate_), constructor)
                     .IsJust()
             ? v8::JustVoid()
             : v8::Nothing<void>();
}

v8::MaybeLocal<v8::Function> DOMExceptionClass::GetAdopted(
    v8::Local<v8::Context> context) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Function> own;
  v8::Local<v8::Value> adopted;
  if (adopted_.IsEmpty() || !GetConstructor(context).ToLocal(&own) ||
      !own->GetPrivate(context, adopted_.Get(isolate_)).ToLocal(&adopted) ||
      !adopted->IsFunction()) {
    return {};
  }
  return handles.Escape(adopted.As<v8::Function>());
}

v8::MaybeLocal<v8::Object> DOMExceptionClass::New(
    v8::Local<v8::Context> context, absl::string_view name,
    absl::string_view message) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Object> exception;
  v8::Local<v8::Function> adopted;
  if (GetAdopted(context).ToLocal(&adopted)) {
    v8::Local<v8::Value> arguments[] = {NewString(isolate_, message),
                                        NewString(isolate_, name)};
    if (!adopted->NewInstance(context, 2, arguments).ToLocal(&exception)) {
      return {};
    }
    return handles.Escape(exception);
  }
  if (!NewWithoutStack(context, name, message).ToLocal(&exception)) return {};
  SetDOMExceptionStack(context, exception);
  return handles.Escape(exception);
}

v8::MaybeLocal<v8::Object> DOMExceptionClass::NewWithoutStack(
    v8::Local<v8::Context> context, absl::string_view name,
    absl::string_view message) {
  v8::EscapableHandleScope handles(isolate_);
  v8::Local<v8::Object> exception;
  if (GetConstructor(context).IsEmpty() || !template_.Get(isolate_)
                                                ->InstanceTemplate()
                                                ->NewInstance(context)
                                                .ToLocal(&exception)) {
    return {};
  }
  InitializeDOMException(exception, NewString(isolate_, name),
                         NewString(isolate_, message));
  return handles.Escape(exception);
}

bool DOMExceptionClass::HasInstance(v8::Local<v8::Object> object) const {
  return template_.Get(isolate_)->HasInstance(object);
}

v8::Local<v8::Value> DOMExceptionClass::GetName(
    v8::Local<v8::Object> exception) {
  return GetField(exception, kName);
}

v8::Local<v8::Value> DOMExceptionClass::GetMessage(
    v8::Local<v8::Object> exception) {
  return GetField(exception, kMessage);
}

bool IsDOMException(v8::Isolate* isolate, v8::Local<v8::Object> object) {
  v8::HandleScope handles(isolate);
  return object->HasPrivate(isolate->GetCurrentContext(), GetBrand(isolate))
      .FromMaybe(false);
}

void BrandDOMExceptions(v8::Isolate* isolate,
                        v8::Local<v8::FunctionTemplate> exception) {
  exception->InstanceTemplate()->SetPrivate(GetBrand(isolate),
                                            v8::True(isolate));
}

void InitializeDOMException(v8::Local<v8::Object> exception,
                            v8::Local<v8::String> name,
                            v8::Local<v8::String> message) {
  exception->SetInternalField(kMessage, message);
  exception->SetInternalField(kName, name);
}

void SetDOMExceptionStack(v8::Local<v8::Context> context,
                          v8::Local<v8::Object> exception) {
  // Fails only while execution terminates; the exception is as good without.
  (void)internal::CaptureStackTrace(v8::Isolate::GetCurrent(), context,
                                    exception, GetField(exception, kName),
                                    GetField(exception, kMessage));
}

void SetDOMExceptionGetter(v8::Isolate* isolate,
                           v8::Local<v8::FunctionTemplate> on,
                           absl::string_view name,
                           v8::FunctionCallback getter) {
  v8::Local<v8::FunctionTemplate> function = v8::FunctionTemplate::New(
      isolate, getter, {}, v8::Signature::New(isolate, on), 0,
      v8::ConstructorBehavior::kThrow, v8::SideEffectType::kHasNoSideEffect);
  function->SetClassName(NewString(isolate, absl::StrCat("get ", name)));
  on->PrototypeTemplate()->SetAccessorProperty(NewString(isolate, name),
                                               function);
}

void ThrowDOMException(Agent& agent, v8::Local<v8::Context> context,
                       absl::string_view name, absl::string_view message) {
  v8::HandleScope handles(agent.isolate());
  v8::Local<v8::Object> exception;
  if (!DOMExceptionClass::Of(agent)
           .New(context, name, message)
           .ToLocal(&exception)) {
    return;
  }
  Throw(agent.isolate(), exception);
}

void ThrowDataCloneError(Agent& agent, v8::Local<v8::Context> context,
                         absl::string_view message) {
  ThrowDOMException(agent, context, "DataCloneError", message);
}

void ThrowDataCloneError(Agent& agent, v8::Local<v8::Context> context,
                         absl::string_view message, absl::string_view property,
                         v8::Local<v8::Value> value) {
  v8::HandleScope handles(agent.isolate());
  v8::Local<v8::Object> exception;
  if (!DOMExceptionClass::Of(agent)
           .New(context, "DataCloneError", message)
           .ToLocal(&exception) ||
      exception
          ->DefineOwnProperty(context, NewString(agent.isolate(), property),
                              value, v8::PropertyAttribute::DontEnum)
          .IsNothing()) {
    return;
  }
  Throw(agent.isolate(), exception);
}

}  // namespace ferry
