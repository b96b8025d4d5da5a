#include <node.h>
#include <uv.h>
#include <v8-initialization.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <thread>  // NOLINT(build/c++11)
#include <unordered_map>
#include <utility>

#include "ferry/tests/support/platform.h"

namespace ferry::testing_support {
namespace {

node::MultiIsolatePlatform* platform = nullptr;

// Node's platform wants a loop for each isolate.
struct Loop {
  uv_loop_t loop;
  // Started while the loop runs: Node's timers do not keep it alive.
  uv_idle_t idle;
};

std::mutex loops_mutex;
std::unordered_map<v8::Isolate*, std::unique_ptr<Loop>> loops;

void Unregister(v8::Isolate* isolate) {
#if NODE_MAJOR_VERSION >= 24
  platform->DisposeIsolate(isolate);
#else
  platform->UnregisterIsolate(isolate);
  isolate->Dispose();
#endif
}

}  // namespace

void StartV8() {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  platform = node::GetMultiIsolatePlatform(
      node::GetCurrentEnvironment(isolate->GetCurrentContext()));
  v8::V8::SetFlagsFromString("--expose-gc");
}

v8::Platform* GetPlatform() { return platform; }

v8::Isolate* NewPlatformIsolate(const v8::Isolate::CreateParams& params) {
  auto loop = std::make_unique<Loop>();
  uv_loop_init(&loop->loop);
  uv_idle_init(&loop->loop, &loop->idle);
  v8::Isolate* isolate = v8::Isolate::Allocate();
  platform->RegisterIsolate(isolate, &loop->loop);
  v8::Isolate::Initialize(isolate, params);
  std::lock_guard<std::mutex> lock(loops_mutex);
  loops.emplace(isolate, std::move(loop));
  return isolate;
}

void DisposePlatformIsolate(v8::Isolate* isolate) {
  std::unique_ptr<Loop> loop;
  {
    std::lock_guard<std::mutex> lock(loops_mutex);
    loop = std::move(loops.extract(isolate).mapped());
  }
  bool finished = false;
  platform->AddIsolateFinishedCallback(
      isolate, [](void* flag) { *static_cast<bool*>(flag) = true; }, &finished);
  Unregister(isolate);
  while (!finished) uv_run(&loop->loop, UV_RUN_ONCE);
  uv_close(reinterpret_cast<uv_handle_t*>(&loop->idle), nullptr);
  uv_run(&loop->loop, UV_RUN_DEFAULT);
  uv_loop_close(&loop->loop);
}

bool RunPlatformTask(v8::Isolate* isolate) {
  if (platform->FlushForegroundTasks(isolate)) return true;
  // Delayed tasks wait in timers of the loop.
  Loop* loop = nullptr;
  {
    std::lock_guard<std::mutex> lock(loops_mutex);
    auto found = loops.find(isolate);
    if (found != loops.end()) loop = found->second.get();
  }
  if (loop != nullptr) {
    uv_idle_start(&loop->idle, [](uv_idle_t*) {});
    uv_run(&loop->loop, UV_RUN_NOWAIT);
    uv_idle_stop(&loop->idle);
  }
  return platform->FlushForegroundTasks(isolate);
}

void WaitForPlatformTask(v8::Isolate* isolate) {
  // Without the loop, which does not say whether it has run a task.
  while (!platform->FlushForegroundTasks(isolate)) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

}  // namespace ferry::testing_support
