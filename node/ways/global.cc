#include <v8-container.h>
#include <v8-isolate.h>
#include <v8-object.h>
#include <v8-persistent-handle.h>
#include <v8-primitive.h>

#include <chrono>
#include <thread>  // NOLINT(build/c++11)

#include "ferry/node/ways/ways.h"

namespace ferry::node_addon::ways {
namespace {

v8::Global<v8::Object>& Kept() {
  static auto& kept = *new v8::Global<v8::Object>;
  return kept;
}

}  // namespace

void KeepGlobal(const CallInfo& info) {
  Kept().Reset(info.GetIsolate(), info[0].As<v8::Object>());
}

void ReadGlobal(const CallInfo& info) {
  info.GetReturnValue().Set(Kept().Get(info.GetIsolate()));
}

void TouchGlobal(const CallInfo& info) {
  v8::Isolate* isolate = info.GetIsolate();
  KeepGlobal(info);
  const auto end = std::chrono::steady_clock::now() +
                   std::chrono::milliseconds(info[1].As<v8::Uint32>()->Value());
  std::thread([isolate, end] {
    while (std::chrono::steady_clock::now() < end) {
      // The isolate's heap and handles have no locks: another thread is
      // changing them at this moment.
      v8::HandleScope scope(isolate);
      v8::Local<v8::Context> context = isolate->GetCurrentContext();
      v8::Local<v8::Object> object = Kept().Get(isolate);
      object->Set(context, 0, v8::Array::New(isolate, 100)).Check();
    }
  }).detach();
}

}  // namespace ferry::node_addon::ways
