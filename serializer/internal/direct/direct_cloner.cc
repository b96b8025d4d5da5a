#include "ferry/serializer/internal/direct/direct_cloner.h"

#include <v8-exception.h>
#include <v8-external.h>
#include <v8-function.h>
#include <v8-typed-array.h>

#include <chrono>  // NOLINT(build/c++11)
#include <memory>
#include <utility>

#include "ferry/agent/internal/v8_compat.h"
#include "ferry/serializer/internal/direct/leaves.h"

namespace ferry::internal {
namespace {

// About what a message takes.
Trials::Duration Expected(size_t bytes) {
  return std::chrono::nanoseconds(600 + 10 * bytes);
}

// Above, a message is as good, and takes less room.
constexpr uint32_t kMaxObjects = 1 << 24;

}  // namespace

DirectCloner::DirectCloner(Agent& agent)
    : agent_(agent),
      walks_(Walks::Of(agent)),
      realm_key_(agent.isolate(), v8::Private::New(agent.isolate())),
      step_store_(
          v8::ArrayBuffer::NewBackingStore(agent.isolate(), sizeof(Step))),
      step_(static_cast<Step*>(step_store_->Data())) {}

// A walk is of one agent: the realms make new ones.
void DirectCloner::WriteSnapshot(SnapshotWriter&) {
  v8::HandleScope handles(agent_.isolate());
  realms_.Forget(agent_.isolate(), realm_key_.Get(agent_.isolate()));
}

std::optional<v8::MaybeLocal<v8::Value>> DirectCloner::Clone(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  v8::Isolate* isolate = agent_.isolate();
  if (object->IsArrayBufferView() || object->IsArrayBuffer()) {
    v8::Context::Scope scope(context);
    v8::Local<v8::Object> copy;
    if (!CloneBufferOrView(agent_, object).ToLocal(&copy)) return std::nullopt;
    return copy.As<v8::Value>();
  }
  Realm& realm = RealmOf(context);
  // An interrupt of an embedder may clone while a walk is going on.
  if (walks_.is_walking()) return std::nullopt;
  if (!realm.trials.is_taken()) {
    if (realm.trials.MayTry() && Try(context, object, realm).IsNothing()) {
      return v8::MaybeLocal<v8::Value>();
    }
    return std::nullopt;
  }
  if (realm.trials.Rests()) {
    ++counters_.rested;
    return std::nullopt;
  }
  v8::EscapableHandleScope handles(isolate);
  v8::Local<v8::Value> copy;
  if (!Walk(context, object, realm).ToLocal(&copy)) {
    return v8::MaybeLocal<v8::Value>();
  }
  const bool has_given_up = copy->IsUndefined();
  realm.trials.OnScript(has_given_up || walks_.met_mostly_unknown());
  ++(has_given_up ? counters_.given_up : counters_.copies);
  if (has_given_up) return std::nullopt;
  return handles.Escape(copy);
}

v8::MaybeLocal<v8::Value> DirectCloner::Walk(v8::Local<v8::Context> context,
                                             v8::Local<v8::Object> object,
                                             Realm& realm) {
  v8::Isolate* isolate = agent_.isolate();
  // They would run when the walk returns, before a message is written.
  v8::Isolate::SuppressMicrotaskExecutionScope no_microtasks(
      isolate, context->GetMicrotaskQueue());
  if (!realm.direct.has_walk()) Initialize(context, realm);
  if (!realm.direct.has_walk() || !walks_.Begin(context)) {
    if (isolate->IsExecutionTerminating()) return {};
    return v8::Undefined(isolate).As<v8::Value>();
  }
  v8::Local<v8::Value> arguments[] = {object, realm.direct.NewTrace(isolate)};
  v8::TryCatch try_catch(isolate);
  v8::MaybeLocal<v8::Value> copy = realm.direct.walk(isolate)->Call(
      context, v8::Undefined(isolate), 2, arguments);
  walks_.End();
  if (try_catch.HasTerminated()) {
    try_catch.ReThrow();
  } else if (copy.IsEmpty()) {
    // The stack had no room for the walk to begin.
    return v8::Undefined(isolate).As<v8::Value>();
  }
  return copy;
}

v8::Maybe<void> DirectCloner::Try(v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> object, Realm& realm) {
  v8::HandleScope handles(agent_.isolate());
  const Trials::Clock::time_point start = Trials::Clock::now();
  v8::Local<v8::Value> copy;
  if (!Walk(context, object, realm).ToLocal(&copy)) {
    return v8::Nothing<void>();
  }
  realm.trials.OnVainTrial(start, copy->IsUndefined());
  return v8::JustVoid();
}

void DirectCloner::OnMessage(v8::Local<v8::Context> context, size_t bytes) {
  Trials& trials = RealmOf(context).trials;
  if (!trials.is_taken()) trials.OnNative(Expected(bytes));
}

void DirectCloner::TakeWalk(v8::Local<v8::Context> context) {
  RealmOf(context).trials.Take();
}

DirectCloner::Realm& DirectCloner::RealmOf(v8::Local<v8::Context> context) {
  return realms_.Of(agent_.isolate(), context,
                    [] { return std::make_unique<Realm>(); });
}

void DirectCloner::Initialize(v8::Local<v8::Context> context, Realm& realm) {
  v8::Isolate* isolate = agent_.isolate();
  v8::Context::Scope scope(context);
  v8::Local<v8::Value> data = v8::External::New(isolate, this);
  v8::Local<v8::Function> enter;
  v8::Local<v8::Function> adopt;
  if (!v8::Function::New(context, EnterCallback, data, 2,
                         v8::ConstructorBehavior::kThrow)
           .ToLocal(&enter) ||
      !v8::Function::New(context, AdoptCallback, data, 1,
                         v8::ConstructorBehavior::kThrow)
           .ToLocal(&adopt)) {
    return;
  }
  v8::Local<v8::Value> step =
      v8::Int32Array::New(v8::ArrayBuffer::New(isolate, step_store_), 0, 2);
  realm.direct.Initialize(isolate, context, realm_key_.Get(isolate),
                          {.enter = enter, .adopt = adopt, .step = step});
}

DirectCloner& DirectCloner::Of(
    const v8::FunctionCallbackInfo<v8::Value>& info) {
  return *static_cast<DirectCloner*>(info.Data().As<v8::External>()->Value());
}

void DirectCloner::EnterCallback(
    const v8::FunctionCallbackInfo<v8::Value>& info) {
  Of(info).Enter(info.GetIsolate(), info[0].As<v8::Object>(),
                 info[1].As<v8::Array>(), info.GetReturnValue());
}

void DirectCloner::Enter(v8::Isolate* isolate, v8::Local<v8::Object> object,
                         v8::Local<v8::Array> trace,
                         v8::ReturnValue<v8::Value> result) {
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (walks_.has_moved()) EnterAnew(context, trace);
  const uint32_t size = walks_.met();
  const uint32_t number = walks_.Number(object);
  if (number < size) {
    v8::Local<v8::ArrayBuffer> copy;
    if (!object->IsArrayBuffer()) {
      result.Set(~static_cast<int32_t>(number));
    } else if (CopyOfBuffer(context, number, trace).ToLocal(&copy)) {
      *step_ = {.rest = kNothing, .number = static_cast<int32_t>(number)};
      result.Set(copy);
    }
    return;
  }
  const HiddenClass* hidden_class = walks_.ClassOf(object);
  if (hidden_class == nullptr || size == kMaxObjects) return;
  const ObjectKind kind = hidden_class->kind;
  switch (kind) {
    case ObjectKind::kOther:
      return;
    case ObjectKind::kDictionary:
      if (!hidden_class->has_class) {
        v8::Local<v8::Array> names;
        if (!walks_.PlainNames(object).ToLocal(&names) ||
            trace->Set(context, 2 * number, names).IsNothing()) {
          return;
        }
        break;
      }
      [[fallthrough]];
    case ObjectKind::kPlain:
    case ObjectKind::kFrozen:
      if (!walks_.IsPlain(object, *hidden_class)) return;
      result.Set(static_cast<int32_t>(number));
      return;
    default:
      break;
  }
  v8::Local<v8::Object> copy;
  if (Copy(context, object, number, kind, trace).ToLocal(&copy)) {
    // A view that was entered with its buffer.
    const bool has_buffer =
        kind == ObjectKind::kView && walks_.met() > size + 1;
    *step_ = {.rest = has_buffer ? kBuffer : RestOf(kind),
              .number = static_cast<int32_t>(number)};
    result.Set(copy);
  }
}

DirectCloner::Rest DirectCloner::RestOf(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kElements:
    case ObjectKind::kHoleyElements:
      return kElements;
    case ObjectKind::kDictionary:
      return kProperties;
    case ObjectKind::kMap:
      return kMapEntries;
    case ObjectKind::kSet:
      return kSetValues;
    default:
      return kNothing;
  }
}

v8::MaybeLocal<v8::Object> DirectCloner::Copy(v8::Local<v8::Context> context,
                                              v8::Local<v8::Object> object,
                                              uint32_t number, ObjectKind kind,
                                              v8::Local<v8::Array> trace) {
  v8::Isolate* isolate = agent_.isolate();
  switch (kind) {
    case ObjectKind::kHoleyElements:
      if (!walks_.HolesAreUndefined()) return {};
      [[fallthrough]];
    case ObjectKind::kIntegers:
    case ObjectKind::kDoubles:
    case ObjectKind::kElements:
    case ObjectKind::kHoleyNumbers:
      return CloneShallow(isolate, object);
    case ObjectKind::kDictionary:
      // Has its properties in a table from the start, and gets its prototype at
      // the end: so no setter of Object.prototype is in the way.
      return v8::Object::New(isolate, v8::Null(isolate), nullptr, nullptr, 0);
    case ObjectKind::kMap:
      return v8::Map::New(isolate);
    case ObjectKind::kSet:
      return v8::Set::New(isolate);
    case ObjectKind::kBuffer: {
      v8::Local<v8::ArrayBuffer> copy;
      if (!CloneBuffer(agent_, object.As<v8::ArrayBuffer>()).ToLocal(&copy)) {
        return {};
      }
      return copy;
    }
    case ObjectKind::kView:
      return CopyView(context, object.As<v8::ArrayBufferView>(), number, trace);
    case ObjectKind::kLeaf:
      return CloneLeaf(isolate, context, object);
    default:
      return {};
  }
}

v8::MaybeLocal<v8::Object> DirectCloner::CopyView(
    v8::Local<v8::Context> context, v8::Local<v8::ArrayBufferView> view,
    uint32_t number, v8::Local<v8::Array> trace) {
  v8::Local<v8::ArrayBuffer> buffer;
  if (!BufferOfFixedView(view).ToLocal(&buffer)) return {};
  if (walks_.has_moved()) {
    // The view has its number already.
    if (trace->Set(context, 2 * number, view).IsNothing()) return {};
    EnterAnew(context, trace);
  }
  const uint32_t size = walks_.met();
  const uint32_t buffer_number = walks_.Number(buffer);
  v8::Local<v8::ArrayBuffer> copy;
  if (buffer_number < size) {
    if (!CopyOfBuffer(context, buffer_number, trace).ToLocal(&copy)) return {};
  } else if (!CloneBuffer(agent_, buffer).ToLocal(&copy)) {
    return {};
  }
  return CloneView(view, copy);
}

v8::MaybeLocal<v8::ArrayBuffer> DirectCloner::CopyOfBuffer(
    v8::Local<v8::Context> context, uint32_t number,
    v8::Local<v8::Array> trace) {
  v8::Local<v8::Value> met;
  if (!trace->Get(context, 2 * number + 1).ToLocal(&met)) return {};
  // The first view of it may stand for it.
  if (met->IsArrayBufferView()) {
    met = met.As<v8::ArrayBufferView>()->Buffer();
  }
  return met.As<v8::ArrayBuffer>();
}

void DirectCloner::EnterAnew(v8::Local<v8::Context> context,
                             v8::Local<v8::Array> trace) {
  struct Entering {
    Walks& walks;
    v8::internal::Address last;
  } entering{walks_, 0};
  auto enter = [](uint32_t i, v8::Local<v8::Value> object, void* data) {
    if (i % 2 != 0) return v8::Array::CallbackResult::kContinue;
    auto& [walks, last] = *static_cast<Entering*>(data);
    // A view stands at the number of its buffer, too.
    const v8::internal::Address address = AddressOf(object);
    v8::Local<v8::Object> entered = object.As<v8::Object>();
    if (address == last) entered = object.As<v8::ArrayBufferView>()->Buffer();
    walks.Number(entered);
    last = address;
    return v8::Array::CallbackResult::kContinue;
  };
  // Nothing here makes V8 collect garbage: the views have their buffers.
  walks_.Forget();
  trace->Iterate(context, enter, &entering).IsJust();
}

void DirectCloner::AdoptCallback(
    const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  DirectCloner& cloner = Of(info);
  SetPrototype(isolate->GetCurrentContext(), info[0].As<v8::Object>(),
               cloner.walks_.object_prototype())
      .IsJust();
}

}  // namespace ferry::internal
