// A program that embeds V8 and ferry: a class in C++ whose objects scripts
// make, clone and transfer. docs/native_class.md explains it.

#include <libplatform/libplatform.h>
#include <v8.h>

#include <iostream>
#include <memory>
#include <utility>

#include "ferry/ferry.h"

namespace {

class CounterHolder final : public ferry::DataHolder {
 public:
  int count = 0;

  absl::string_view type_name() const override { return "Counter"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      ferry::Agent& agent, v8::Local<v8::Context> context) override;
};

class Counter final : public ferry::PlatformObject {
 public:
  static constexpr char kClassName[] = "Counter";
  static void DefineClass(ferry::ClassDefinition<Counter>& counter) {
    counter.Constructor<New>();
    counter.Getter<&Counter::Count>("count");
    counter.Method<&Counter::Add>("add");
  }

  explicit Counter(int count) : count_(count) {}

  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kCloneableAndTransferable;
  }
  ferry::HostObjectData Serialize(ferry::Agent&, v8::Local<v8::Context>,
                                  v8::Local<v8::Object>) override {
    auto holder = std::make_unique<CounterHolder>();
    holder->count = count_;
    return {.holder = std::move(holder)};
  }
  // Two phases: this one may fail and gives nothing up,
  ferry::HostObjectData PrepareTransfer(ferry::Agent&, v8::Local<v8::Context>,
                                        v8::Local<v8::Object>) override {
    return {.holder = std::make_unique<CounterHolder>()};
  }
  // and this one cannot fail.
  void CommitTransfer(ferry::DataHolder& holder) noexcept override {
    static_cast<CounterHolder&>(holder).count = std::exchange(count_, 0);
  }

 private:
  static std::unique_ptr<Counter> New(ferry::Agent&, const ferry::CallInfo&) {
    return std::make_unique<Counter>(0);
  }
  void Count(ferry::Agent&, const ferry::CallInfo& info) {
    info.GetReturnValue().Set(count_);
  }
  void Add(ferry::Agent&, const ferry::CallInfo& info) {
    ++count_;
    info.GetReturnValue().Set(info.This());
  }

  int count_;
};

v8::MaybeLocal<v8::Object> CounterHolder::Deserialize(
    ferry::Agent& agent, v8::Local<v8::Context> context) {
  return ferry::NativeClass<Counter>::Of(agent).New(
      context, std::make_unique<Counter>(count));
}

constexpr char kScript[] = R"js(
  const counter = new Counter().add().add();
  const copy = structuredClone(counter).add();
  const moved = structuredClone(counter, {transfer: [counter]});
  `copy ${copy.count}, moved ${moved.count}, left ${counter.count}`
)js";

void RunScript(ferry::Agent& agent, v8::Local<v8::Context> context) {
  v8::Local<v8::Script> script;
  v8::Local<v8::Value> result;
  if (ferry::InstallGlobals(agent, context,
                            {.classes = {ferry::NativeClass<Counter>::Install}})
          .IsJust() &&
      v8::Script::Compile(context, ferry::NewString(agent.isolate(), kScript))
          .ToLocal(&script) &&
      script->Run(context).ToLocal(&result)) {
    std::cout << ferry::ToUtf8(agent.isolate(), result) << std::endl;
  }
}

void RunIsolate() {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared.reset(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  v8::Isolate* isolate = v8::Isolate::New(params);
  {
    v8::Isolate::Scope isolate_scope(isolate);
    v8::HandleScope handles(isolate);
    v8::Local<v8::Context> context = v8::Context::New(isolate);
    v8::Context::Scope context_scope(context);
    ferry::Agent agent(isolate, ferry::AgentCluster::Create({}).value());
    RunScript(agent, context);
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
