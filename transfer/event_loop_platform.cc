#include "ferry/transfer/event_loop_platform.h"

#include <v8-exception.h>
#include <v8-microtask-queue.h>

#include <utility>

namespace ferry {

PlatformEventLoop::PlatformEventLoop(v8::Platform* platform,
                                     v8::Isolate* isolate,
                                     UncaughtHandler on_uncaught)
    : isolate_(isolate),
      runner_(platform->GetForegroundTaskRunner(isolate)),
      on_uncaught_(std::move(on_uncaught)) {}

void PlatformEventLoop::PostTask(std::unique_ptr<v8::Task> task) {
  runner_->PostTask(std::move(task));
}

bool PlatformEventLoop::RunCallback(v8::Local<v8::Context> context,
                                    absl::FunctionRef<void()> callback) {
  v8::HandleScope handles(isolate_);
  v8::Context::Scope scope(context);
  {
    v8::TryCatch try_catch(isolate_);
    callback();
    if (try_catch.HasTerminated()) return false;
    if (try_catch.HasCaught()) {
      ReportUncaught(context, try_catch.Exception(), try_catch.Message());
    }
  }
  context->GetMicrotaskQueue()->PerformCheckpoint(isolate_);
  return !isolate_->IsExecutionTerminating();
}

void PlatformEventLoop::ReportUncaught(v8::Local<v8::Context> context,
                                       v8::Local<v8::Value> error,
                                       v8::Local<v8::Message> message) {
  on_uncaught_(context, error, message);
}

}  // namespace ferry
