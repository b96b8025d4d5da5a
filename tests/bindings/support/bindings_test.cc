#include "ferry/tests/bindings/support/bindings_test.h"

#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-microtask-queue.h>
#include <v8-primitive.h>

#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "ferry/agent/strings.h"

namespace ferry::testing_support {

std::string ToText(v8::Local<v8::Value> value) {
  return ToUtf8(v8::Isolate::GetCurrent(), value);
}

void ManualEventLoop::PostTask(std::unique_ptr<v8::Task> task) {
  std::lock_guard<std::mutex> lock(mutex_);
  tasks_.push_back(std::move(task));
}

std::unique_ptr<v8::Task> ManualEventLoop::TakeTask() {
  std::lock_guard<std::mutex> lock(mutex_);
  if (tasks_.empty()) return nullptr;
  std::unique_ptr<v8::Task> task = std::move(tasks_.front());
  tasks_.pop_front();
  return task;
}

bool ManualEventLoop::RunCallback(v8::Local<v8::Context> context,
                                  absl::FunctionRef<void()> callback) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  v8::HandleScope handles(isolate);
  v8::Context::Scope scope(context);
  {
    v8::TryCatch try_catch(isolate);
    callback();
    if (try_catch.HasTerminated()) return false;
    if (try_catch.HasCaught()) {
      ReportUncaught(context, try_catch.Exception(), try_catch.Message());
    }
  }
  isolate->PerformMicrotaskCheckpoint();
  return true;
}

void ManualEventLoop::ReportUncaught(v8::Local<v8::Context> context,
                                     v8::Local<v8::Value> error,
                                     v8::Local<v8::Message> message) {
  reports_.push_back(absl::StrCat(message->GetLineNumber(context).FromMaybe(0),
                                  ": ", ToText(error)));
}

void ManualEventLoop::RunTasks() {
  while (std::unique_ptr<v8::Task> task = TakeTask()) {
    v8::HandleScope handles(v8::Isolate::GetCurrent());
    task->Run();
  }
}

void ManualEventLoop::RunWhileAlive() {
  while (is_alive()) {
    std::unique_ptr<v8::Task> task = TakeTask();
    if (task == nullptr) return;
    v8::HandleScope handles(v8::Isolate::GetCurrent());
    task->Run();
  }
}

void ManualEventLoop::RunUntil(absl::FunctionRef<bool()> done) {
  while (!done()) {
    RunTasks();
    std::this_thread::yield();
  }
}

BindingsTest::BindingsTest() : V8Test({.event_loop = &loop()}) {
  InstallGlobals(agent(), source()).Check();
  InstallGlobals(agent(), target()).Check();
}

std::string BindingsTest::Text(absl::string_view script) {
  return ToText(Run(script));
}

std::string BindingsTest::Thrown(absl::string_view script) {
  return Text(absl::StrCat("(() => { try { ", script,
                           "; } catch (e) { return `${e.name}: ${e.message}`; "
                           "} return ''; })()"));
}

}  // namespace ferry::testing_support
