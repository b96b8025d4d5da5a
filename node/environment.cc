#include "ferry/node/environment.h"

#include <utility>

namespace ferry {

NodeEnvironment& NodeEnvironment::New(
    v8::Isolate* isolate, std::shared_ptr<const AgentCluster> cluster) {
  return *new NodeEnvironment(isolate, std::move(cluster));
}

NodeEnvironment::NodeEnvironment(v8::Isolate* isolate,
                                 std::shared_ptr<const AgentCluster> cluster)
    : loop_(isolate),
      agent_(std::make_unique<Agent>(isolate, std::move(cluster),
                                     Agent::Options{.event_loop = &loop_})),
      jobs_(std::make_unique<JobRunner>(*agent_)),
      cleanup_(node::AddEnvironmentCleanupHook(isolate, End, this)) {}

void NodeEnvironment::OnEnd(std::function<void()> callback) {
  at_end_.push_back(std::move(callback));
}

void NodeEnvironment::End(void* environment, void (*done)(void*),
                          void* done_data) {
  auto* ending = static_cast<NodeEnvironment*>(environment);
  while (!ending->at_end_.empty()) {
    std::function<void()> callback = std::move(ending->at_end_.back());
    ending->at_end_.pop_back();
    callback();
  }
  ending->jobs_.reset();
  ending->agent_.reset();
  ending->loop_.Close([=] {
    delete ending;
    done(done_data);
  });
}

}  // namespace ferry
