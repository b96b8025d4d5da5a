#include "ferry/bindings/internal/ferry_object.h"

#include <v8-array-buffer.h>
#include <v8-exception.h>
#include <v8-typed-array.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "ferry/agent/internal/v8_compat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/functions.h"
#include "ferry/bindings/internal/port_functions.h"
#include "ferry/exceptions/dom_exception.h"
#include "ferry/serializer/serialized_value.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/transfer/script_protocol.h"
#include "ferry/transfer/transfer_mode.h"
#include "ferry/transfer/transfer_mode_registry.h"

namespace ferry::internal {
namespace {

v8::Local<v8::Context> ContextOf(const CallInfo& info) {
  return info.GetIsolate()->GetCurrentContext();
}

void ReturnBytes(const CallInfo& info, absl::Span<const uint8_t> bytes) {
  v8::Isolate* isolate = info.GetIsolate();
  std::unique_ptr<v8::BackingStore> store =
      NewUninitializedBackingStore(isolate, bytes.size());
  if (store == nullptr) {
    isolate->ThrowException(v8::Exception::RangeError(NewString(
        isolate, absl::StrCat("No memory for ", bytes.size(), " bytes."))));
    return;
  }
  std::copy(bytes.begin(), bytes.end(), static_cast<uint8_t*>(store->Data()));
  info.GetReturnValue().Set(v8::Uint8Array::New(
      v8::ArrayBuffer::New(isolate, std::move(store)), 0, bytes.size()));
}

// serialize(value, {limits, fullErrors}).
void Serialize(const CallInfo& info) {
  constexpr absl::string_view kCall = "Failed to execute 'ferry.serialize'";
  Agent* agent = AgentOf(info);
  SerializeOptions options;
  if (agent == nullptr || !HasArguments(info, kCall, 1) ||
      TakeOptions(ContextOf(info), kCall, info[1], options.limits,
                  options.error_policy)
          .IsNothing()) {
    return;
  }
  v8::Maybe<SerializedValue> serialized =
      StructuredSerializeForStorage(*agent, ContextOf(info), info[0], options);
  if (serialized.IsNothing()) return;
  absl::StatusOr<std::vector<uint8_t>> bytes =
      std::move(serialized).FromJust().ToBytes();
  if (!bytes.ok()) {
    return ThrowDataCloneError(*agent, ContextOf(info),
                               bytes.status().message());
  }
  ReturnBytes(info, *bytes);
}

// The bytes of a view or buffer; false where `value` is neither.
bool CopyBytes(v8::Local<v8::Value> value, std::vector<uint8_t>& bytes) {
  if (value->IsArrayBufferView()) {
    v8::Local<v8::ArrayBufferView> view = value.As<v8::ArrayBufferView>();
    bytes.resize(view->ByteLength());
    view->CopyContents(bytes.data(), bytes.size());
    return true;
  }
  if (!value->IsArrayBuffer()) return false;
  v8::Local<v8::ArrayBuffer> buffer = value.As<v8::ArrayBuffer>();
  const auto* data = static_cast<const uint8_t*>(buffer->Data());
  bytes.assign(data, data + buffer->ByteLength());
  return true;
}

// deserialize(bytes, {limits}). The options are taken first: their getters may
// change the bytes.
void Deserialize(const CallInfo& info) {
  constexpr absl::string_view kCall = "Failed to execute 'ferry.deserialize'";
  Agent* agent = AgentOf(info);
  SerializeOptions options;
  if (agent == nullptr || TakeOptions(ContextOf(info), kCall, info[1],
                                      options.limits, options.error_policy)
                              .IsNothing()) {
    return;
  }
  std::vector<uint8_t> bytes;
  if (!CopyBytes(info[0], bytes)) {
    return ThrowTypeError(
        info.GetIsolate(),
        absl::StrCat(kCall,
                     ": parameter 1 is neither an ArrayBuffer nor a view of "
                     "one."));
  }
  absl::StatusOr<SerializedValue> serialized =
      SerializedValue::FromBytes(agent->cluster(), bytes, options.limits);
  if (!serialized.ok()) {
    return ThrowDataCloneError(*agent, ContextOf(info),
                               serialized.status().message());
  }
  v8::Local<v8::Value> value;
  if (StructuredDeserialize(*agent, ContextOf(info), *serialized)
          .ToLocal(&value)) {
    info.GetReturnValue().Set(value);
  }
}

void MarkClass(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  if (!info[0]->IsFunction()) {
    return ThrowTypeError(isolate,
                          "Failed to execute 'ferry.markClass': parameter 1 is "
                          "not a class.");
  }
  // What cannot be marked throws.
  (void)TransferModeRegistry::Of(*agent).MarkClass(
      ContextOf(info), info[0].As<v8::Function>(),
      MakeTransferMode(info[1]->BooleanValue(isolate),
                       info[2]->BooleanValue(isolate)));
}

void Return(const CallInfo& info, v8::Maybe<bool> result) {
  bool value;
  if (result.To(&value)) info.GetReturnValue().Set(value);
}

void MarkAsUncloneable(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  Return(info, TransferModeRegistry::Of(*agent).MarkAsUncloneable(
                   ContextOf(info), info[0]));
}

void MarkAsUntransferable(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  Return(info, TransferModeRegistry::Of(*agent).MarkAsUntransferable(
                   ContextOf(info), info[0]));
}

void RegisterClass(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  if (!info[0]->IsString() || !info[1]->IsFunction()) {
    return ThrowTypeError(info.GetIsolate(),
                          "Failed to execute 'ferry.registerClass': the "
                          "parameters are not a name and a class.");
  }
  // What cannot be registered throws.
  (void)ClassRegistry::Of(*agent).RegisterClass(
      ContextOf(info), info[0].As<v8::String>(), info[1].As<v8::Function>());
}

constexpr NativeMethod kMethods[] = {
    {"serialize", 1, Serialize},
    {"deserialize", 1, Deserialize},
    {"markClass", 3, MarkClass},
    {"markAsUncloneable", 1, MarkAsUncloneable},
    {"markAsUntransferable", 1, MarkAsUntransferable},
    {"registerClass", 2, RegisterClass},
    {"receiveMessageOnPort", 1, ReceiveMessageOnPort},
    {"queueOf", 1, QueueOf},
    {"setQueueLimits", 2, SetQueueLimits},
    {"ref", 1, Ref},
    {"unref", 1, Unref},
    {"hasRef", 1, HasRef},
};

constexpr std::pair<const char*, ProtocolSymbol> kSymbols[] = {
    {"kClone", ProtocolSymbol::kClone},
    {"kTransfer", ProtocolSymbol::kTransfer},
    {"kTransferList", ProtocolSymbol::kTransferList},
    {"kTransferAbort", ProtocolSymbol::kTransferAbort},
    {"kTransferCommit", ProtocolSymbol::kTransferCommit},
    {"kDeserialize", ProtocolSymbol::kDeserialize},
};

}  // namespace

v8::MaybeLocal<v8::Object> NewFerryObject(Agent& agent,
                                          v8::Local<v8::Context> context) {
  v8::Isolate* isolate = agent.isolate();
  v8::Local<v8::Object> object = v8::Object::New(isolate);
  v8::Local<v8::Function> mark;
  if (!TransferModeRegistry::Of(agent).GetMarkFunction(context).ToLocal(
          &mark) ||
      object
          ->CreateDataProperty(context, NewString(isolate, "markTransferMode"),
                               mark)
          .IsNothing()) {
    return {};
  }
  const v8::Local<v8::String> link = agent.extension<AgentBindings>().link();
  for (const NativeMethod& method : kMethods) {
    if (DefineMethod(context, link, object, method).IsNothing()) return {};
  }
  for (const auto& [name, symbol] : kSymbols) {
    if (object
            ->CreateDataProperty(context, NewString(isolate, name),
                                 ProtocolSymbols::Of(agent).Get(symbol))
            .IsNothing()) {
      return {};
    }
  }
  return object;
}

void AddFerryObjectReferences(std::vector<intptr_t>& references) {
  AddReferences(kMethods, references);
}

}  // namespace ferry::internal
