#include "ferry/fuzz/v8_realm.h"

#include <v8-array-buffer.h>
#include <v8-isolate.h>
#include <v8-persistent-handle.h>

#include "ferry/tests/support/platform.h"

namespace ferry::fuzz {
namespace {

struct Realm {
  Realm() {
    testing_support::StartV8();
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator_shared.reset(
        v8::ArrayBuffer::Allocator::NewDefaultAllocator());
    isolate = v8::Isolate::New(params);
    isolate->Enter();
    v8::HandleScope handles(isolate);
    context.Reset(isolate, v8::Context::New(isolate));
  }

  v8::Isolate* isolate;
  v8::Global<v8::Context> context;
  int calls = 0;
};

}  // namespace

void WithRealm(absl::FunctionRef<void(v8::Local<v8::Context>)> function) {
  // Never destroyed: the process ends without a warning.
  static Realm& realm = *new Realm;
  {
    v8::HandleScope handles(realm.isolate);
    v8::Local<v8::Context> context = realm.context.Get(realm.isolate);
    v8::Context::Scope scope(context);
    function(context);
  }
  if (++realm.calls % 2000 == 0) realm.isolate->LowMemoryNotification();
}

}  // namespace ferry::fuzz
