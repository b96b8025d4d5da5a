#include "ferry/examples/shell/run_in_isolate.h"

#include <v8-exception.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-message.h>

#include <algorithm>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "ferry/examples/shell/bindings.h"
#include "ferry/examples/shell/isolate_job.h"
#include "ferry/examples/shell/transfer_argument.h"
#include "ferry/examples/shell/transfer_result.h"
#include "ferry/serializer/structured_deserialize.h"
#include "ferry/serializer/structured_serialize.h"

namespace ferry::shell {
namespace {

using Info = v8::FunctionCallbackInfo<v8::Value>;

// Each isolate that waits for another holds a thread and a heap.
constexpr int kMaxDepth = 16;

// Takes the source of a function, and its place, so that stacks name the lines
// of the file that it is in.
bool TakeFunction(v8::Isolate* isolate, v8::Local<v8::Context> context,
                  v8::Local<v8::Function> function, IsolateJob& job) {
  if (function->ScriptId() == v8::Message::kNoScriptIdInfo) {
    ThrowTypeError(isolate,
                   "ferry.runInIsolate: this function has no source; it is "
                   "native or bound.");
    return false;
  }
  v8::Local<v8::String> source;
  if (!function->FunctionProtoToString(context).ToLocal(&source) ||
      !ToText(isolate, source, job.source)) {
    return false;
  }
  v8::Local<v8::Value> name = function->GetScriptOrigin().ResourceName();
  job.line = function->GetScriptLineNumber();
  // V8 counts from the parameters where the source begins with a keyword.
  size_t begin = 0;
  if (absl::StartsWith(job.source, "function") ||
      absl::StartsWith(job.source, "async function")) {
    begin = job.source.find('(');
  }
  // Makes it an expression; a declaration would give no value.
  job.source = absl::StrCat("(", job.source, ")");
  job.column = std::max(
      function->GetScriptColumnNumber() - static_cast<int>(begin) - 1, 0);
  return !name->IsString() || ToText(isolate, name, job.name);
}

bool TakeSource(const Info& info, IsolateJob& job) {
  v8::Isolate* isolate = info.GetIsolate();
  job.name = "runInIsolate";
  if (info[0]->IsFunction()) {
    return TakeFunction(isolate, isolate->GetCurrentContext(),
                        info[0].As<v8::Function>(), job);
  }
  if (info[0]->IsString()) return ToText(isolate, info[0], job.source);
  ThrowTypeError(isolate,
                 "ferry.runInIsolate: the first argument must be a function or "
                 "its source.");
  return false;
}

// False, with an exception pending, where an argument is wrong or cannot be
// cloned.
bool TakeJob(const Info& info, Environment& environment, IsolateJob& job) {
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  job.options = environment.options();
  if (++job.options.depth > kMaxDepth) {
    ThrowRangeError(isolate,
                    "ferry.runInIsolate: too many isolates wait for each "
                    "other.");
    return false;
  }
  std::vector<v8::Local<v8::Object>> list;
  return TakeSource(info, job) &&
         TakeTransferListOrOption(context, "ferry.runInIsolate", info[2], list)
             .IsJust() &&
         MoveTo(StructuredSerializeWithTransfer(environment.agent(), context,
                                                info[1], list),
                job.argument);
}

void ThrowOutcome(Environment& environment, const IsolateOutcome& outcome) {
  v8::Isolate* isolate = environment.isolate();
  if (outcome.value.consumed()) {
    return ThrowError(
        isolate, absl::StrCat("The other isolate threw what cannot be cloned: ",
                              outcome.error_text));
  }
  v8::Local<v8::Value> error;
  if (StructuredDeserialize(environment.agent(), environment.context(),
                            outcome.value)
          .ToLocal(&error)) {
    isolate->ThrowException(error);
  }
}

void RunInIsolate(const Info& info) {
  Environment& environment = Environment::From(info.GetIsolate());
  IsolateJob job;
  if (!TakeJob(info, environment, job)) return;
  IsolateOutcome outcome;
  std::thread thread([&] { outcome = RunIsolateJob(std::move(job)); });
  thread.join();
  DeserializedValue result;
  switch (outcome.kind) {
    case IsolateOutcome::Kind::kQuit:
      return environment.Quit(outcome.exit_code);
    case IsolateOutcome::Kind::kThrew:
      return ThrowOutcome(environment, outcome);
    case IsolateOutcome::Kind::kReturned:
      if (MoveTo(StructuredDeserializeWithTransfer(environment.agent(),
                                                   environment.context(),
                                                   std::move(outcome.value)),
                 result)) {
        info.GetReturnValue().Set(result.value);
      }
      return;
  }
}

void Transfer(const Info& info) {
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  TransferResult result{.value = info[0], .list = {}};
  if (TakeTransferListOrOption(context, "ferry.transfer", info[1], result.list)
          .IsJust()) {
    info.GetReturnValue().Set(NewTransferResult(context, result));
  }
}

}  // namespace

void InstallRunInIsolate(Environment& environment,
                         v8::Local<v8::Object> object) {
  v8::Local<v8::Context> context = environment.context();
  SetFunction(context, object, "runInIsolate", RunInIsolate);
  SetFunction(context, object, "transfer", Transfer);
}

}  // namespace ferry::shell
