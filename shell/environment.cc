#include "ferry/shell/environment.h"

#include <v8-exception.h>
#include <v8-microtask-queue.h>
#include <v8-script.h>

#include <cstdio>
#include <utility>

#include "ferry/agent/strings.h"
#include "ferry/bindings/events.h"
#include "ferry/shell/bindings.h"

namespace ferry::shell {
namespace {

// The isolate's data slots are its embedder's, and that is the shell.
constexpr uint32_t kEnvironmentSlot = 0;

constexpr size_t kMegabyte = 1024 * 1024;

}  // namespace

Environment::Environment(v8::Isolate* isolate, Options options)
    : isolate_(isolate),
      options_(std::move(options)),
      time_origin_(options_.platform->MonotonicallyIncreasingTime()),
      loop_(*this, *options_.activity),
      agent_(isolate, options_.cluster,
             {.event_loop = &loop_,
              .longest_spin = options_.spins ? EventLoopSpin::kUsual
                                             : std::chrono::microseconds(0),
              .trace_hook = options_.trace_hook}) {
  v8::HandleScope handles(isolate);
  isolate->SetData(kEnvironmentSlot, this);
  // FinishTask says when microtasks run: only then can it tell which rejected
  // promises are still alone.
  isolate->SetMicrotasksPolicy(v8::MicrotasksPolicy::kExplicit);
  isolate->SetPromiseRejectCallback(OnPromiseReject);
  // For errors in microtasks and in tasks of V8, where no TryCatch of ours is.
  isolate->AddMessageListener(OnMessage);
  isolate->AddNearHeapLimitCallback(OnNearHeapLimit, this);
  v8::Local<v8::Context> context = v8::Context::New(isolate);
  context_.Reset(isolate, context);
  v8::Context::Scope scope(context);
  options_.install_globals(*this);
}

Environment::~Environment() {
  isolate_->RemoveNearHeapLimitCallback(OnNearHeapLimit, 0);
  isolate_->RemoveMessageListeners(OnMessage);
  isolate_->SetPromiseRejectCallback(nullptr);
  isolate_->SetData(kEnvironmentSlot, nullptr);
}

Environment& Environment::From(v8::Isolate* isolate) {
  return *static_cast<Environment*>(isolate->GetData(kEnvironmentSlot));
}

void Environment::OnMessage(v8::Local<v8::Message> message,
                            v8::Local<v8::Value> error) {
  From(v8::Isolate::GetCurrent())
      .ReportUncaught(UncaughtKind::kException, error, message);
}

size_t Environment::OnNearHeapLimit(void* environment, size_t limit,
                                    size_t initial_limit) {
  Environment& self = *static_cast<Environment*>(environment);
  if (!self.stopped_) {
    std::fprintf(stderr,
                 "shell: out of memory: the script's heap is full (%zu MB). "
                 "--v8-options=--max-old-space-size=MB allows more.\n",
                 limit / kMegabyte);
    self.Stop(1);
  }
  // V8 ends the process unless there is room to unwind the script.
  return limit + 64 * kMegabyte;
}

void Environment::OnPromiseReject(v8::PromiseRejectMessage message) {
  From(v8::Isolate::GetCurrent()).rejections_.Update(message);
}

void Environment::RunTask(absl::FunctionRef<void()> task) {
  if (stopped_) return;
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context());
  {
    v8::TryCatch try_catch(isolate_);
    task();
    if (try_catch.HasTerminated()) return;
    if (try_catch.HasCaught()) {
      ReportUncaught(UncaughtKind::kException, try_catch.Exception(),
                     try_catch.Message());
    }
  }
  FinishTask();
}

void Environment::FinishTask() {
  if (stopped_) return;
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context());
  isolate_->PerformMicrotaskCheckpoint();
  v8::Local<v8::Value> reason;
  while (!stopped_ && rejections_.Take(isolate_, reason)) {
    ReportUncaught(UncaughtKind::kRejection, reason,
                   v8::Exception::CreateMessage(isolate_, reason));
  }
}

void Environment::Stop(int exit_code) {
  if (stopped_) return;
  stopped_ = true;
  exit_code_ = exit_code;
  isolate_->TerminateExecution();
}

void Environment::Quit(int exit_code) {
  Stop(exit_code);
  // V8 notices a termination when a function is entered or a loop goes round;
  // without this the script would do a few things more.
  v8::Local<v8::Script> script;
  if (v8::Script::Compile(context(), NewString(isolate_, "for (;;);"))
          .ToLocal(&script)) {
    script->Run(context()).IsEmpty();
  }
}

void Environment::ReportUncaught(UncaughtKind kind, v8::Local<v8::Value> error,
                                 v8::Local<v8::Message> message) {
  if (stopped_) return;
  UncaughtReport report = NewUncaughtReport(*this, kind, error, message);
  if (kind == UncaughtKind::kException && FireErrorEvent(report, error)) return;
  if (!stopped_) options_.on_uncaught(*this, std::move(report));
}

void Environment::ReportUncaught(UncaughtReport report) {
  if (!FireErrorEvent(report, {}) && !stopped_) {
    options_.on_uncaught(*this, std::move(report));
  }
}

// Returns whether a listener handled it.
bool Environment::FireErrorEvent(const UncaughtReport& report,
                                 v8::Local<v8::Value> error) {
  // What listeners of `error` throw is not fired again.
  if (reports_ || stopped_) return false;
  reports_ = true;
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context());
  v8::TryCatch try_catch(isolate_);
  const bool handled = FireErrorAt(context()->Global(), report, error);
  reports_ = false;
  if (try_catch.HasTerminated()) try_catch.ReThrow();
  return handled;
}

bool Environment::FireErrorAt(v8::Local<v8::Object> target,
                              const UncaughtReport& report,
                              v8::Local<v8::Value> error) {
  return FireError(agent_, context(), target,
                   {.message = report.message,
                    .filename = report.filename,
                    .line = report.line,
                    .column = report.column,
                    .error = error})
      .FromMaybe(false);
}

std::string Environment::Inspect(v8::Local<v8::Value> value) {
  v8::HandleScope handles(isolate_);
  v8::TryCatch try_catch(isolate_);
  v8::Local<v8::Value> text;
  std::string result;
  if (!inspect_.IsEmpty() &&
      inspect_.Get(isolate_)
          ->Call(context(), v8::Undefined(isolate_), 1, &value)
          .ToLocal(&text) &&
      ToText(isolate_, text, result)) {
    return result;
  }
  // A script may have replaced what inspect.js calls, or the stack is full.
  v8::Local<v8::String> plain;
  if (value->ToDetailString(context()).ToLocal(&plain) &&
      ToText(isolate_, plain, result)) {
    return result;
  }
  return "(a value that cannot be shown)";
}

}  // namespace ferry::shell
