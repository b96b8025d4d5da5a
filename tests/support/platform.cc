#include "ferry/tests/support/platform.h"

#include <libplatform/libplatform.h>
#include <v8-initialization.h>

namespace ferry::testing_support {
namespace {

v8::Platform* platform = nullptr;

}  // namespace

void StartV8() {
  // Never freed: V8's threads use it until the process ends.
  platform = v8::platform::NewDefaultPlatform(/*thread_pool_size=*/1).release();
  v8::V8::SetFlagsFromString("--expose-gc");
  v8::V8::InitializePlatform(platform);
  v8::V8::Initialize();
}

v8::Platform* GetPlatform() { return platform; }

v8::Isolate* NewPlatformIsolate(const v8::Isolate::CreateParams& params) {
  return v8::Isolate::New(params);
}

void DisposePlatformIsolate(v8::Isolate* isolate) {
  v8::platform::NotifyIsolateShutdown(platform, isolate);
  isolate->Dispose();
}

bool RunPlatformTask(v8::Isolate* isolate) {
  return v8::platform::PumpMessageLoop(platform, isolate);
}

void WaitForPlatformTask(v8::Isolate* isolate) {
  v8::platform::PumpMessageLoop(
      platform, isolate, v8::platform::MessageLoopBehavior::kWaitForWork);
}

}  // namespace ferry::testing_support
