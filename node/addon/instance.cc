#include "ferry/node/addon/instance.h"

#include <v8-external.h>
#include <v8-function-callback.h>
#include <v8-function.h>
#include <v8-local-handle.h>
#include <v8-object.h>

#include <cstddef>
#include <iterator>
#include <memory>

#include "ferry/agent/strings.h"
#include "ferry/bindings/install_globals.h"
#include "ferry/bindings/streams/streams.h"
#include "ferry/messaging/broadcast_channel.h"
#include "ferry/node/addon/functions.h"
#include "ferry/node/addon/port_exchange.h"
#include "ferry/transfer/agent_cluster.h"

namespace ferry::node_addon {
namespace {

// All environments of a process may share memory and hear each other.
const std::shared_ptr<const AgentCluster>& ProcessCluster() {
  static const auto& cluster = *new std::shared_ptr<const AgentCluster>(
      AgentCluster::Create({}).value());
  return cluster;
}

const std::shared_ptr<BroadcastHub>& ProcessHub() {
  static const auto& hub =
      *new std::shared_ptr<BroadcastHub>(std::make_shared<BroadcastHub>());
  return hub;
}

// Node's class, so that `instanceof` holds in its programs; empty where
// somebody has taken it away.
v8::Local<v8::Function> RealmsDOMException(v8::Local<v8::Context> context) {
  v8::Local<v8::Value> value;
  if (!context->Global()
           ->Get(context, NewString(v8::Isolate::GetCurrent(), "DOMException"))
           .ToLocal(&value) ||
      !value->IsFunction()) {
    return {};
  }
  return value.As<v8::Function>();
}

// Node's own streams go through ferry's channels too.
v8::Maybe<void> InstallNodeStreams(Agent& agent,
                                   v8::Local<v8::Context> context) {
  v8::Local<v8::Function> classes[3];
  constexpr const char* kNames[] = {"ReadableStream", "WritableStream",
                                    "TransformStream"};
  for (size_t i = 0; i < std::size(kNames); ++i) {
    v8::Local<v8::Value> value;
    if (!context->Global()
             ->Get(context, NewString(agent.isolate(), kNames[i]))
             .ToLocal(&value)) {
      return v8::Nothing<void>();
    }
    // Somebody has taken them away.
    if (!value->IsFunction()) return v8::JustVoid();
    classes[i] = value.As<v8::Function>();
  }
  return InstallStreamTransfer(
      agent, context,
      {.readable = classes[0], .writable = classes[1], .transform = classes[2]},
      {.window = 16});
}

}  // namespace

Instance& Instance::Of(const v8::FunctionCallbackInfo<v8::Value>& info) {
  return *static_cast<Instance*>(info.Data().As<v8::External>()->Value());
}

v8::Maybe<bool> Instance::Install(v8::Local<v8::Context> context,
                                  v8::Local<v8::Object> exports) {
  auto* instance = new Instance(
      NodeEnvironment::New(v8::Isolate::GetCurrent(), ProcessCluster()));
  return instance->Fill(context, exports);
}

Instance::Instance(NodeEnvironment& environment) : environment_(environment) {
  environment.OnEnd([this] {
    PortExchange::Get().Drop(&agent());
    delete this;
  });
}

v8::Maybe<bool> Instance::Fill(v8::Local<v8::Context> context,
                               v8::Local<v8::Object> exports) {
  if (InstallGlobals(agent(), context,
                     {.target = exports,
                      .broadcast_hub = ProcessHub(),
                      .dom_exception = RealmsDOMException(context)})
          .IsNothing() ||
      InstallNodeStreams(agent(), context).IsNothing()) {
    return v8::Nothing<bool>();
  }
  return DefineFunctions(context, exports,
                         v8::External::New(agent().isolate(), this));
}

}  // namespace ferry::node_addon
