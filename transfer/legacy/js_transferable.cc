#include "ferry/transfer/legacy/js_transferable.h"

#include <v8-exception.h>
#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-script.h>

#include <memory>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/transfer/internal/script_steps.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/script_protocol.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/wrapper_registry.h"

namespace ferry {
namespace {

// Takes the built-ins before a script can change them.
constexpr absl::string_view kMakeTransferableSource = R"js(
  const {construct, getPrototypeOf, setPrototypeOf} = Reflect;
  const {defineProperties, getOwnPropertyDescriptors} = Object;
  return function makeTransferable(object) {
    if (object instanceof JSTransferable) return object;
    const made = construct(JSTransferable, [], object.constructor);
    defineProperties(made, getOwnPropertyDescriptors(object));
    setPrototypeOf(made, getPrototypeOf(object));
    return made;
  };
)js";

// The native side of one object: its steps are those of a marked object, only
// its mode is looked up in the object itself.
class LegacyTransferable final : public PlatformObject {
 public:
  LegacyTransferable(Agent& agent, v8::Local<v8::Object> object)
      : agent_(agent), object_(agent.isolate(), object) {
    object_.SetWeak();
  }

  TransferMode GetTransferMode() const override {
    TransferMode mode = TransferMode::kDisallowCloneAndTransfer;
    if (HasMethod(ProtocolSymbol::kClone)) {
      mode = mode | TransferMode::kCloneable;
    }
    if (HasMethod(ProtocolSymbol::kTransfer)) {
      mode = mode | TransferMode::kTransferable;
    }
    return mode;
  }

  HostObjectData Serialize(Agent& agent, v8::Local<v8::Context> context,
                           v8::Local<v8::Object> object) override {
    return internal::ScriptSteps::Get()->Serialize(agent, context, object);
  }
  HostObjectData PrepareTransfer(Agent& agent, v8::Local<v8::Context> context,
                                 v8::Local<v8::Object> object) override {
    return internal::ScriptSteps::Get()->PrepareTransfer(agent, context,
                                                         object);
  }
  void AbortTransfer(Agent& agent, v8::Local<v8::Context> context,
                     v8::Local<v8::Object> object,
                     v8::Local<v8::Value> data) override {
    internal::ScriptSteps::Get()->AbortTransfer(agent, context, object, data);
  }
  v8::Maybe<void> NestedTransferables(
      Agent& agent, v8::Local<v8::Context> context,
      v8::Local<v8::Object> object,
      std::vector<v8::Local<v8::Object>>& nested) override {
    return internal::ScriptSteps::Get()->NestedTransferables(agent, context,
                                                             object, nested);
  }

 private:
  bool HasMethod(ProtocolSymbol symbol) const {
    v8::HandleScope handles(agent_.isolate());
    v8::TryCatch try_catch(agent_.isolate());
    v8::Local<v8::Object> object = object_.Get(agent_.isolate());
    v8::Local<v8::Context> context;
    return object->GetCreationContext().ToLocal(&context) &&
           object->Has(context, ProtocolSymbols::Of(agent_).Get(symbol))
               .FromMaybe(false);
  }

  Agent& agent_;
  v8::Global<v8::Object> object_;
};

void Construct(const v8::FunctionCallbackInfo<v8::Value>& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info.IsConstructCall()) {
    isolate->ThrowException(v8::Exception::TypeError(
        NewString(isolate, "Class constructor JSTransferable needs 'new'.")));
    return;
  }
  Agent& agent = *static_cast<Agent*>(info.Data().As<v8::External>()->Value());
  WrapperRegistry::Of(agent).Wrap(
      info.This(), std::make_unique<LegacyTransferable>(agent, info.This()));
}

}  // namespace

JSTransferable::JSTransferable(Agent& agent) : agent_(agent) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  template_.Reset(isolate, WrapperRegistry::Of(agent).NewTemplate(
                               "JSTransferable", Construct,
                               v8::External::New(isolate, &agent)));
  make_.Reset(isolate,
              v8::Private::New(isolate, NewString(isolate, "ferry:make")));
}

v8::MaybeLocal<v8::Function> JSTransferable::GetConstructor(
    v8::Local<v8::Context> context) {
  return template_.Get(agent_.isolate())->GetFunction(context);
}

v8::MaybeLocal<v8::Object> JSTransferable::MakeTransferable(
    v8::Local<v8::Context> context, v8::Local<v8::Object> object) {
  v8::Isolate* isolate = agent_.isolate();
  v8::EscapableHandleScope handles(isolate);
  v8::Local<v8::Private> key = make_.Get(isolate);
  v8::Local<v8::Function> constructor;
  v8::Local<v8::Value> make;
  if (!GetConstructor(context).ToLocal(&constructor) ||
      !constructor->GetPrivate(context, key).ToLocal(&make)) {
    return {};
  }
  if (make->IsUndefined()) {
    v8::Local<v8::Function> made;
    if (!NewMakeTransferableFunction(context).ToLocal(&made) ||
        constructor->SetPrivate(context, key, made).IsNothing()) {
      return {};
    }
    make = made;
  }
  v8::Local<v8::Value> argument = object;
  v8::Local<v8::Value> made;
  if (!make.As<v8::Function>()
           ->Call(context, v8::Undefined(isolate), 1, &argument)
           .ToLocal(&made)) {
    return {};
  }
  return handles.Escape(made.As<v8::Object>());
}

v8::MaybeLocal<v8::Function> JSTransferable::NewMakeTransferableFunction(
    v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent_.isolate();
  v8::EscapableHandleScope handles(isolate);
  v8::Context::Scope scope(context);
  v8::Local<v8::Function> constructor;
  if (!GetConstructor(context).ToLocal(&constructor)) return {};
  v8::Local<v8::String> name = NewString(isolate, "JSTransferable");
  v8::ScriptCompiler::Source source(
      NewString(isolate, kMakeTransferableSource));
  v8::Local<v8::Value> argument = constructor;
  v8::Local<v8::Function> wrapper;
  v8::Local<v8::Value> function;
  if (!v8::ScriptCompiler::CompileFunction(context, &source, 1, &name)
           .ToLocal(&wrapper) ||
      !wrapper->Call(context, v8::Undefined(isolate), 1, &argument)
           .ToLocal(&function)) {
    return {};
  }
  return handles.Escape(function.As<v8::Function>());
}

}  // namespace ferry
