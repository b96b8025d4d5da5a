#include "ferry/examples/shell/ferry_object.h"

#include <v8-exception.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-object.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "ferry/examples/shell/bindings.h"
#include "ferry/examples/shell/run_in_isolate.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_deserialize.h"
#include "ferry/serializer/structured_serialize.h"
#include "ferry/transfer/dom_exception.h"
#include "ferry/transfer/protocol_symbols.h"
#include "ferry/transfer/transfer_mode.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

Agent& AgentOf(const Info& info) {
  return Environment::From(info.GetIsolate()).agent();
}

void Serialize(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  Agent& agent = AgentOf(info);
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  if (info.Length() == 0) {
    return ThrowTypeError(isolate, "ferry.serialize: the value is missing.");
  }
  SerializedValue serialized;
  if (!MoveTo(StructuredSerializeForStorage(agent, context, info[0]),
              serialized)) {
    return;
  }
  absl::StatusOr<std::vector<uint8_t>> bytes = serialized.ToBytes();
  if (!bytes.ok()) {
    return ThrowDataCloneError(agent, context, bytes.status().message());
  }
  v8::Local<v8::Uint8Array> array;
  if (NewUint8Array(isolate, *bytes).ToLocal(&array)) {
    info.GetReturnValue().Set(array);
  }
}

void Deserialize(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  Agent& agent = AgentOf(info);
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  std::vector<uint8_t> bytes;
  if (!CopyBytes(info[0], bytes)) {
    return ThrowTypeError(isolate,
                          "ferry.deserialize: the bytes must be an ArrayBuffer "
                          "or a view of one.");
  }
  absl::StatusOr<SerializedValue> serialized =
      SerializedValue::FromBytes(agent.cluster(), bytes);
  if (!serialized.ok()) {
    return ThrowDataCloneError(agent, context, serialized.status().message());
  }
  v8::Local<v8::Value> value;
  if (StructuredDeserialize(agent, context, *serialized).ToLocal(&value)) {
    info.GetReturnValue().Set(value);
  }
}

void MarkClass(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsFunction()) {
    return ThrowTypeError(isolate,
                          "ferry.markClass: the first argument is no class.");
  }
  // What cannot be marked throws.
  (void)AgentOf(info).transfer_modes().MarkClass(
      isolate->GetCurrentContext(), info[0].As<v8::Function>(),
      MakeTransferMode(info[1]->BooleanValue(isolate),
                       info[2]->BooleanValue(isolate)));
}

void MarkAsUncloneable(const Info& info) {
  bool has_effect = false;
  if (AgentOf(info)
          .transfer_modes()
          .MarkAsUncloneable(info.GetIsolate()->GetCurrentContext(), info[0])
          .To(&has_effect)) {
    info.GetReturnValue().Set(has_effect);
  }
}

void MarkAsUntransferable(const Info& info) {
  bool has_effect = false;
  if (AgentOf(info)
          .transfer_modes()
          .MarkAsUntransferable(info.GetIsolate()->GetCurrentContext(), info[0])
          .To(&has_effect)) {
    info.GetReturnValue().Set(has_effect);
  }
}

void RegisterClass(const Info& info) {
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsString() || !info[1]->IsFunction()) {
    return ThrowTypeError(
        isolate, "ferry.registerClass: the arguments are a name and a class.");
  }
  (void)AgentOf(info).classes().RegisterClass(isolate->GetCurrentContext(),
                                              info[0].As<v8::String>(),
                                              info[1].As<v8::Function>());
}

void InstallSymbols(Environment& environment, v8::Local<v8::Object> object) {
  const std::pair<const char*, ProtocolSymbol> kSymbols[] = {
      {"kClone", ProtocolSymbol::kClone},
      {"kTransfer", ProtocolSymbol::kTransfer},
      {"kTransferList", ProtocolSymbol::kTransferList},
      {"kTransferAbort", ProtocolSymbol::kTransferAbort},
      {"kDeserialize", ProtocolSymbol::kDeserialize},
  };
  for (const auto& [name, symbol] : kSymbols) {
    SetValue(environment.context(), object, name,
             environment.agent().symbols().Get(symbol));
  }
}

}  // namespace

void InstallFerryObject(Environment& environment) {
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Object> object = v8::Object::New(environment.isolate());
  SetFunction(context, object, "serialize", Serialize);
  SetFunction(context, object, "deserialize", Deserialize);
  SetValue(context, object, "markTransferMode",
           environment.agent()
               .transfer_modes()
               .NewMarkFunction(context)
               .ToLocalChecked());
  SetFunction(context, object, "markClass", MarkClass);
  SetFunction(context, object, "markAsUncloneable", MarkAsUncloneable);
  SetFunction(context, object, "markAsUntransferable", MarkAsUntransferable);
  SetFunction(context, object, "registerClass", RegisterClass);
  InstallSymbols(environment, object);
  InstallRunInIsolate(environment, object);
  SetValue(context, context->Global(), "ferry", object);
}

}  // namespace ferry::shell
