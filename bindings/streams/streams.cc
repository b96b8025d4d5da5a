#include "ferry/bindings/streams/streams.h"

#include <v8-container.h>
#include <v8-exception.h>
#include <v8-script.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/streams/internal/stream_realm.h"
#include "ferry/bindings/streams/internal/stream_steps.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry {
namespace {

using internal::AgentStreams;
using internal::StreamKind;
using internal::StreamRealm;
using internal::StreamSteps;
using internal::TransformSteps;

v8::Maybe<void> Refuse(v8::Isolate* isolate, absl::string_view why) {
  isolate->ThrowException(v8::Exception::TypeError(NewString(isolate, why)));
  return v8::Nothing<void>();
}

// Calls the module with `exports` and `module`; gives what it exports.
v8::MaybeLocal<v8::Object> RunModule(v8::Isolate* isolate,
                                     v8::Local<v8::Context> context,
                                     v8::Local<v8::String> source_text,
                                     v8::Local<v8::String> name) {
  v8::Local<v8::Object> exports = v8::Object::New(isolate);
  v8::Local<v8::Object> module = v8::Object::New(isolate);
  v8::Local<v8::String> key = NewString(isolate, "exports");
  v8::ScriptCompiler::Source source(source_text, v8::ScriptOrigin(name));
  v8::Local<v8::String> parameters[] = {key, NewString(isolate, "module")};
  v8::Local<v8::Value> arguments[] = {exports, module};
  v8::Local<v8::Function> function;
  v8::Local<v8::Value> exported;
  if (module->CreateDataProperty(context, key, exports).IsNothing() ||
      !v8::ScriptCompiler::CompileFunction(context, &source, 2, parameters)
           .ToLocal(&function) ||
      function->Call(context, v8::Undefined(isolate), 2, arguments).IsEmpty() ||
      !module->Get(context, key).ToLocal(&exported)) {
    return {};
  }
  return exported->IsObject() ? exported.As<v8::Object>() : exports;
}

// Defines the classes of `exports` as WebIDL does, and finds the three.
v8::Maybe<void> TakeClasses(v8::Isolate* isolate,
                            v8::Local<v8::Context> context,
                            v8::Local<v8::Object> exports,
                            StreamClasses& classes) {
  v8::Local<v8::Array> names;
  if (!exports->GetOwnPropertyNames(context).ToLocal(&names)) {
    return v8::Nothing<void>();
  }
  for (uint32_t i = 0; i < names->Length(); ++i) {
    v8::Local<v8::Value> name;
    v8::Local<v8::Value> value;
    if (!names->Get(context, i).ToLocal(&name) ||
        !exports->Get(context, name).ToLocal(&value)) {
      return v8::Nothing<void>();
    }
    if (!name->IsString() || !value->IsFunction()) continue;
    if (context->Global()
            ->DefineOwnProperty(context, name.As<v8::String>(), value,
                                v8::DontEnum)
            .IsNothing()) {
      return v8::Nothing<void>();
    }
    const std::pair<absl::string_view, v8::Local<v8::Function>*> wanted[] = {
        {"ReadableStream", &classes.readable},
        {"WritableStream", &classes.writable},
        {"TransformStream", &classes.transform},
    };
    for (const auto& [each, taken] : wanted) {
      if (ToUtf8(isolate, name) == each) *taken = value.As<v8::Function>();
    }
  }
  return v8::JustVoid();
}

// False, with an InvalidStateError pending, where there is no port.
bool CheckPort(Agent& agent, v8::Local<v8::Context> context,
               const DetachedMessagePort& port) {
  if (port.has_port()) return true;
  ThrowDOMException(agent, context, "InvalidStateError",
                    "A stream needs a port: the DetachedMessagePort is empty. "
                    "It was moved away, or its port is closed.");
  return false;
}

}  // namespace

v8::Maybe<void> InstallStreamTransfer(Agent& agent,
                                      v8::Local<v8::Context> context,
                                      const StreamClasses& classes,
                                      const StreamOptions& options) {
  agent.CheckCurrent("InstallStreamTransfer");
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  if (classes.readable.IsEmpty() || classes.writable.IsEmpty() ||
      classes.transform.IsEmpty()) {
    return Refuse(isolate,
                  "InstallStreamTransfer needs the classes ReadableStream, "
                  "WritableStream and TransformStream.");
  }
  if (options.window < 1) {
    return Refuse(isolate, "StreamOptions::window must be 1 or more.");
  }
  StreamRealm* realm =
      AgentStreams::Of(agent).AddRealm(context, classes, options);
  if (realm == nullptr) return v8::Nothing<void>();
  TransferModeRegistry& modes = TransferModeRegistry::Of(agent);
  if (modes
          .MarkClass(
              context, classes.readable,
              std::make_unique<StreamSteps>(*realm, StreamKind::kReadable))
          .IsNothing() ||
      modes
          .MarkClass(
              context, classes.writable,
              std::make_unique<StreamSteps>(*realm, StreamKind::kWritable))
          .IsNothing()) {
    return v8::Nothing<void>();
  }
  return modes.MarkClass(context, classes.transform,
                         std::make_unique<TransformSteps>(*realm));
}

v8::Maybe<void> InstallStreams(Agent& agent, v8::Local<v8::Context> context,
                               v8::Local<v8::String> source,
                               v8::Local<v8::String> name,
                               const StreamOptions& options) {
  agent.CheckCurrent("InstallStreams");
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  v8::Local<v8::Object> exports;
  StreamClasses classes;
  if (!RunModule(isolate, context, source, name).ToLocal(&exports) ||
      TakeClasses(isolate, context, exports, classes).IsNothing()) {
    return v8::Nothing<void>();
  }
  return InstallStreamTransfer(agent, context, classes, options);
}

v8::MaybeLocal<v8::Object> NewReadableStream(Agent& agent,
                                             v8::Local<v8::Context> context,
                                             DetachedMessagePort port,
                                             ReadableType type) {
  agent.CheckCurrent("NewReadableStream");
  if (!CheckPort(agent, context, port)) return {};
  return internal::NewStream(agent, context, StreamKind::kReadable,
                             std::move(port), type == ReadableType::kBytes, 0);
}

v8::MaybeLocal<v8::Object> NewWritableStream(Agent& agent,
                                             v8::Local<v8::Context> context,
                                             DetachedMessagePort port) {
  agent.CheckCurrent("NewWritableStream");
  if (!CheckPort(agent, context, port)) return {};
  return internal::NewStream(agent, context, StreamKind::kWritable,
                             std::move(port), false, 0);
}

}  // namespace ferry
