#include "ferry/examples/node_addon/instance.h"

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
#include "ferry/examples/node_addon/functions.h"
#include "ferry/examples/node_addon/port_exchange.h"
#include "ferry/messaging/broadcast_channel.h"
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
  auto* instance = new Instance(v8::Isolate::GetCurrent());
  return instance->Fill(context, exports);
}

Instance::Instance(v8::Isolate* isolate)
    : loop_(isolate),
      agent_(std::make_unique<Agent>(isolate, ProcessCluster(),
                                     Agent::Options{.event_loop = &loop_})),
      jobs_(std::make_unique<JobRunner>(*agent_)),
      cleanup_(node::AddEnvironmentCleanupHook(isolate, End, this)) {}

Instance::~Instance() = default;

v8::Maybe<bool> Instance::Fill(v8::Local<v8::Context> context,
                               v8::Local<v8::Object> exports) {
  if (InstallGlobals(*agent_, context,
                     {.target = exports, .broadcast_hub = ProcessHub()})
          .IsNothing() ||
      InstallNodeStreams(*agent_, context).IsNothing()) {
    return v8::Nothing<bool>();
  }
  return DefineFunctions(context, exports,
                         v8::External::New(agent_->isolate(), this));
}

void Instance::End(void* instance, void (*done)(void*), void* done_data) {
  auto* ending = static_cast<Instance*>(instance);
  PortExchange::Get().Drop(&ending->agent());
  ending->jobs_.reset();
  ending->agent_.reset();
  ending->loop_.Close([=] {
    delete ending;
    done(done_data);
  });
}

}  // namespace ferry::node_addon
