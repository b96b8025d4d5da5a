#include "ferry/tests/serializer/direct/two_ways.h"

#include <v8-array-buffer.h>
#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-microtask-queue.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>
#include <v8-script.h>
#include <v8-template.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/serializer/internal/direct/direct_cloner.h"
#include "ferry/serializer/internal/scripted/scripted_reader.h"
#include "ferry/serializer/internal/scripted/scripted_writer.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/tests/serializer/direct/difference_script.h"

namespace ferry::testing_support {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

Agent& AgentOf(const Info& info) {
  return *static_cast<Agent*>(info.Data().As<v8::External>()->Value());
}

v8::Local<v8::Context> ContextOf(const Info& info) {
  return info.GetIsolate()->GetCurrentContext();
}

void Return(const Info& info, v8::MaybeLocal<v8::Value> result) {
  v8::Local<v8::Value> value;
  if (result.ToLocal(&value)) info.GetReturnValue().Set(value);
}

void ByMessageCallback(const Info& info) {
  Return(info, CloneByMessage(AgentOf(info), ContextOf(info), info[0]));
}

void DirectlyCallback(const Info& info) {
  Return(info, CloneDirectly(AgentOf(info), ContextOf(info), info[0]));
}

void ByScriptCallback(const Info& info) {
  internal::ScriptedReader& reader =
      internal::ScriptedReader::Of(AgentOf(info));
  v8::Local<v8::Context> context = ContextOf(info);
  reader.TakeScript(context, true);
  Return(info, CloneByMessage(AgentOf(info), context, info[0]));
  reader.TakeScript(context, false);
}

void ByWriterCallback(const Info& info) {
  Agent& agent = AgentOf(info);
  v8::Local<v8::Context> context = ContextOf(info);
  internal::ScriptedWriter& writer = internal::ScriptedWriter::Of(agent);
  writer.TakeScript(context, true);
  v8::Maybe<SerializedValue> message =
      StructuredSerialize(agent, context, info[0]);
  writer.TakeScript(context, false);
  if (message.IsNothing()) return;
  Return(info,
         StructuredDeserialize(agent, context, std::move(message).FromJust()));
}

void WarmUpCallback(const Info& info) {
  info.GetReturnValue().Set(WarmUp(AgentOf(info), ContextOf(info)));
}

void CopiesCallback(const Info& info) {
  info.GetReturnValue().Set(static_cast<double>(
      internal::DirectCloner::Of(AgentOf(info)).counters().copies));
}

void GivenUpCallback(const Info& info) {
  info.GetReturnValue().Set(static_cast<double>(
      internal::DirectCloner::Of(AgentOf(info)).counters().given_up));
}

void HostObjectCallback(const Info& info) {
  v8::Local<v8::ObjectTemplate> object =
      v8::ObjectTemplate::New(info.GetIsolate());
  object->SetInternalFieldCount(1);
  Return(
      info,
      object->NewInstance(ContextOf(info)).FromMaybe(v8::Local<v8::Object>()));
}

void UndetectableCallback(const Info& info) {
  v8::Local<v8::ObjectTemplate> object =
      v8::ObjectTemplate::New(info.GetIsolate());
  object->MarkAsUndetectable();
  // V8 wants what is undetectable to be callable.
  object->SetCallAsFunctionHandler([](const Info&) {});
  Return(
      info,
      object->NewInstance(ContextOf(info)).FromMaybe(v8::Local<v8::Object>()));
}

void NativeGetter(v8::Local<v8::Name> name,
                  const v8::PropertyCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Value> value;
  if (info.Data()
          .As<v8::Function>()
          ->Call(isolate->GetCurrentContext(), v8::Undefined(isolate), 0,
                 nullptr)
          .ToLocal(&value)) {
    info.GetReturnValue().Set(value);
  }
}

void DefineNativeCallback(const Info& info) {
  info.GetReturnValue().Set(
      info[0]
          .As<v8::Object>()
          ->SetNativeDataProperty(ContextOf(info), info[1].As<v8::Name>(),
                                  NativeGetter, nullptr, info[2])
          .FromMaybe(false));
}

v8::Local<v8::Private> PrivateName(v8::Isolate* isolate) {
  return v8::Private::ForApi(isolate, NewString(isolate, "test"));
}

void SetPrivateCallback(const Info& info) {
  info[0]
      .As<v8::Object>()
      ->SetPrivate(ContextOf(info), PrivateName(info.GetIsolate()),
                   v8::True(info.GetIsolate()))
      .Check();
}

void HasPrivateCallback(const Info& info) {
  info.GetReturnValue().Set(
      info[0]
          .As<v8::Object>()
          ->HasPrivate(ContextOf(info), PrivateName(info.GetIsolate()))
          .FromJust());
}

void DetachCallback(const Info& info) {
  info[0].As<v8::ArrayBuffer>()->Detach(v8::Local<v8::Value>()).Check();
}

void CollectGarbageCallback(const Info& info) {
  info.GetIsolate()->LowMemoryNotification();
}

void EnqueueCallback(const Info& info) {
  info.GetIsolate()->EnqueueMicrotask(info[0].As<v8::Function>());
}

// Calls a function of `isolate` that was kept for later, once.
struct Later {
  v8::Global<v8::Context> context;
  v8::Global<v8::Function> function;

  static void Run(v8::Isolate* isolate, void* data) {
    std::unique_ptr<Later> self(static_cast<Later*>(data));
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = self->context.Get(isolate);
    v8::Context::Scope scope(context);
    self->function.Get(isolate)
        ->Call(context, v8::Undefined(isolate), 0, nullptr)
        .IsEmpty();
  }
};

void InterruptCallback(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  auto later = std::make_unique<Later>();
  later->context.Reset(isolate, ContextOf(info));
  later->function.Reset(isolate, info[0].As<v8::Function>());
  isolate->RequestInterrupt(Later::Run, later.release());
}

struct Function {
  const char* name;
  v8::FunctionCallback callback;
};
constexpr Function kFunctions[] = {
    {"byMessage", ByMessageCallback},
    {"byScript", ByScriptCallback},
    {"byWriter", ByWriterCallback},
    {"directly", DirectlyCallback},
    {"warmUp", WarmUpCallback},
    {"copies", CopiesCallback},
    {"givenUp", GivenUpCallback},
    {"hostObject", HostObjectCallback},
    {"undetectable", UndetectableCallback},
    {"defineNative", DefineNativeCallback},
    {"setPrivate", SetPrivateCallback},
    {"hasPrivate", HasPrivateCallback},
    {"detach", DetachCallback},
    {"collectGarbage", CollectGarbageCallback},
    {"enqueue", EnqueueCallback},
    {"interrupt", InterruptCallback},
};

}  // namespace

v8::MaybeLocal<v8::Value> CloneByMessage(Agent& agent,
                                         v8::Local<v8::Context> context,
                                         v8::Local<v8::Value> value) {
  CloneOptions options;
  // Limits that are not the default, and allow more.
  options.limits.sparse_elements = std::numeric_limits<uint64_t>::max();
  return StructuredClone(agent, context, value, options);
}

v8::MaybeLocal<v8::Value> CloneDirectly(Agent& agent,
                                        v8::Local<v8::Context> context,
                                        v8::Local<v8::Value> value) {
  return StructuredClone(agent, context, value);
}

bool WarmUp(Agent& agent, v8::Local<v8::Context> context) {
  constexpr int kAboveAnyRest = 1000;
  v8::HandleScope handles(agent.isolate());
  internal::DirectCloner& cloner = internal::DirectCloner::Of(agent);
  cloner.TakeWalk(context);
  // A walk that had to learn what an empty object is rests afterwards.
  const uint64_t enough = cloner.counters().copies + 2;
  for (int i = 0; i < kAboveAnyRest && cloner.counters().copies < enough; ++i) {
    if (StructuredClone(agent, context, v8::Object::New(agent.isolate()))
            .IsEmpty()) {
      return false;
    }
  }
  return cloner.counters().copies == enough;
}

void InstallTwoWays(Agent& agent, v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  v8::Local<v8::External> data = v8::External::New(isolate, &agent);
  for (const Function& function : kFunctions) {
    context->Global()
        ->Set(context, NewString(isolate, function.name),
              v8::Function::New(context, function.callback, data)
                  .ToLocalChecked())
        .Check();
  }
  v8::ScriptCompiler::Source source(NewString(isolate, kDifferenceScript));
  context->Global()
      ->Set(context, NewString(isolate, "difference"),
            v8::ScriptCompiler::CompileFunction(context, &source)
                .ToLocalChecked()
                ->Call(context, v8::Undefined(isolate), 0, nullptr)
                .ToLocalChecked())
      .Check();
}

}  // namespace ferry::testing_support
