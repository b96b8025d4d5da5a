// A program that embeds V8 and links the installed ferry: clones a value, and
// sends another with a buffer to an isolate on a second thread, which answers.

#include <libplatform/libplatform.h>
#include <v8.h>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "ferry/agent/agent.h"
#include "ferry/agent/event_loop_platform.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"
#include "ferry/serializer/structured_clone.h"
#include "ferry/transfer/agent_cluster.h"

namespace {

using Cluster = std::shared_ptr<const ferry::AgentCluster>;

// An isolate with a realm, an event loop and an agent, on the thread that makes
// it.
class Realm {
 public:
  Realm(v8::Platform* platform, Cluster cluster)
      : platform_(platform),
        isolate_(NewIsolate()),
        isolate_scope_(isolate_),
        handles_(isolate_),
        context_(v8::Context::New(isolate_)),
        context_scope_(context_),
        loop_(platform, isolate_, PrintUncaught),
        agent_(isolate_, std::move(cluster), {.event_loop = &loop_}) {}

  ferry::Agent& agent() { return agent_; }
  v8::Isolate* isolate() { return isolate_; }
  v8::Local<v8::Context> context() { return context_; }

  v8::Local<v8::Value> Run(const char* source) {
    v8::Local<v8::String> text =
        v8::String::NewFromUtf8(isolate_, source).ToLocalChecked();
    return v8::Script::Compile(context_, text)
        .ToLocalChecked()
        ->Run(context_)
        .ToLocalChecked();
  }

  std::string Print(v8::Local<v8::Value> value) {
    v8::Local<v8::String> json;
    if (!v8::JSON::Stringify(context_, value).ToLocal(&json)) return "?";
    return *v8::String::Utf8Value(isolate_, json);
  }

  // Until nobody waits for a message any more.
  void RunLoop() {
    while (loop_.is_alive()) {
      if (v8::platform::PumpMessageLoop(platform_, isolate_)) continue;
      loop_.Wait([this] {
        v8::platform::PumpMessageLoop(
            platform_, isolate_,
            v8::platform::MessageLoopBehavior::kWaitForWork);
      });
    }
  }

 private:
  static v8::Isolate* NewIsolate() {
    v8::Isolate::CreateParams params;
    params.array_buffer_allocator_shared.reset(
        v8::ArrayBuffer::Allocator::NewDefaultAllocator());
    return v8::Isolate::New(params);
  }
  static void PrintUncaught(v8::Local<v8::Context>, v8::Local<v8::Value>,
                            v8::Local<v8::Message> message) {
    std::cerr << "uncaught: "
              << *v8::String::Utf8Value(v8::Isolate::GetCurrent(),
                                        message->Get())
              << "\n";
  }

  // Disposed of last, when nothing has it entered.
  struct Disposer {
    v8::Isolate*& isolate;
    v8::Platform*& platform;
    ~Disposer() {
      v8::platform::NotifyIsolateShutdown(platform, isolate);
      isolate->Dispose();
    }
  };

  v8::Platform* platform_;
  v8::Isolate* isolate_;
  Disposer disposer_{isolate_, platform_};
  v8::Isolate::Scope isolate_scope_;
  v8::HandleScope handles_;
  v8::Local<v8::Context> context_;
  v8::Context::Scope context_scope_;
  ferry::PlatformEventLoop loop_;
  ferry::Agent agent_;
};

// Prints each message of a port; answers it where there is an answer.
class Conversation final : public ferry::MessageObserver {
 public:
  Conversation(Realm& realm, const char* name, const char* answer)
      : realm_(realm), name_(name), answer_(answer) {}

  ferry::MessagePort* Join(ferry::DetachedMessagePort port) {
    v8::Local<v8::Object> object =
        ferry::MessagePort::New(realm_.agent(), realm_.context(),
                                std::move(port))
            .ToLocalChecked();
    ferry::MessagePort* joined =
        ferry::MessagePort::From(realm_.agent(), object);
    joined->set_observer(this);
    joined->Start();
    return joined;
  }

  void OnMessage(v8::Local<v8::Context> context, v8::Local<v8::Object> object,
                 const ferry::ReceivedMessage& message) override {
    std::cout << name_ << " hears " << realm_.Print(message.value) << std::endl;
    ferry::MessagePort* port = ferry::MessagePort::From(realm_.agent(), object);
    if (answer_ == nullptr) return port->Close();
    port->PostMessage(context, realm_.Run(answer_), {})
        .IsNothing();  // what it throws is reported by the event loop
  }
  void OnMessageError(v8::Local<v8::Context>, v8::Local<v8::Object>,
                      v8::Local<v8::Value>) override {}
  void OnClose(v8::Local<v8::Context>, v8::Local<v8::Object>) override {}

 private:
  Realm& realm_;
  const char* const name_;
  const char* const answer_;
};

void Clone(Realm& realm) {
  v8::Local<v8::Value> copy;
  if (ferry::StructuredClone(realm.agent(), realm.context(),
                             realm.Run("({text: 'hello', list: [1, 2]})"))
          .ToLocal(&copy)) {
    std::cout << "a clone: " << realm.Print(copy) << std::endl;
  }
}

void Answer(v8::Platform* platform, Cluster cluster,
            ferry::DetachedMessagePort port) {
  Realm realm(platform, std::move(cluster));
  Conversation conversation(realm, "the second thread", "({thanks: true})");
  conversation.Join(std::move(port));
  realm.RunLoop();
}

void Converse(v8::Platform* platform) {
  Cluster cluster = ferry::AgentCluster::Create({}).value();
  Realm realm(platform, cluster);
  Clone(realm);

  auto [ours, theirs] = ferry::DetachedMessagePort::NewChannel();
  Conversation conversation(realm, "the first thread", nullptr);
  ferry::MessagePort* port = conversation.Join(std::move(ours));
  v8::Local<v8::Object> bytes =
      realm.Run("var bytes = new Uint8Array([1, 2, 3]); bytes")
          .As<v8::Object>();
  v8::Local<v8::Object> transfer[] = {bytes.As<v8::Uint8Array>()->Buffer()};
  if (port->PostMessage(realm.context(), bytes, transfer).IsNothing()) {
    std::abort();
  }
  std::cout << "left here: " << realm.Print(realm.Run("bytes.length"))
            << " bytes" << std::endl;
  // What is sent waits for whoever gets the other end.
  std::thread thread(Answer, platform, cluster, std::move(theirs));
  realm.RunLoop();
  thread.join();
}

}  // namespace

int main() {
  std::unique_ptr<v8::Platform> platform = v8::platform::NewDefaultPlatform();
  v8::V8::InitializePlatform(platform.get());
  v8::V8::Initialize();
  Converse(platform.get());
  v8::V8::Dispose();
  v8::V8::DisposePlatform();
}
