#include "ferry/bindings/streams/internal/stream_realm.h"

#include <v8-isolate.h>
#include <v8-script.h>

#include <string>
#include <utility>

#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/streams/internal/stream_natives.h"
#include "ferry/bindings/streams/script/internal/stream_script.h"
#include "ferry/exceptions/dom_exception.h"

namespace ferry::internal {
namespace {

constexpr const char* kFunctionNames[kStreamFunctionCount] = {
    "commitReadable",  "commitWritable",   "partsOf",
    "prepareReadable", "prepareWritable",  "receiveParts",
    "receiveReadable", "receiveTransform", "receiveWaiting",
    "receiveWritable", "validateReadable", "validateWritable",
};

v8::MaybeLocal<v8::Object> RunScript(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::Value> native) {
  v8::ScriptCompiler::Source source(
      NewString(isolate, kStreamScript),
      v8::ScriptOrigin(NewString(isolate, "ferry:streams")));
  v8::Local<v8::String> parameter = NewString(isolate, "native");
  v8::Local<v8::Function> function;
  v8::Local<v8::Value> exports;
  if (!v8::ScriptCompiler::CompileFunction(context, &source, 1, &parameter)
           .ToLocal(&function) ||
      !function->Call(context, v8::Undefined(isolate), 1, &native)
           .ToLocal(&exports)) {
    return {};
  }
  return exports.As<v8::Object>();
}

}  // namespace

v8::Maybe<void> StreamRealm::Initialize(Agent& agent,
                                        v8::Local<v8::Context> context,
                                        const StreamClasses& classes,
                                        const StreamOptions& options) {
  v8::Isolate* isolate = agent.isolate();
  AgentStreams& streams = AgentStreams::Of(agent);
  v8::Local<v8::Object> native;
  v8::Local<v8::Object> exports;
  const v8::Local<v8::String> link = agent.extension<AgentBindings>().link();
  if (!NewStreamNatives(streams, context, link, classes, options)
           .ToLocal(&native) ||
      !RunScript(isolate, context, native).ToLocal(&exports)) {
    return v8::Nothing<void>();
  }
  for (size_t i = 0; i < kStreamFunctionCount; ++i) {
    v8::Local<v8::Value> function;
    if (!exports->Get(context, NewString(isolate, kFunctionNames[i]))
             .ToLocal(&function)) {
      return v8::Nothing<void>();
    }
    functions_[i].Reset(isolate, function.As<v8::Function>());
    functions_[i].SetWeak();
  }
  // The exports live as long as the realm.
  if (context->GetExtrasBindingObject()
          ->SetPrivate(context, streams.realm_symbol(), exports)
          .IsNothing()) {
    return v8::Nothing<void>();
  }
  context_.Reset(isolate, context);
  context_.SetWeak();
  return v8::JustVoid();
}

v8::MaybeLocal<v8::Value> StreamRealm::Call(
    StreamFunction function,
    absl::Span<const v8::Local<v8::Value>> arguments) const {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  // V8 takes the arguments as an array that it does not change.
  return functions_[static_cast<size_t>(function)].Get(isolate)->Call(
      context(), v8::Undefined(isolate), static_cast<int>(arguments.size()),
      const_cast<v8::Local<v8::Value>*>(arguments.data()));
}

AgentStreams::AgentStreams(Agent& agent) : agent_(agent) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::ObjectTemplate> symbols = v8::ObjectTemplate::New(isolate);
  for (const char* name : {"kEnd", "kParts"}) {
    v8::Local<v8::String> string = NewString(isolate, name);
    symbols->Set(string, v8::Private::New(isolate, string));
  }
  symbols_.Reset(isolate, symbols);
  handler_symbol_.Reset(isolate, v8::Private::New(isolate));
  realm_symbol_.Reset(isolate, v8::Private::New(isolate));
}

StreamRealm* AgentStreams::AddRealm(v8::Local<v8::Context> context,
                                    const StreamClasses& classes,
                                    const StreamOptions& options) {
  auto realm = std::make_unique<StreamRealm>();
  if (realm->Initialize(agent_, context, classes, options).IsNothing()) {
    return nullptr;
  }
  return realms_.emplace_back(std::move(realm)).get();
}

const StreamRealm* AgentStreams::GetRealm(v8::Local<v8::Context> context) {
  for (const std::unique_ptr<StreamRealm>& realm : realms_) {
    if (realm->IsOf(context)) return realm.get();
  }
  ThrowDataCloneError(agent_, context,
                      "This realm has no streams that can be received. Call "
                      "InstallStreamTransfer for it before.");
  return nullptr;
}

v8::Local<v8::ObjectTemplate> AgentStreams::symbols() const {
  return symbols_.Get(agent_.isolate());
}
v8::Local<v8::Private> AgentStreams::handler_symbol() const {
  return handler_symbol_.Get(agent_.isolate());
}
v8::Local<v8::Private> AgentStreams::realm_symbol() const {
  return realm_symbol_.Get(agent_.isolate());
}

void AgentStreams::OnMessage(v8::Local<v8::Context> context,
                             v8::Local<v8::Object> target,
                             const ReceivedMessage& message) {
  Handle(context, target, Kind::kMessage, message.value);
}

void AgentStreams::OnMessageError(v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> target,
                                  v8::Local<v8::Value> error) {
  Handle(context, target, Kind::kMessageError, error);
}

void AgentStreams::OnClose(v8::Local<v8::Context> context,
                           v8::Local<v8::Object> target) {
  Handle(context, target, Kind::kPortClosed, v8::Undefined(agent_.isolate()));
}

// What it leaves pending the event loop reports.
void AgentStreams::Handle(v8::Local<v8::Context> context,
                          v8::Local<v8::Object> port, Kind kind,
                          v8::Local<v8::Value> message) {
  v8::Isolate* isolate = agent_.isolate();
  v8::Local<v8::Value> handler;
  if (!port->GetPrivate(context, handler_symbol()).ToLocal(&handler)) return;
  v8::Local<v8::Value> arguments[] = {
      v8::Integer::New(isolate, static_cast<int>(kind)), message};
  handler.As<v8::Function>()
      ->Call(context, v8::Undefined(isolate), 2, arguments)
      .IsEmpty();
}

}  // namespace ferry::internal
