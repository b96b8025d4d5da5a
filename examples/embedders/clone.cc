// The smallest program that embeds V8 and ferry: clones a value, and says where
// in it something is that cannot be cloned.

#include <libplatform/libplatform.h>
#include <v8.h>

#include <iostream>
#include <memory>
#include <string>

#include "ferry/ferry.h"

namespace {

v8::Local<v8::Value> Run(v8::Local<v8::Context> context, const char* source) {
  v8::Local<v8::String> text =
      v8::String::NewFromUtf8(v8::Isolate::GetCurrent(), source)
          .ToLocalChecked();
  return v8::Script::Compile(context, text)
      .ToLocalChecked()
      ->Run(context)
      .ToLocalChecked();
}

std::string ToJson(v8::Local<v8::Context> context, v8::Local<v8::Value> value) {
  v8::Local<v8::String> json;
  if (!v8::JSON::Stringify(context, value).ToLocal(&json)) return "?";
  return ferry::ToUtf8(v8::Isolate::GetCurrent(), json);
}

void CloneValues(ferry::Agent& agent, v8::Local<v8::Context> context) {
  v8::TryCatch try_catch(agent.isolate());
  for (const char* source : {
           "({text: 'hello', list: [1, 2]})",
           "({list: [1, () => 2]})",
       }) {
    v8::Local<v8::Value> copy;
    if (ferry::StructuredClone(agent, context, Run(context, source))
            .ToLocal(&copy)) {
      std::cout << "a clone: " << ToJson(context, copy) << std::endl;
    } else {
      std::cout << ferry::ToUtf8(agent.isolate(), try_catch.Exception())
                << std::endl;
      try_catch.Reset();
    }
  }
}

void RunIsolate() {
  v8::Isolate::CreateParams params;
  // Shared: the memory of buffers that travel outlives their isolate.
  params.array_buffer_allocator_shared.reset(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate* isolate = v8::Isolate::New(params);
  {
    v8::Isolate::Scope isolate_scope(isolate);
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope context_scope(context);
    ferry::Agent agent(isolate, ferry::AgentCluster::Create({}).value());
    CloneValues(agent, context);
  }
  isolate->Dispose();
}

}  // namespace

int main() {
  std::unique_ptr<v8::Platform> platform = v8::platform::NewDefaultPlatform();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  RunIsolate();
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
}
