#include "benchmarks/support/realm.h"

#include <libplatform/libplatform.h>
#include <v8-initialization.h>
#include <v8-primitive.h>
#include <v8-script.h>

#include <cstdlib>

#include "ferry/transfer/agent_cluster.h"

namespace ferry::benchmarks {
namespace {

v8::Platform* GetPlatform() {
  // One thread of V8's own: the machine's other core is the benchmark's.
  static const std::unique_ptr<v8::Platform> platform = [] {
    auto made = v8::platform::NewDefaultPlatform(1);
    v8::V8::InitializePlatform(made.get());
    v8::V8::Initialize();
    return made;
  }();
  return platform.get();
}

std::shared_ptr<v8::ArrayBuffer::Allocator> StartV8() {
  GetPlatform();
  return std::shared_ptr<v8::ArrayBuffer::Allocator>(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
}

v8::Isolate* NewIsolate(
    const std::shared_ptr<v8::ArrayBuffer::Allocator>& allocator) {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared = allocator;
  return v8::Isolate::New(params);
}

}  // namespace

Realm::Realm() : allocator_(StartV8()), isolate_(NewIsolate(allocator_)) {
  isolate_scope_.emplace(isolate_);
  handles_.emplace(isolate_);
  context_ = v8::Context::New(isolate_);
  context_scope_.emplace(context_);
  event_loop_.emplace(GetPlatform(), isolate_,
                      [](v8::Local<v8::Context>, v8::Local<v8::Value>,
                         v8::Local<v8::Message>) { std::abort(); });
  agent_.emplace(isolate_, *AgentCluster::Create({}),
                 Agent::Options{.event_loop = &*event_loop_});
}

Realm::~Realm() {
  agent_.reset();
  event_loop_.reset();
  context_scope_.reset();
  handles_.reset();
  isolate_scope_.reset();
  v8::platform::NotifyIsolateShutdown(GetPlatform(), isolate_);
  isolate_->Dispose();
}

bool Realm::RunTask() {
  return v8::platform::PumpMessageLoop(GetPlatform(), isolate_);
}

void Realm::WaitForTask() {
  event_loop_->Wait([&] {
    v8::platform::PumpMessageLoop(
        GetPlatform(), isolate_,
        v8::platform::MessageLoopBehavior::kWaitForWork);
  });
}

v8::Local<v8::Value> Realm::Evaluate(const char* source) {
  v8::Local<v8::String> text =
      v8::String::NewFromUtf8(isolate_, source).ToLocalChecked();
  return v8::Script::Compile(context_, text)
      .ToLocalChecked()
      ->Run(context_)
      .ToLocalChecked();
}

}  // namespace ferry::benchmarks
