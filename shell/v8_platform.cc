#include "ferry/shell/v8_platform.h"

#include <libplatform/libplatform.h>
#include <v8-initialization.h>

namespace ferry::shell {

V8Platform::V8Platform() : platform_(v8::platform::NewDefaultPlatform()) {
  v8::V8::InitializePlatform(platform_.get());
  v8::V8::Initialize();
}

V8Platform::~V8Platform() {
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
}

}  // namespace ferry::shell
