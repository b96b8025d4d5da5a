#include <node.h>
#include <uv.h>

#include "ferry/ferry.h"
#include "ferry/wire/to_json.h"

// Of an environment, Node's main thread or a worker. Its work owns it, too.
struct Instance {
  std::shared_ptr<void> ended{};  // Node waits for its end: so it goes last
  ferry::Agent agent;
  std::shared_ptr<Instance> self{this};
  node::AsyncCleanupHookHandle hook{};
};

struct Work : uv_work_t {
  std::shared_ptr<Instance> instance;
  ferry::SerializedValue message;
  v8::Global<v8::Function> callback{};
  std::string json{};
};

void AfterRun(uv_work_t* request, int) {
  std::unique_ptr<Work> work(static_cast<Work*>(request));
  if (work->instance->ended) return;  // no JavaScript runs any more
  v8::Isolate* isolate = work->instance->agent.isolate();
  v8::HandleScope handles(isolate);
  v8::Local<v8::Function> callback = work->callback.Get(isolate);
  v8::Local<v8::Value> json = ferry::NewString(isolate, work->json);
  node::MakeCallback(isolate, callback, callback, 1, &json, {}).IsEmpty();
}

// toJson(value, callback)
void ToJson(const v8::FunctionCallbackInfo<v8::Value>& info) {
  auto* instance = (Instance*)info.Data().As<v8::External>()->Value();
  v8::Isolate* isolate = info.GetIsolate();
  auto message = ferry::StructuredSerialize(
      instance->agent, isolate->GetCurrentContext(), info[0]);
  if (message.IsNothing()) return;  // an exception is pending
  auto* work = new Work{{}, instance->self, std::move(message).FromJust()};
  work->callback.Reset(isolate, info[1].As<v8::Function>());
  // On a thread of libuv's, which has no isolate: a message needs none.
  auto run = [](uv_work_t* request) {
    auto* work = static_cast<Work*>(request);
    work->json = ferry::wire::ToJson(work->message.view()).value_or("null");
  };
  uv_queue_work(node::GetCurrentEventLoop(isolate), work, run, AfterRun);
}

NODE_MODULE_INIT(/*exports, module, context*/) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  auto* instance =
      new Instance{.agent = {isolate, ferry::AgentCluster::Create({}).value()}};
  auto end = [](void* data, void (*done)(void*), void* done_data) {
    std::exchange(((Instance*)data)->self, {})->ended.reset(done_data, done);
  };
  instance->hook = node::AddEnvironmentCleanupHook(isolate, end, instance);
  auto data = v8::External::New(isolate, instance);
  auto to_json = v8::Function::New(context, ToJson, data).ToLocalChecked();
  exports->Set(context, ferry::NewString(isolate, "toJson"), to_json).Check();
}
