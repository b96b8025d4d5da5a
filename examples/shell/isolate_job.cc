#include "ferry/examples/shell/isolate_job.h"

#include <v8-exception.h>
#include <v8-function.h>
#include <v8-persistent-handle.h>
#include <v8-promise.h>
#include <v8-script.h>

#include <utility>

#include "ferry/examples/shell/bindings.h"
#include "ferry/examples/shell/event_loop.h"
#include "ferry/examples/shell/isolate_holder.h"
#include "ferry/examples/shell/transfer_result.h"
#include "ferry/serializer/structured_deserialize.h"
#include "ferry/serializer/structured_serialize.h"

namespace ferry::shell {
namespace {

void SendError(Environment& environment, v8::Local<v8::Value> error,
               IsolateOutcome& outcome) {
  outcome.kind = IsolateOutcome::Kind::kThrew;
  outcome.value = SerializedValue();
  v8::TryCatch try_catch(environment.isolate());
  if (MoveTo(StructuredSerialize(environment.agent(), environment.context(),
                                 error),
             outcome.value)) {
    return;
  }
  outcome.error_text = environment.Inspect(error);
}

// Throws where the value cannot be cloned.
void SendResult(Environment& environment, v8::Local<v8::Value> value,
                IsolateOutcome& outcome) {
  const TransferResult result =
      TakeTransferResult(environment.context(), value);
  // When it fails, an exception is pending and becomes the outcome.
  MoveTo(StructuredSerializeWithTransfer(environment.agent(),
                                         environment.context(), result.value,
                                         result.list),
         outcome.value);
}

v8::MaybeLocal<v8::Value> RunSource(Environment& environment,
                                    const IsolateJob& job) {
  v8::Isolate* isolate = environment.isolate();
  v8::Local<v8::String> source;
  v8::Local<v8::Script> script;
  v8::ScriptOrigin origin(NewString(isolate, job.name), job.line, job.column);
  if (!NewLongString(isolate, job.source).ToLocal(&source) ||
      !v8::Script::Compile(environment.context(), source, &origin)
           .ToLocal(&script)) {
    return {};
  }
  return script->Run(environment.context());
}

v8::MaybeLocal<v8::Value> RunCall(Environment& environment, IsolateJob& job) {
  v8::Local<v8::Context> context = environment.context();
  v8::Local<v8::Value> callee;
  if (!RunSource(environment, job).ToLocal(&callee) || !callee->IsFunction()) {
    return callee;
  }
  DeserializedValue argument;
  if (!MoveTo(StructuredDeserializeWithTransfer(environment.agent(), context,
                                                std::move(job.argument)),
              argument)) {
    return {};
  }
  return callee.As<v8::Function>()->Call(
      context, v8::Undefined(environment.isolate()), 1, &argument.value);
}

// Runs the job in `environment` until its result is there; empty where it
// failed, which was reported as an uncaught error.
void RunToEnd(Environment& environment, IsolateJob& job,
              IsolateOutcome& outcome) {
  v8::Isolate* isolate = environment.isolate();
  v8::Global<v8::Value> result;
  environment.RunTask([&] {
    v8::Local<v8::Value> value;
    if (!RunCall(environment, job).ToLocal(&value)) return;
    result.Reset(isolate, value);
    if (value->IsPromise()) environment.TakeCareOf(value.As<v8::Promise>());
  });
  if (environment.stopped()) return;
  v8::HandleScope handles(isolate);
  v8::Local<v8::Value> value = result.Get(isolate);
  if (!value->IsPromise()) {
    return environment.RunTask(
        [&] { SendResult(environment, value, outcome); });
  }
  v8::Local<v8::Promise> promise = value.As<v8::Promise>();
  RunEventLoop(environment,
               [&] { return promise->State() != v8::Promise::kPending; });
  environment.RunTask([&] {
    if (promise->State() == v8::Promise::kFulfilled) {
      SendResult(environment, promise->Result(), outcome);
    } else if (promise->State() == v8::Promise::kRejected) {
      isolate->ThrowException(promise->Result());
    } else {
      ThrowError(isolate,
                 "ferry.runInIsolate: the function returned a promise that "
                 "never settles: its isolate has nothing left to wait for.");
    }
  });
}

}  // namespace

IsolateOutcome RunIsolateJob(IsolateJob job) {
  IsolateOutcome outcome;
  job.options.on_uncaught = [&outcome](Environment& environment, UncaughtKind,
                                       v8::Local<v8::Value> error,
                                       v8::Local<v8::Message>) {
    SendError(environment, error, outcome);
    environment.Stop(1);
  };
  IsolateHolder holder(job.options.platform);
  v8::Isolate::Scope isolate_scope(holder.get());
  v8::HandleScope handles(holder.get());
  Environment environment(holder.get(), job.options);
  RunToEnd(environment, job, outcome);
  if (environment.stopped() && outcome.kind != IsolateOutcome::Kind::kThrew) {
    outcome.kind = IsolateOutcome::Kind::kQuit;
    outcome.exit_code = environment.exit_code();
  }
  return outcome;
}

}  // namespace ferry::shell
