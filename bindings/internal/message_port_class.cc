#include "ferry/bindings/internal/message_port_class.h"

#include <v8-container.h>
#include <v8-primitive.h>

#include <vector>

#include "ferry/agent/strings.h"
#include "ferry/bindings/arguments.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/target_class.h"
#include "ferry/bindings/native_class.h"
#include "ferry/messaging/detached_message_port.h"
#include "ferry/messaging/message_port.h"
#include "ferry/messaging/messaging.h"

namespace ferry::internal {
namespace {

void PostMessage(MessagePort& port, Agent& agent, const CallInfo& info) {
  constexpr absl::string_view kCall =
      "Failed to execute 'postMessage' on 'MessagePort'";
  v8::Local<v8::Context> context = info.GetIsolate()->GetCurrentContext();
  std::vector<v8::Local<v8::Object>> list;
  if (info.Length() > 1 &&
      TakeTransferListOrOption(context, kCall, info[1], list).IsNothing()) {
    return;
  }
  // What cannot be sent throws.
  (void)port.PostMessage(context, info[0], list);
}

// A port that nobody listens to need not keep the loop waiting.
void Start(MessagePort& port, Agent& agent, const CallInfo& info) {
  port.set_keeps_loop_alive(agent.extension<AgentBindings>().Listens(
      info.GetIsolate()->GetCurrentContext(), info.This()));
  port.Start();
}

void Close(MessagePort& port, Agent&, const CallInfo&) { port.Close(); }

// changed(port, type): a handler attribute was set. HTML: the first onmessage
// starts the port.
void HandlerChanged(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr || !info[1].As<v8::String>()->StringEquals(
                              NewString(info.GetIsolate(), "message"))) {
    return;
  }
  if (MessagePort* port = MessagePort::From(*agent, info[0])) port->Start();
}

struct Description {
  static constexpr char kClassName[] = "MessagePort";
  static void DefineClass(ClassDefinition<MessagePort>& port) {
    port.Method<PostMessage>("postMessage", 1);
    port.Method<Start>("start");
    port.Method<Close>("close");
  }
};

}  // namespace

v8::Local<v8::FunctionTemplate> MessagePortTemplate(Agent& agent) {
  return NativeClass<MessagePort, Description>::Of(agent).function_template();
}

v8::MaybeLocal<v8::Function> NewMessagePortClass(Agent& agent,
                                                 v8::Local<v8::Context> context,
                                                 const RealmBindings& realm) {
  v8::Local<v8::Function> changed;
  if (!NewFunction(context, agent.extension<AgentBindings>().link(), "changed",
                   2, HandlerChanged)
           .ToLocal(&changed)) {
    return {};
  }
  return CompleteTargetClass(agent, context, realm,
                             {.interface = Messaging::Of(agent).port_template(),
                              .handlers = {"message", "messageerror", "close"},
                              .handler_changed = changed});
}

void AddMessagePortReferences(std::vector<intptr_t>& references) {
  references.push_back(reinterpret_cast<intptr_t>(HandlerChanged));
  NativeClass<MessagePort, Description>::AddReferences(references);
}

void NewChannel(const CallInfo& info) {
  Agent* agent = AgentWithLoopOf(info);
  if (agent == nullptr) return;
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Context> context = isolate->GetCurrentContext();
  ChannelOptions options;
  MessageChannel channel;
  if (TakeOptions(context, "Failed to construct 'MessageChannel'", info[0],
                  options.limits, options.error_policy)
          .IsNothing() ||
      !MessageChannel::New(*agent, context, options).To(&channel)) {
    return;
  }
  v8::Local<v8::Value> ports[] = {channel.port1, channel.port2};
  info.GetReturnValue().Set(v8::Array::New(isolate, ports, 2));
}

}  // namespace ferry::internal
