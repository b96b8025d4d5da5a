// A program that embeds V8 and ferry: sends a value with a buffer to an isolate
// on a second thread. The buffer moves, everything else is copied.

#include <libplatform/libplatform.h>
#include <v8.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "ferry/ferry.h"

namespace {

using Cluster = std::shared_ptr<const ferry::AgentCluster>;
using Task = std::function<void(ferry::Agent&, v8::Local<v8::Context>)>;

v8::Local<v8::Value> Run(v8::Local<v8::Context> context, const char* source) {
  v8::Local<v8::String> text =
      v8::String::NewFromUtf8(v8::Isolate::GetCurrent(), source)
          .ToLocalChecked();
  return v8::Script::Compile(context, text)
      .ToLocalChecked()
      ->Run(context)
      .ToLocalChecked();
}

// Runs `task` in a new isolate of this thread.
void InNewIsolate(const Cluster& cluster, const Task& task) {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared.reset(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate* isolate = v8::Isolate::New(params);
  {
    v8::Isolate::Scope isolate_scope(isolate);
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope context_scope(context);
    ferry::Agent agent(isolate, cluster);
    task(agent, context);
  }
  isolate->Dispose();
}

// A SerializedValue belongs to no isolate: it is moved to the thread that shall
// have it. Empty where something cannot be sent, and then nothing was given up.
ferry::SerializedValue Write(ferry::Agent& agent,
                             v8::Local<v8::Context> context) {
  v8::Local<v8::Value> value =
      Run(context, "var bytes = new Uint8Array([1, 2, 3]); ({bytes, n: 4})");
  v8::Local<v8::Object> transfer[] = {
      Run(context, "bytes.buffer").As<v8::Object>()};
  v8::Maybe<ferry::SerializedValue> message =
      ferry::StructuredSerializeWithTransfer(agent, context, value, transfer);
  if (message.IsNothing()) return {};
  std::cout << "left here: "
            << ferry::ToUtf8(agent.isolate(), Run(context, "bytes.length"))
            << " bytes" << std::endl;
  return std::move(message).FromJust();
}

void Read(ferry::Agent& agent, v8::Local<v8::Context> context,
          ferry::SerializedValue message) {
  v8::Maybe<ferry::DeserializedValue> received =
      ferry::StructuredDeserializeWithTransfer(agent, context,
                                               std::move(message));
  v8::Local<v8::String> json;
  if (received.IsNothing() ||
      !v8::JSON::Stringify(context, received.FromJust().value).ToLocal(&json)) {
    return;
  }
  std::cout << "the other thread has " << ferry::ToUtf8(agent.isolate(), json)
            << std::endl;
}

void Send() {
  Cluster cluster = ferry::AgentCluster::Create({}).value();
  ferry::SerializedValue message;
  InNewIsolate(cluster,
               [&](ferry::Agent& agent, v8::Local<v8::Context> context) {
                 message = Write(agent, context);
               });
  std::thread([&] {
    InNewIsolate(cluster,
                 [&](ferry::Agent& agent, v8::Local<v8::Context> context) {
                   Read(agent, context, std::move(message));
                 });
  }).join();
}

}  // namespace

int main() {
  std::unique_ptr<v8::Platform> platform = v8::platform::NewDefaultPlatform();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  Send();
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
}
