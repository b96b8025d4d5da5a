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
std::mutex loops_mutex;
std::unordered_map<v8::Isolate*, std::unique_ptr<uv_loop_t>> loops;

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
  auto loop = std::make_unique<uv_loop_t>();
  uv_loop_init(loop.get());
  v8::Isolate* isolate = v8::Isolate::Allocate();
  platform->RegisterIsolate(isolate, loop.get());
  v8::Isolate::Initialize(isolate, params);
  std::lock_guard<std::mutex> lock(loops_mutex);
  loops.emplace(isolate, std::move(loop));
  return isolate;
}

void DisposePlatformIsolate(v8::Isolate* isolate) {
  std::unique_ptr<uv_loop_t> loop;
  {
    std::lock_guard<std::mutex> lock(loops_mutex);
    loop = std::move(loops.extract(isolate).mapped());
  }
  bool finished = false;
  platform->AddIsolateFinishedCallback(
      isolate, [](void* flag) { *static_cast<bool*>(flag) = true; }, &finished);
  Unregister(isolate);
  while (!finished) uv_run(loop.get(), UV_RUN_ONCE);
  uv_loop_close(loop.get());
}

bool RunPlatformTask(v8::Isolate* isolate) {
  return platform->FlushForegroundTasks(isolate);
}

void WaitForPlatformTask(v8::Isolate* isolate) {
  while (!RunPlatformTask(isolate)) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
  }
}

}  // namespace ferry::testing_support
