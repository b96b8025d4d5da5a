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

}  // namespace ferry::testing_support
