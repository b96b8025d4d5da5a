#include "ferry/tests/support/test_isolate.h"

#include <v8-exception.h>
#include <v8-script.h>

#include <utility>

#include "ferry/agent/strings.h"
#include "ferry/tests/support/bindings.h"
#include "ferry/tests/support/platform.h"
#include "ferry/transfer/agent_cluster.h"
#include "gtest/gtest.h"

namespace ferry::testing_support {

void IsolateDeleter::operator()(v8::Isolate* isolate) const {
  DisposePlatformIsolate(isolate);
}

IsolatePtr NewIsolate() {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared =
      std::shared_ptr<v8::ArrayBuffer::Allocator>(
          v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  return IsolatePtr(NewPlatformIsolate(params));
}

std::shared_ptr<const AgentCluster> NewAgentCluster() {
  return AgentCluster::Create({}).value();
}

namespace {

Agent::Options WithLoop(Agent::Options options, EventLoop& loop) {
  if (options.event_loop == nullptr) options.event_loop = &loop;
  return options;
}

}  // namespace

TestIsolate::TestIsolate(std::shared_ptr<const AgentCluster> cluster,
                         const Agent::Options& options)
    : isolate_(NewIsolate()),
      isolate_scope_(isolate_.get()),
      handles_(isolate_.get()),
      source_(v8::Context::New(isolate_.get())),
      target_(v8::Context::New(isolate_.get())),
      context_scope_(source_),
      event_loop_(GetPlatform(), isolate_.get(),
                  [this](v8::Local<v8::Context>, v8::Local<v8::Value> error,
                         v8::Local<v8::Message>) {
                    uncaught_.push_back(ToUtf8(isolate(), error));
                  }),
      agent_(std::make_unique<Agent>(isolate_.get(), std::move(cluster),
                                     WithLoop(options, event_loop_))) {
  InstallBindings(*agent_, source_);
  InstallBindings(*agent_, target_);
}

v8::Local<v8::Value> TestIsolate::RunIn(v8::Local<v8::Context> realm,
                                        absl::string_view script) {
  v8::Context::Scope scope(realm);
  v8::TryCatch try_catch(isolate());
  v8::Local<v8::Script> compiled;
  v8::Local<v8::Value> result;
  if (!v8::Script::Compile(realm, NewString(isolate(), script))
           .ToLocal(&compiled) ||
      !compiled->Run(realm).ToLocal(&result)) {
    ADD_FAILURE() << "The script\n"
                  << script << "\nthrew "
                  << ToUtf8(isolate(), try_catch.Exception());
    return v8::Undefined(isolate());
  }
  return result;
}

void TestIsolate::Set(v8::Local<v8::Context> realm, absl::string_view name,
                      v8::Local<v8::Value> value) {
  ASSERT_TRUE(realm->Global()
                  ->Set(realm, NewString(isolate(), name), value)
                  .FromMaybe(false));
}

void TestIsolate::RunTasks() {
  while (RunPlatformTask(isolate())) {
  }
}

void TestIsolate::CollectGarbage() {
  isolate()->RequestGarbageCollectionForTesting(
      v8::Isolate::kFullGarbageCollection);
}

}  // namespace ferry::testing_support
