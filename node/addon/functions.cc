#include "ferry/node/addon/functions.h"

#include <v8-array-buffer.h>
#include <v8-container.h>
#include <v8-exception.h>
#include <v8-function.h>
#include <v8-primitive.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/arguments.h"
#include "ferry/messaging/message_port.h"
#include "ferry/node/addon/foreign_job.h"
#include "ferry/node/addon/instance.h"
#include "ferry/node/addon/node_classes.h"
#include "ferry/node/addon/port_exchange.h"
#include "ferry/serializer/structured_clone.h"

namespace ferry::node_addon {
namespace {

using CallInfo = v8::FunctionCallbackInfo<v8::Value>;

void ThrowTypeError(v8::Isolate* isolate, absl::string_view message) {
  isolate->ThrowException(
      v8::Exception::TypeError(NewString(isolate, message)));
}

v8::Local<v8::Function> FunctionOrNone(v8::Local<v8::Value> value) {
  return value->IsFunction() ? value.As<v8::Function>()
                             : v8::Local<v8::Function>();
}

void StartJob(const CallInfo& info) {
  Instance& instance = Instance::Of(info);
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  const std::string name = ToUtf8(isolate, info[0]);
  Job job = instance.registry().Find(name);
  if (job == nullptr) {
    return ThrowTypeError(
        isolate, absl::StrCat("There is no job \"", name,
                              "\"; jobs: ", instance.registry().Names(), "."));
  }
  std::vector<v8::Local<v8::Object>> transfer;
  if (TakeTransferOption(context, "run", info[2], transfer).IsNothing()) return;
  v8::Maybe<SerializedValue> input = StructuredSerializeWithTransfer(
      instance.agent(), context, info[1], transfer);
  if (input.IsNothing()) return;
  std::optional<JobRunner::Started> started = instance.jobs().Start(
      context, std::move(job), std::move(input).FromJust(),
      FunctionOrNone(info[3]));
  if (!started.has_value()) return;
  v8::Local<v8::Value> result[] = {
      v8::Integer::NewFromUnsigned(isolate, started->id), started->promise};
  info.GetReturnValue().Set(v8::Array::New(isolate, result, 2));
}

void CancelJob(const CallInfo& info) {
  Instance::Of(info).jobs().Cancel(info.GetIsolate()->GetCurrentContext(),
                                   info[0].As<v8::Uint32>()->Value(), info[1]);
}

void JobsAlive(const CallInfo& info) {
  info.GetReturnValue().Set(JobRunner::alive());
}

void RegisterJob(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  std::vector<uint8_t> description;
  if (info[0]->IsArrayBufferView()) {
    v8::Local<v8::ArrayBufferView> view = info[0].As<v8::ArrayBufferView>();
    description.resize(view->ByteLength());
    view->CopyContents(description.data(), description.size());
  }
  absl::StatusOr<NamedJob> job = ForeignJob(description);
  if (!job.ok()) return ThrowTypeError(isolate, job.status().message());
  if (!Instance::Of(info).registry().Add(job->name, std::move(job->job))) {
    return ThrowTypeError(
        isolate, absl::StrCat("registerJob: there is a job \"", job->name,
                              "\" already."));
  }
  info.GetReturnValue().Set(NewString(isolate, job->name));
}

// Null, with a TypeError pending, where `value` is no port.
MessagePort* PortOf(const CallInfo& info, v8::Local<v8::Value> value) {
  MessagePort* port = MessagePort::From(Instance::Of(info).agent(), value);
  if (port == nullptr || port->is_detached()) {
    ThrowTypeError(info.GetIsolate(),
                   "This is no ferry.MessagePort, or one that was closed or "
                   "transferred.");
    return nullptr;
  }
  return port;
}

void DepositPort(const CallInfo& info) {
  MessagePort* port = PortOf(info, info[0]);
  if (port == nullptr) return;
  const std::string ticket =
      PortExchange::Get().Deposit(&Instance::Of(info).agent(), port->Detach());
  info.GetReturnValue().Set(NewString(info.GetIsolate(), ticket));
}

void TakePort(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  DetachedMessagePort port = PortExchange::Get().Take(ToUtf8(isolate, info[0]));
  if (!port.has_port()) {
    return ThrowTypeError(isolate,
                          "There is no port with this ticket: it was taken "
                          "before, or its sender has ended.");
  }
  v8::Local<v8::Object> object;
  if (MessagePort::New(Instance::Of(info).agent(), isolate->GetCurrentContext(),
                       std::move(port))
          .ToLocal(&object)) {
    info.GetReturnValue().Set(object);
  }
}

void MarkNodeClass(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  NodeClasses::Of(Instance::Of(info).agent())
      .Mark(isolate->GetCurrentContext(), info[0].As<v8::Function>(),
            ToUtf8(isolate, info[1]), FunctionOrNone(info[2]),
            FunctionOrNone(info[3]))
      .IsNothing();
}

constexpr std::pair<const char*, v8::FunctionCallback> kFunctions[] = {
    {"startJob", StartJob},           {"cancelJob", CancelJob},
    {"jobsAlive", JobsAlive},         {"registerJob", RegisterJob},
    {"depositPort", DepositPort},     {"takePort", TakePort},
    {"markNodeClass", MarkNodeClass},
};

}  // namespace

v8::Maybe<bool> DefineFunctions(v8::Local<v8::Context> context,
                                v8::Local<v8::Object> exports,
                                v8::Local<v8::Value> data) {
  for (const auto& [name, callback] : kFunctions) {
    v8::Local<v8::Function> function;
    if (!v8::Function::New(context, callback, data).ToLocal(&function) ||
        exports
            ->CreateDataProperty(
                context, NewString(v8::Isolate::GetCurrent(), name), function)
            .IsNothing()) {
      return v8::Nothing<bool>();
    }
  }
  return v8::Just(true);
}

}  // namespace ferry::node_addon
