#include "ferry/tests/support/bindings.h"

#include <v8-container.h>
#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-isolate.h>
#include <v8-object.h>
#include <v8-primitive.h>

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/transfer/script_protocol.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::testing_support {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

Agent& AgentOf(const Info& info) {
  return *static_cast<Agent*>(info.Data().As<v8::External>()->Value());
}

v8::Local<v8::Context> ContextOf(const Info& info) {
  return info.GetIsolate()->GetCurrentContext();
}

TransferMode ModeOf(const Info& info) {
  return static_cast<TransferMode>(info[1].As<v8::Int32>()->Value());
}

void Return(const Info& info, v8::Maybe<bool> result) {
  bool effect;
  if (result.To(&effect)) info.GetReturnValue().Set(effect);
}

void StructuredCloneCallback(const Info& info) {
  std::vector<v8::Local<v8::Object>> list;
  if (info[1]->IsArray()) {
    v8::Local<v8::Array> array = info[1].As<v8::Array>();
    for (uint32_t i = 0; i < array->Length(); ++i) {
      list.push_back(
          array->Get(ContextOf(info), i).ToLocalChecked().As<v8::Object>());
    }
  }
  CloneOptions options;
  options.transfer = list;
  v8::Local<v8::Value> clone;
  if (StructuredClone(AgentOf(info), ContextOf(info), info[0], options)
          .ToLocal(&clone)) {
    info.GetReturnValue().Set(clone);
  }
}

void MarkTransferMode(const Info& info) {
  Return(info, TransferModeRegistry::Of(AgentOf(info))
                   .MarkTransferMode(ContextOf(info), info[0], ModeOf(info)));
}

void MarkClass(const Info& info) {
  // What cannot be marked throws, and so does what cannot be registered.
  (void)TransferModeRegistry::Of(AgentOf(info))
      .MarkClass(ContextOf(info), info[0].As<v8::Function>(), ModeOf(info));
}

void MarkAsUncloneable(const Info& info) {
  Return(info, TransferModeRegistry::Of(AgentOf(info))
                   .MarkAsUncloneable(ContextOf(info), info[0]));
}

void MarkAsUntransferable(const Info& info) {
  Return(info, TransferModeRegistry::Of(AgentOf(info))
                   .MarkAsUntransferable(ContextOf(info), info[0]));
}

void RegisterClass(const Info& info) {
  (void)ClassRegistry::Of(AgentOf(info))
      .RegisterClass(ContextOf(info), info[0].As<v8::String>(),
                     info[1].As<v8::Function>());
}

void Terminate(const Info& info) { info.GetIsolate()->TerminateExecution(); }

struct Function {
  const char* name;
  v8::FunctionCallback callback;
};
constexpr Function kFunctions[] = {
    {"structuredClone", StructuredCloneCallback},
    {"markTransferMode", MarkTransferMode},
    {"markClass", MarkClass},
    {"markAsUncloneable", MarkAsUncloneable},
    {"markAsUntransferable", MarkAsUntransferable},
    {"registerClass", RegisterClass},
    {"terminate", Terminate},
};

struct Symbol {
  const char* name;
  ProtocolSymbol symbol;
};
constexpr Symbol kSymbols[] = {
    {"kClone", ProtocolSymbol::kClone},
    {"kTransfer", ProtocolSymbol::kTransfer},
    {"kTransferList", ProtocolSymbol::kTransferList},
    {"kTransferAbort", ProtocolSymbol::kTransferAbort},
    {"kTransferCommit", ProtocolSymbol::kTransferCommit},
    {"kDeserialize", ProtocolSymbol::kDeserialize},
};

constexpr const char* kModes[] = {"DISALLOW", "TRANSFERABLE", "CLONEABLE",
                                  "BOTH"};

}  // namespace

void InstallBindings(Agent& agent, v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Object> global = context->Global();
  auto set = [&](absl::string_view name, v8::Local<v8::Value> value) {
    global->Set(context, NewString(isolate, name), value).Check();
  };
  v8::Local<v8::External> data = v8::External::New(isolate, &agent);
  for (const Function& function : kFunctions) {
    set(function.name,
        v8::Function::New(context, function.callback, data).ToLocalChecked());
  }
  for (const Symbol& symbol : kSymbols) {
    set(symbol.name, ProtocolSymbols::Of(agent).Get(symbol.symbol));
  }
  for (int mode = 0; mode < 4; ++mode) {
    set(kModes[mode], v8::Integer::New(isolate, mode));
  }
  set("DOMException",
      DOMExceptionClass::Of(agent).GetConstructor(context).ToLocalChecked());
}

}  // namespace ferry::testing_support
