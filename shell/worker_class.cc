#include "ferry/shell/worker_class.h"

#include <v8-maybe.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/events.h"
#include "ferry/bindings/native_class.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/shell/bindings.h"
#include "ferry/shell/files.h"
#include "ferry/shell/worker.h"

namespace ferry::shell {
namespace {

constexpr absl::string_view kConstruct = "Failed to construct 'Worker'";
constexpr absl::string_view kPost =
    "Failed to execute 'postMessage' on 'Worker'";

// Each worker holds a thread and a heap.
constexpr int kMaxDepth = 16;

bool GetOption(v8::Local<v8::Context> context, v8::Local<v8::Value> options,
               absl::string_view name, v8::Local<v8::Value>& value) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  value = v8::Undefined(isolate);
  return !options->IsObject() || options.As<v8::Object>()
                                     ->Get(context, NewString(isolate, name))
                                     .ToLocal(&value);
}

// The script: a path, or the text itself with {eval: true}.
bool TakeSource(const CallInfo& info, v8::Local<v8::Context> context,
                WorkerStart& start) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Value> is_source;
  if (!GetOption(context, info[1], "eval", is_source)) return false;
  if (is_source->BooleanValue(isolate)) {
    start.path = ResolveScript(isolate, "worker");
    return ToText(isolate, info[0], start.source);
  }
  std::vector<uint8_t> bytes;
  std::string problem;
  if (!ToText(isolate, info[0], start.path)) return false;
  start.path = ResolveScript(isolate, start.path);
  if (!ReadFile(start.path, bytes, problem)) {
    ThrowError(isolate, absl::StrCat(kConstruct, ": cannot read \"", start.path,
                                     "\": ", problem, "."));
    return false;
  }
  start.source.assign(bytes.begin(), bytes.end());
  return true;
}

bool TakeData(const CallInfo& info, v8::Local<v8::Context> context,
              const ChannelOptions& options, WorkerStart& start) {
  v8::Local<v8::Value> data;
  v8::Local<v8::Value> list_value;
  std::vector<v8::Local<v8::Object>> list;
  if (!GetOption(context, info[1], "workerData", data) ||
      !GetOption(context, info[1], "transferList", list_value)) {
    return false;
  }
  if (!list_value->IsUndefined() &&
      TakeTransferListOrOption(context, kConstruct, list_value, list)
          .IsNothing()) {
    return false;
  }
  return MoveTo(
      StructuredSerializeWithTransfer(
          Environment::From(info.GetIsolate()).agent(), context, data, list,
          {.limits = options.limits, .error_policy = options.error_policy}),
      start.data);
}

// False, with an exception pending, where an argument is wrong or cannot be
// cloned.
bool TakeStart(const CallInfo& info, Environment& environment,
               const ChannelOptions& options, WorkerStart& start) {
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  start.options = environment.options();
  if (++start.options.depth > kMaxDepth) {
    ThrowRangeError(info.GetIsolate(),
                    absl::StrCat(kConstruct, ": ", kMaxDepth,
                                 " workers are above it already."));
    return false;
  }
  v8::Local<v8::Value> spins;
  if (!GetOption(context, info[1], "spin", spins)) return false;
  if (!spins->IsUndefined()) {
    start.options.spins = spins->BooleanValue(info.GetIsolate());
  }
  return TakeSource(info, context, start) &&
         TakeData(info, context, options, start);
}

std::unique_ptr<Worker> Construct(Agent& agent, const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  Environment& environment = Environment::From(isolate);
  ChannelOptions options;
  WorkerStart start;
  if (TakeOptions(isolate->GetCurrentContext(), kConstruct, info[1],
                  options.limits, options.error_policy)
          .IsNothing() ||
      !TakeStart(info, environment, options, start)) {
    return nullptr;
  }
  auto [ours, theirs] = DetachedMessagePort::NewChannel(options);
  start.port = std::move(theirs);
  v8::Local<v8::Object> port;
  if (!MessagePort::New(agent, isolate->GetCurrentContext(), std::move(ours))
           .ToLocal(&port)) {
    return nullptr;
  }
  return Worker::Start(environment, info.This(), port, std::move(start));
}

void PostMessage(Worker& worker, Agent&, const CallInfo& info) {
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  std::vector<v8::Local<v8::Object>> list;
  if (TakeTransferListOrOption(context, kPost, info[1], list).IsNothing()) {
    return;
  }
  // What cannot be sent throws.
  (void)worker.port()->PostMessage(context, info[0], list);
}

void TerminateWorker(Worker& worker, Agent&, const CallInfo&) {
  worker.Terminate();
}

}  // namespace

void Worker::DefineClass(ClassDefinition<Worker>& worker) {
  worker.Constructor<Construct>(1);
  worker.Method<PostMessage>("postMessage", 1);
  worker.Method<TerminateWorker>("terminate");
}

void CompleteWorker(Environment& environment) {
  Agent& agent = environment.agent();
  MakeEventTarget(agent, environment.context(),
                  NativeClass<Worker>::Of(agent).function_template(),
                  {"message", "messageerror", "error"})
      .Check();
}

}  // namespace ferry::shell
