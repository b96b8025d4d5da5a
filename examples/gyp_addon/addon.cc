#include <node.h>
#include <uv.h>

#include "ferry/ferry.h"
#include "ferry/wire/to_json.h"

// What an environment of Node.js, the main thread's or a worker's, has of this.
struct Instance {
  ferry::Agent agent;
  int works = 0;                // that libuv has
  std::function<void()> ended;  // set when the environment ends
  node::AsyncCleanupHookHandle hook;

  // Node waits until `done` is called: the loop runs, but no JavaScript.
  static void End(void* data, void (*done)(void*), void* done_data) {
    auto* instance = static_cast<Instance*>(data);
    instance->ended = [=] { delete instance, done(done_data); };
    if (instance->works == 0) std::exchange(instance->ended, {})();
  }
};

struct Work {
  uv_work_t request;
  Instance* instance;
  ferry::SerializedValue message;
  v8::Global<v8::Function> callback;
  std::string json;
};

// On a thread of libuv's, which has no isolate: a message needs none.
void Run(uv_work_t* request) {
  auto* work = static_cast<Work*>(request->data);
  work->json = ferry::wire::ToJson(work->message.view()).value_or("null");
}

void AfterRun(uv_work_t* request, int) {
  std::unique_ptr<Work> work(static_cast<Work*>(request->data));
  Instance* instance = work->instance;
  instance->works--;
  if (instance->ended) {
    work.reset();
    if (instance->works == 0) std::exchange(instance->ended, {})();
    return;
  }
  v8::Isolate* isolate = instance->agent.isolate();
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
  auto* work = new Work{{}, instance, std::move(message).FromJust()};
  work->callback.Reset(isolate, info[1].As<v8::Function>());
  work->request.data = work;
  instance->works++;
  uv_queue_work(node::GetCurrentEventLoop(isolate), &work->request, Run,
                AfterRun);
}

NODE_MODULE_INIT(/*exports, module, context*/) {
  v8::Isolate* isolate = v8::Isolate::GetCurrent();
  auto* instance =
      new Instance{.agent = {isolate, ferry::AgentCluster::Create({}).value()}};
  instance->hook =
      node::AddEnvironmentCleanupHook(isolate, Instance::End, instance);
  auto data = v8::External::New(isolate, instance);
  exports
      ->Set(context, ferry::NewString(isolate, "toJson"),
            v8::Function::New(context, ToJson, data).ToLocalChecked())
      .Check();
}
