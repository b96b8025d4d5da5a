#include "ferry/bindings/internal/broadcast_channel_class.h"

#include "ferry/agent/strings.h"
#include "ferry/bindings/internal/agent_bindings.h"
#include "ferry/bindings/internal/target_class.h"
#include "ferry/bindings/native_class.h"
#include "ferry/messaging/broadcast_channel.h"

namespace ferry::internal {
namespace {

void PostMessage(BroadcastChannel& channel, Agent&, const CallInfo& info) {
  // What cannot be sent throws.
  (void)channel.PostMessage(info.GetIsolate()->GetCurrentContext(), info[0]);
}

void Close(BroadcastChannel& channel, Agent&, const CallInfo&) {
  channel.Close();
}

struct Description {
  static constexpr char kClassName[] = "BroadcastChannel";
  static void DefineClass(ClassDefinition<BroadcastChannel>& channel) {
    channel.Method<PostMessage>("postMessage", 1);
    channel.Method<Close>("close");
  }
};

using ChannelClass = NativeClass<BroadcastChannel, Description>;

}  // namespace

v8::Local<v8::FunctionTemplate> BroadcastChannelTemplate(Agent& agent) {
  return ChannelClass::Of(agent).function_template();
}

BroadcastChannel* FindBroadcastChannel(Agent& agent,
                                       v8::Local<v8::Value> value) {
  return ChannelClass::Of(agent).Unwrap(value);
}

v8::MaybeLocal<v8::Function> NewBroadcastChannelClass(
    Agent& agent, v8::Local<v8::Context> context, const RealmBindings& realm) {
  v8::Isolate* isolate = agent.isolate();
  v8::Local<v8::Value> constructor;
  v8::Local<v8::Value> prototype;
  ChannelClass& made = ChannelClass::Of(agent);
  if (!realm.interfaces()
           ->Get(context, NewString(isolate, made.name()))
           .ToLocal(&constructor) ||
      !constructor.As<v8::Object>()
           ->Get(context, NewString(isolate, "prototype"))
           .ToLocal(&prototype) ||
      made.DefineMembers(context, prototype.As<v8::Object>()).IsNothing()) {
    return {};
  }
  return CompleteTargetClass(agent, context, realm,
                             {.interface = made.function_template(),
                              .constructor = constructor.As<v8::Function>(),
                              .handlers = {"message", "messageerror"}});
}

void AddBroadcastChannelReferences(std::vector<intptr_t>& references) {
  ChannelClass::AddReferences(references);
}

void NewBroadcastChannel(const CallInfo& info) {
  Agent* agent = AgentWithLoopOf(info);
  if (agent == nullptr) return;
  AgentBindings& bindings = agent->extension<AgentBindings>();
  v8::Isolate* isolate = info.GetIsolate();
  v8::Local<v8::Object> object;
  if (!BroadcastChannelTemplate(*agent)
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
