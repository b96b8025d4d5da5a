#include "ferry/bindings/internal/broadcast_channel_class.h"

#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/target_class.h"
#include "ferry/messaging/broadcast_channel.h"

namespace ferry::internal {
namespace {

BroadcastChannel* ThisChannel(const CallInfo& info, Agent* agent) {
  if (agent == nullptr) return nullptr;
  BroadcastChannel* channel =
      agent->extension<AgentBindings>().FindBroadcastChannel(info.This());
  if (channel == nullptr) {
    ThrowTypeError(info.GetIsolate(), "Illegal invocation");
  }
  return channel;
}

void PostMessage(const CallInfo& info) {
  BroadcastChannel* channel = ThisChannel(info, AgentOf(info));
  if (channel == nullptr ||
      !HasArguments(
          info, "Failed to execute 'postMessage' on 'BroadcastChannel'", 1)) {
    return;
  }
  // What cannot be sent throws.
  (void)channel->PostMessage(info.GetIsolate()->GetCurrentContext(), info[0]);
}

void Close(const CallInfo& info) {
  if (BroadcastChannel* channel = ThisChannel(info, AgentOf(info))) {
    channel->Close();
  }
}

constexpr NativeMethod kMethods[] = {
    {"postMessage", 1, PostMessage},
    {"close", 0, Close},
};

}  // namespace

v8::Local<v8::FunctionTemplate> NewBroadcastChannelTemplate(Agent& agent) {
  return NewInterfaceTemplate(agent, "BroadcastChannel", IllegalConstructor);
}

v8::MaybeLocal<v8::Function> NewBroadcastChannelClass(
    Agent& agent, v8::Local<v8::Context> context, const RealmBindings& realm) {
  v8::Local<v8::Value> constructor;
  if (!realm.interfaces()
           ->Get(context, NewString(agent.isolate(), "BroadcastChannel"))
           .ToLocal(&constructor)) {
    return {};
  }
  return CompleteTargetClass(
      agent, context, realm,
      {.interface =
           agent.extension<AgentBindings>().broadcast_channel_template(),
       .constructor = constructor.As<v8::Function>(),
       .methods = kMethods,
       .handlers = {"message", "messageerror"}});
}

void NewBroadcastChannel(const CallInfo& info) {
  Agent* agent = AgentOf(info);
  if (agent == nullptr) return;
  AgentBindings& bindings = agent->extension<AgentBindings>();
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Object> object;
  if (!bindings.broadcast_channel_template()
           ->InstanceTemplate()
           ->NewInstance(isolate->GetCurrentContext())
           .ToLocal(&object)) {
    return;
  }
  BroadcastChannel::Wrap(*agent, object, bindings.broadcast_hub(),
                         ToUtf8(isolate, info[0]));
  info.GetReturnValue().Set(object);
}

}  // namespace ferry::internal
