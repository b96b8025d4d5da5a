// Native classes whose C++ objects cppgc collects; those of
// docs/native_class.md.

#include "ferry/bindings/collected.h"

#include <v8-array-buffer.h>
#include <v8-context.h>
#include <v8-exception.h>
#include <v8-isolate.h>
#include <v8-script.h>
#include <v8-traced-handle.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "ferry/agent/strings.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/native_class.h"
#include "ferry/tests/bindings/support/bindings_test.h"
#include "ferry/tests/support/platform.h"
#include "ferry/tests/support/test_isolate.h"
#include "ferry/transfer/data_holder.h"
#include "ferry/transfer/platform_object.h"
#include "ferry/transfer/transfer_mode.h"
#include "gtest/gtest.h"

namespace {

using ferry::testing_support::GetPlatform;
using ferry::testing_support::IsolatePtr;
using ferry::testing_support::ManualEventLoop;
using ferry::testing_support::NewAgentCluster;
using ferry::testing_support::NewPlatformIsolate;
using ferry::testing_support::ToText;

// How many C++ objects of Sound there are.
int sounds = 0;

using Samples = std::shared_ptr<const std::string>;

class SoundHolder final : public ferry::DataHolder {
 public:
  Samples samples;

  absl::string_view type_name() const override { return "Sound"; }
  v8::MaybeLocal<v8::Object> Deserialize(
      ferry::Agent& agent, v8::Local<v8::Context> context) override;
};

class Sound final : public ferry::Collected, public ferry::PlatformObject {
 public:
  static constexpr char kClassName[] = "Sound";
  static void DefineClass(ferry::ClassDefinition<Sound>& sound) {
    sound.Constructor<New>(1);
    sound.Getter<&Sound::Text>("text");
    sound.Method<&Sound::Follow>("follow", 1);
  }

  explicit Sound(Samples samples) : samples_(std::move(samples)) { ++sounds; }
  ~Sound() override { --sounds; }

  void Trace(cppgc::Visitor* visitor) const override {
    ferry::Collected::Trace(visitor);
    visitor->Trace(next_);
  }

  ferry::TransferMode GetTransferMode() const override {
    return ferry::TransferMode::kCloneableAndTransferable;
  }
  ferry::HostObjectData Serialize(ferry::Agent&, v8::Local<v8::Context>,
                                  v8::Local<v8::Object>) override {
    auto holder = std::make_unique<SoundHolder>();
    holder->samples = samples_;
    return {.holder = std::move(holder)};
  }
  ferry::HostObjectData PrepareTransfer(ferry::Agent&, v8::Local<v8::Context>,
                                        v8::Local<v8::Object>) override {
    return {.holder = std::make_unique<SoundHolder>()};
  }
  void CommitTransfer(ferry::DataHolder& holder) noexcept override {
    static_cast<SoundHolder&>(holder).samples = std::move(samples_);
  }

 private:
  static Sound* New(ferry::Agent& agent, const ferry::CallInfo& info) {
    if (!info[0]->IsString()) {
      agent.isolate()->ThrowException(v8::Exception::TypeError(
          ferry::NewString(agent.isolate(), "A sound needs samples.")));
      return nullptr;
    }
    return ferry::MakeCollected<Sound>(
        agent, std::make_shared<const std::string>(
                   ferry::ToUtf8(agent.isolate(), info[0])));
  }
  void Text(ferry::Agent& agent, const ferry::CallInfo& info) {
    if (samples_ == nullptr) return;
    info.GetReturnValue().Set(ferry::NewString(agent.isolate(), *samples_));
  }
  // Holds a JavaScript object.
  void Follow(ferry::Agent& agent, const ferry::CallInfo& info) {
    next_.Reset(agent.isolate(), info[0]);
  }

  Samples samples_;
  v8::TracedReference<v8::Value> next_;
};

v8::MaybeLocal<v8::Object> SoundHolder::Deserialize(
    ferry::Agent& agent, v8::Local<v8::Context> context) {
  return ferry::NativeClass<Sound>::Of(agent).New(
      context, ferry::MakeCollected<Sound>(agent, samples));
}

IsolatePtr NewIsolateWithCppHeap() {
  v8::Isolate::CreateParams params;
  params.array_buffer_allocator_shared.reset(
      v8::ArrayBuffer::Allocator::NewDefaultAllocator());
  params.cpp_heap =
      v8::CppHeap::Create(GetPlatform(), v8::CppHeapCreateParams({})).release();
  return IsolatePtr(NewPlatformIsolate(params));
}

class CollectedTest : public testing::Test {
 protected:
  CollectedTest()
      : isolate_(NewIsolateWithCppHeap()),
        isolate_scope_(isolate_.get()),
        handles_(isolate_.get()),
        context_(v8::Context::New(isolate_.get())),
        context_scope_(context_),
        agent_(std::make_unique<ferry::Agent>(
            isolate_.get(), NewAgentCluster(),
            ferry::Agent::Options{.event_loop = &loop_})) {
    ferry::InstallGlobals(*agent_, context_,
                          {.classes = {ferry::NativeClass<Sound>::Install}})
        .Check();
  }
  ~CollectedTest() override { agent_.reset(); }

  std::string Run(absl::string_view script) {
    v8::HandleScope handles(isolate_.get());
    v8::TryCatch try_catch(isolate_.get());
    v8::Local<v8::Script> compiled;
    v8::Local<v8::Value> result;
    if (v8::Script::Compile(context_, ferry::NewString(isolate_.get(), script))
            .ToLocal(&compiled) &&
        compiled->Run(context_).ToLocal(&result)) {
      return ToText(result);
    }
    return ToText(try_catch.Exception());
  }
  void CollectGarbage() {
    // As from a task: nothing on the stack refers to anything.
    isolate_->GetCppHeap()->CollectGarbageForTesting(
        cppgc::EmbedderStackState::kNoHeapPointers);
  }

  ManualEventLoop loop_;
  IsolatePtr isolate_;
  v8::Isolate::Scope isolate_scope_;
  v8::HandleScope handles_;
  v8::Local<v8::Context> context_;
  v8::Context::Scope context_scope_;
  std::unique_ptr<ferry::Agent> agent_;
};

TEST_F(CollectedTest, IsCollectedWhileItsMessageWaits) {
  ASSERT_EQ(sounds, 0);
  for (const char* list : {"[]", "[sound]"}) {
    EXPECT_EQ(Run(std::string(R"js((() => {
      globalThis.channel = new MessageChannel();
      channel.port2.onmessage = (e) => { globalThis.got = e.data.text; };
      const sound = new Sound('la');
      channel.port1.postMessage(sound, )js") +
                  list + "); return 'sent'; })()"),
              "sent");
    EXPECT_EQ(sounds, 1);
    CollectGarbage();
    EXPECT_EQ(sounds, 0);
    loop_.RunTasks();
    EXPECT_EQ(Run("channel.port1.close(); got"), "la");
    CollectGarbage();
    loop_.RunTasks();
    EXPECT_EQ(sounds, 0);
  }
}

TEST_F(CollectedTest, LivesWithItsWrapperAndInCycles) {
  Run(R"js(
    var sound = new Sound('a');
    sound.follow(new Sound('b'));
    (() => {
      const one = new Sound('c');
      const other = new Sound('d');
      one.follow(other);
      other.follow(one);
    })();
  )js");
  EXPECT_EQ(sounds, 4);
  CollectGarbage();
  EXPECT_EQ(sounds, 2);
  EXPECT_EQ(Run("sound.text"), "a");
  EXPECT_EQ(ferry::NativeClass<Sound>::Of(*agent_).CountObjects(), 2u);
  Run("sound = undefined");
  CollectGarbage();
  EXPECT_EQ(sounds, 0);
}

TEST_F(CollectedTest, IsANativeClassAsOthers) {
  EXPECT_EQ(Run("new Sound()"),
            "TypeError: Failed to construct 'Sound': 1 argument required, but "
            "only 0 present.");
  EXPECT_EQ(Run("new Sound(1)"), "TypeError: A sound needs samples.");
  EXPECT_EQ(Run("structuredClone({s: new Sound('x')}).s.text"), "x");
  EXPECT_EQ(Run("const s = new Sound('y');"
                "const t = structuredClone(s, {transfer: [s]});"
                "`${t.text} ${s.text}`"),
            "y undefined");
  EXPECT_EQ(Run("Object.getOwnPropertyDescriptor(Sound.prototype, 'text')"
                ".get.call({})"),
            "TypeError: Illegal invocation");
}

// The isolate's heap ends after the agent.
TEST_F(CollectedTest, OutlivesTheAgent) {
  Run("var sound = new Sound('late')");
  agent_.reset();
  EXPECT_EQ(sounds, 1);
  EXPECT_EQ(Run("sound.text"),
            "Error: This realm's ferry::Agent was destroyed.");
  Run("sound = undefined");
  CollectGarbage();
  EXPECT_EQ(sounds, 0);
}

}  // namespace
